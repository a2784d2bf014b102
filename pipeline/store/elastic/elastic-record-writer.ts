import { type RecordOf, type Records, readableOf, type StoredRecord } from '../records.ts';
import { auditWrite } from './elastic-audit.ts';
import type { Elastic } from './elastic-client.ts';
import {
  actionSource,
  alertSource,
  aliasSource,
  caseId,
  caseSource,
  copySource,
  eventSource,
  membershipSource,
  noticeSource,
  responseSource,
  textField,
} from './elastic-docs.ts';
import type { Names } from './elastic-indices.ts';
import { toWrite } from './elastic-intent.ts';
import type { ElasticPosts } from './elastic-posts.ts';
import { type CaseKind, names, PLACES, type SharedKind, times, versions } from './elastic-record-kinds.ts';
import { rowId, rowSource } from './elastic-state.ts';
import { layHead } from './elastic-units.ts';
import type { Found, Source, Write } from './elastic-write.ts';

type Sources = { readonly [K in CaseKind]: (value: RecordOf<K>) => Source };
const SOURCES: Sources = {
  response: responseSource,
  copy: copySource,
  membership: membershipSource,
  event: eventSource,
  notice: noticeSource,
  alert: alertSource,
  case: caseSource,
  action: actionSource,
};

/** `Records.write`. */
export function createRecordWriter(deps: { elastic: Elastic; indices: Names; posts: ElasticPosts }): Records['write'] {
  const { elastic, indices, posts } = deps;

  async function writeCases<K extends CaseKind>(kind: K, records: readonly StoredRecord[]): Promise<void> {
    await elastic.write(
      readableOf(kind, records).map(({ id, doc, value }) =>
        lay(indices.cases, caseId(kind, id), { ...SOURCES[kind](value), doc }),
      ),
    );
  }

  async function writeMarks(kind: 'outcome' | 'claim' | 'trace', records: readonly StoredRecord[]): Promise<void> {
    const sources = {
      outcome: () =>
        readableOf('outcome', records).map(({ id, doc, value }) => [id, { kind, outcome: value.kind, doc }] as const),
      claim: () => readableOf('claim', records).map(({ id, value }) => [id, { kind, doc: value.docId }] as const),
      trace: () =>
        readableOf('trace', records).map(({ id, value: { at, shingles, clues } }) => {
          return [id, { kind, doc: JSON.stringify({ at, shingles, clues }) }] as const;
        }),
    };
    await elastic.write(sources[kind]().map(([id, source]) => lay(indices.marks, `${kind}:${id}`, source)));
  }

  /** Adds records to the documents that they share. */
  async function writeShared(kind: SharedKind, records: readonly StoredRecord[]): Promise<void> {
    const added = sharedOf(kind, records);
    const found = await elastic.get(indices.marks, [...added.keys()]);
    const merge = { version: mergeVersions, shingle: mergeNames, clue: mergeTimes }[kind];
    await elastic.write(
      [...added].map(([id, docs]) => {
        const doc = JSON.stringify(merge(storedIn(found.get(id)), docs));
        return lay(indices.marks, id, { kind: PLACES[kind][1], doc });
      }),
    );
  }

  return async (kind, records) => {
    switch (kind) {
      case 'post':
        return posts.lay(readableOf('post', records));
      case 'version':
      case 'shingle':
      case 'clue':
        return writeShared(kind, records);
      case 'outcome':
      case 'claim':
      case 'trace':
        return writeMarks(kind, records);
      case 'alias': {
        const aliases = readableOf('alias', records);
        await elastic.write(
          aliases.map(({ id, value }) => lay(indices.cases, caseId('alias', id), aliasSource(id, value.eventId))),
        );
        return;
      }
      case 'state': {
        const rows = readableOf('state', records).map(({ value }) => value);
        await elastic.write(rows.map((row) => lay(indices.state, rowId(row.kind, row.id), rowSource(row))));
        return;
      }
      case 'audit': {
        const lines = readableOf('audit', records).map(({ value }) => value);
        await elastic.write(lines.map((line) => toWrite(indices, FIRST_VERSION, auditWrite(line))));
        const last = lines.at(-1);
        if (last !== undefined) await layHead(elastic, indices.state, last);
        return;
      }
      default:
        return writeCases(kind, records);
    }
  };
}

/** Units that come after carry their number as version, and count from 1. */
const FIRST_VERSION = 0;

function lay(index: string, id: string, source: Source): Write {
  return { do: 'put', index, id, source, version: FIRST_VERSION };
}

function storedIn(found: Found | undefined): unknown {
  return found === undefined ? [] : JSON.parse(textField(found.source, 'doc'));
}

/** Records by the document they share. */
function sharedOf(kind: SharedKind, records: readonly StoredRecord[]): Map<string, unknown[]> {
  const byId = new Map<string, unknown[]>();
  const add = (id: string, one: unknown) => {
    const known = byId.get(id);
    if (known === undefined) byId.set(id, [one]);
    else known.push(one);
  };
  if (kind === 'version') {
    for (const { value } of readableOf(kind, records)) {
      const { docId, ...version } = value;
      add(`versions:${docId}`, version);
    }
  } else if (kind === 'shingle') {
    for (const { value } of readableOf(kind, records)) add(`shingle:${value.hash}`, value.docId);
  } else {
    for (const { value } of readableOf(kind, records)) add(`clue:${value.hash}`, [value.at, value.docId]);
  }
  return byId;
}

function mergeVersions(stored: unknown, added: unknown): unknown[] {
  const all = new Map([...versions.parse(stored), ...versions.parse(added)].map((one) => [one.rawId, one]));
  return [...all.values()].toSorted((a, b) => (a.seenAt + a.rawId < b.seenAt + b.rawId ? -1 : 1));
}

function mergeNames(stored: unknown, added: unknown): unknown[] {
  return [...new Set([...names.parse(stored), ...names.parse(added)])];
}

function mergeTimes(stored: unknown, added: unknown): unknown[] {
  const all = new Map([...times.parse(stored), ...times.parse(added)].map((one) => [one.join('/'), one]));
  return [...all.values()].toSorted((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
}
