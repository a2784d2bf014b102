import { z } from 'zod';
import { RetryableError } from '../../errors.ts';
import { toEpoch } from '../../model/calendar.ts';
import { textHash } from '../../model/text-hash.ts';
import { answerOf, createSharing, type Kin, type Leaving, SHINGLE_POSTS, type Trace } from '../../model/trace.ts';
import type { Elastic } from './elastic-client.ts';
import { textField } from './elastic-docs.ts';
import { type NotedTrace, readTraces, traceWrite } from './elastic-traces.ts';
import type { Found, Write } from './elastic-write.ts';

const names = z.array(z.string());
const times = z.array(z.tuple([z.number(), z.string()]));
type Seen = z.infer<typeof times>[number];

const TRIES = 20;

const shingleId = (hash: number) => `shingle:${hash}`;
const clueId = (clue: string) => `clue:${textHash(clue)}`;

/**
 * `Store.meet`: what the traces of a call can touch is read at once, worked on in memory in the order given, and written
 * back where nobody wrote meanwhile; else all is done again. Posts that share a shingle or a clue stand in one record.
 */
export async function meet(
  elastic: Elastic,
  marks: string,
  traces: readonly Leaving[],
  windowMs: number,
): Promise<ReadonlyMap<string, Kin>> {
  if (traces.length === 0) return new Map();
  for (let tries = 0; tries < TRIES; tries += 1) {
    const table = await readTable(elastic, marks, traces);
    const met = traces.map((trace) => ({ trace, kin: meetOne(table, trace, windowMs) }));
    const results = await elastic.write(table.changes());
    if (!results.includes('conflict')) {
      // Last: a trace that is noted has left everything it leads by.
      await elastic.write(met.map(({ trace, kin }) => traceWrite(marks, trace, kin)));
      return new Map(met.map(({ trace, kin }) => [trace.docId, kin]));
    }
  }
  throw new RetryableError('多个进程同时在归并同一批帖文，稍后再试');
}

/** Records of shingles and clues as they were read, with what was changed in them. */
interface Table {
  before(docId: string): NotedTrace | undefined;
  leave(trace: Trace): void;
  shingle(hash: number): string[];
  clue(clue: string): Seen[];
  touch(id: string): void;
  changes(): Write[];
}

async function readTable(elastic: Elastic, marks: string, traces: readonly Leaving[]): Promise<Table> {
  const asked = traces.flatMap(({ docId, copies = [] }) => [docId, ...copies]);
  const left = new Map(await readTraces(elastic, marks, [...new Set(asked)]));
  const changed = traces.filter((trace) => toldBefore(trace, left.get(trace.docId)) === null);
  const before = changed.flatMap(({ docId }) => left.get(docId)?.trace ?? []);
  const all = [...changed, ...before];
  const ids = new Set(all.flatMap(({ shingles, clues }) => [...shingles.map(shingleId), ...clues.map(clueId)]));
  const found = await elastic.get(marks, [...ids]);
  const shingles = new Map<string, string[]>();
  const clues = new Map<string, Seen[]>();
  const touched = new Set<string>();
  const stored = (id: string): unknown => {
    const record = found.get(id);
    return record === undefined ? [] : JSON.parse(textField(record.source, 'doc'));
  };
  return {
    before: (docId) => left.get(docId),
    leave: (trace) => void left.set(trace.docId, { trace, met: null }),
    shingle: (hash) => known(shingles, shingleId(hash), (id) => names.parse(stored(id))),
    clue: (clue) => known(clues, clueId(clue), (id) => times.parse(stored(id))),
    touch: (id) => void touched.add(id),
    changes: () =>
      [...touched].map((id): Write => {
        const value = shingles.get(id) ?? clues.get(id) ?? [];
        const source = { kind: id.slice(0, id.indexOf(':')), doc: JSON.stringify(value) };
        const record: Found | undefined = found.get(id);
        return record === undefined
          ? { do: 'create', index: marks, id, source }
          : { do: 'replace', found: record, source };
      }),
  };
}

function known<T>(table: Map<string, T>, id: string, read: (id: string) => T): T {
  const value = table.get(id) ?? read(id);
  table.set(id, value);
  return value;
}

/** The answer to be given again to a trace that comes again just so, by the same message. */
function toldBefore(trace: Leaving, before: NotedTrace | undefined): Kin | null {
  return before !== undefined && isSame(before.trace, trace) ? answerOf(trace, before.met) : null;
}

function meetOne(table: Table, trace: Leaving, windowMs: number): Kin {
  const told = toldBefore(trace, table.before(trace.docId));
  if (told !== null) return told;
  const arrived = (trace.copies ?? []).filter((docId) => table.before(docId) !== undefined);
  forget(table, trace);
  table.leave(trace);
  const own: Seen = [toEpoch(trace.at), trace.docId];
  const sharing = trace.clues.flatMap((clue) =>
    neighbours(table, clue, own, windowMs).map(([, docId]) => ({ docId, clue })),
  );
  return { alike: alike(table, trace), sharing, arrived };
}

/** Takes away what the post left before, where that was something else. */
function forget(table: Table, trace: Trace): void {
  const old = table.before(trace.docId)?.trace;
  if (old === undefined || isSame(old, trace)) return;
  for (const hash of old.shingles)
    remove(
      table.shingle(hash),
      (one) => one === old.docId,
      () => table.touch(shingleId(hash)),
    );
  for (const clue of old.clues)
    remove(
      table.clue(clue),
      ([, docId]) => docId === old.docId,
      () => table.touch(clueId(clue)),
    );
}

function isSame(a: Trace, b: Trace): boolean {
  return JSON.stringify([a.at, a.shingles, a.clues]) === JSON.stringify([b.at, b.shingles, b.clues]);
}

function remove<T>(list: T[], is: (one: T) => boolean, onChange: () => void): void {
  const place = list.findIndex(is);
  if (place === -1) return;
  list.splice(place, 1);
  onChange();
}

function alike(table: Table, { docId, shingles }: Trace): string[] {
  const shared = createSharing((known: string) => known);
  for (const hash of shingles) {
    const others = table.shingle(hash);
    shared.add(others, docId);
    if (others.length >= SHINGLE_POSTS || others.includes(docId)) continue;
    others.push(docId);
    table.touch(shingleId(hash));
  }
  return shared.likeliest();
}

/** The nearest on either side; one's own entry is made unless it lies between two that are near each other already. */
function neighbours(table: Table, clue: string, own: Seen, windowMs: number): Seen[] {
  const seen = table.clue(clue);
  const others = seen.filter(([, docId]) => docId !== own[1]);
  const next = others.findIndex((one) => compare(one, own) > 0);
  const before = others[(next === -1 ? others.length : next) - 1];
  const after = next === -1 ? undefined : others[next];
  const near = [before, after].filter((one) => one !== undefined && Math.abs(one[0] - own[0]) <= windowMs);
  const isBetween =
    near.length === 2 && before !== undefined && after !== undefined && after[0] - before[0] <= windowMs;
  if (!isBetween && others.length === seen.length) {
    seen.push(own);
    seen.sort(compare);
    table.touch(clueId(clue));
  }
  return near.filter((one) => one !== undefined);
}

function compare(a: Seen, b: Seen): number {
  return a[0] - b[0] || (a[1] < b[1] ? -1 : 1);
}
