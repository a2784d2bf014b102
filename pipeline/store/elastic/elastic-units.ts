import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { PoisonError, RetryableError } from '../../errors.ts';
import type { AuditEntry, AuditRow } from '../../model/audit.ts';
import type { Logger } from '../../stage.ts';
import { AUDIT_START, type AuditLink, chainAudit } from '../audit-chain.ts';
import { auditWrite } from './elastic-audit.ts';
import type { Elastic } from './elastic-client.ts';
import { textField } from './elastic-docs.ts';
import type { Names } from './elastic-indices.ts';
import { type Intent, intent, touches, toWrite } from './elastic-intent.ts';
import type { ElasticPosts } from './elastic-posts.ts';
import type { Found, Write } from './elastic-write.ts';

/**
 * The one record that every unit passes: how many units there have been, where the audit chain stands, and the last
 * unit whole as long as it is not applied. `tokens` are those of the last units, by which a writer whose answer was
 * lost knows its own.
 */
const head = z.object({
  unit: z.number(),
  seq: z.number(),
  hash: z.string(),
  tokens: z.array(z.string()),
  intent: intent.nullable(),
  /** What Elasticsearch would not take of the last unit, in words. */
  refused: z.string().nullable(),
});
type Head = z.infer<typeof head>;

interface Standing {
  head: Head;
  found: Found | null;
}

const HEAD = 'head';
const FIRST: Head = { unit: 0, ...AUDIT_START, tokens: [], intent: null, refused: null };
const TOKENS_KEPT = 50;
const TRIES = 500;
/** A unit in flight most likely has a living writer: he is given so many looks to be done, then he is helped. */
const LOOKS = 8;
const LOOK_MS = 12;

export interface ElasticUnits {
  /**
   * Commits what `draft` works out, with the audit lines, as one: from the moment its intent stands in the head it is
   * applied, if not by this process then by whoever comes next. `draft` is called while no unit is in flight and its
   * result is written only if none came in between; else it is called anew. Null: nothing to write.
   */
  commit(draft: () => Promise<{ intent: Intent; audit: readonly AuditEntry[] } | null>): Promise<void>;
  /** Waits until a unit in flight that touches records of these kinds is applied, and applies it if nobody does. */
  settled(...kinds: string[]): Promise<void>;
  /** Reads by id, the head in the same request: a unit in flight that touches these kinds is applied before. */
  reader(...kinds: string[]): Pick<Elastic, 'get'>;
  /** Number of the last audit line, applied. */
  lastLine(): Promise<number>;
}

/** Why one head and not a lock for each record: `pipeline/decisions/0010-a-unit-is-laid-down-whole.md`. */
export function createElasticUnits(deps: {
  elastic: Elastic;
  names: Names;
  posts: ElasticPosts;
  log: Logger;
}): ElasticUnits {
  const { elastic, names, posts, log } = deps;
  let queue: Promise<unknown> = Promise.resolve();

  const look = async (): Promise<Standing> => standingOf((await elastic.get(names.state, [HEAD])).get(HEAD) ?? null);

  function standingOf(found: Found | null): Standing {
    return { head: found === null ? FIRST : head.parse(JSON.parse(textField(found.source, 'doc'))), found };
  }

  async function move({ found }: Standing, next: Head): Promise<boolean> {
    const source = { kind: HEAD, id: HEAD, doc: JSON.stringify(next) };
    const write: Write =
      found === null ? { do: 'create', index: names.state, id: HEAD, source } : { do: 'replace', found, source };
    return (await elastic.write([write]))[0] === 'done';
  }

  /** Lays down what the head holds, any number of times by any number of processes, and takes it out of the head. */
  async function settle(standing: Standing): Promise<void> {
    const { unit, intent: held } = standing.head;
    if (held === null) return;
    const refused = await apply(unit, held);
    for (const error of refused) log.error({ err: error, unit }, 'part of a unit can never be written');
    const told = refused.length === 0 ? null : refused.map(({ message }) => message).join('；');
    await move(standing, { ...standing.head, intent: null, refused: told });
  }

  async function apply(unit: number, { posts: analysed, records, outcomes }: Intent): Promise<PoisonError[]> {
    const refused: PoisonError[] = [];
    const attempt = (work: () => Promise<unknown>) =>
      work().then(
        () => true,
        (error: unknown) => {
          if (!(error instanceof PoisonError)) throw error;
          refused.push(error);
          return false;
        },
      );
    await attempt(() => posts.write(analysed));
    for (const part of [records, outcomes]) {
      const writes = part.map((record) => toWrite(names, unit, record));
      if (await attempt(() => elastic.write(writes))) continue;
      refused.pop();
      // One that is refused for good keeps none of the others.
      for (const write of writes) await attempt(() => elastic.write([write]));
    }
    return refused;
  }

  /** The head once that unit is out of it, which is helped after some looks. */
  async function after(standing: Standing): Promise<Standing> {
    let now = standing;
    for (let looks = 0; now.head.intent !== null && now.head.unit === standing.head.unit; looks += 1) {
      if (looks < LOOKS) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      else await settle(now);
      now = await look();
    }
    return now;
  }

  async function commit(draft: Parameters<ElasticUnits['commit']>[0]): Promise<void> {
    const token = randomUUID();
    for (let tries = 0; tries < TRIES; tries += 1) {
      let standing = await look();
      if (standing.head.tokens.includes(token)) return settleOwn(standing, token);
      if (standing.head.intent !== null) standing = await after(standing);
      if (standing.head.intent !== null) continue;
      const drafted = await draft();
      if (drafted === null) return;
      const next = following(standing.head, token, drafted);
      if (await move(standing, next)) return settleOwn(await look(), token);
    }
    throw new RetryableError('许多进程正同时写入，稍后再试');
  }

  /** Where another unit stands in the head, somebody has helped already. */
  async function settleOwn(standing: Standing, token: string): Promise<void> {
    await settle(standing);
    const { head: now } = standing.head.intent === null ? standing : await look();
    if (now.refused !== null && now.tokens.at(-1) === token) throw new PoisonError(now.refused);
  }

  return {
    commit(draft) {
      const turn = queue.then(() => commit(draft));
      queue = turn.catch(() => {});
      return turn;
    },

    async settled(...kinds) {
      const standing = await look();
      if (isTouched(standing, kinds)) await after(standing);
    },

    reader: (...kinds) => ({
      async get(index, ids) {
        if (ids.length === 0) return new Map();
        const found = await elastic.getFrom([{ index: names.state, id: HEAD }, ...ids.map((id) => ({ index, id }))]);
        const standing = standingOf(found.get(HEAD) ?? null);
        if (isTouched(standing, kinds)) {
          await after(standing);
          return elastic.get(index, ids);
        }
        found.delete(HEAD);
        return found;
      },
    }),

    async lastLine() {
      let standing = await look();
      if (standing.head.intent !== null) standing = await after(standing);
      // One that came meanwhile has living writers; its lines are laid down below its number in a moment.
      const { head: last } = standing;
      return last.seq - (last.intent?.records.filter(({ id }) => id.startsWith('audit:')).length ?? 0);
    },
  };
}

/** The head of a chain that was copied from elsewhere: the next unit is the first one here, its lines follow on `last`. */
export async function layHead(elastic: Elastic, state: string, { seq, hash }: AuditLink): Promise<void> {
  const source = { kind: HEAD, id: HEAD, doc: JSON.stringify({ ...FIRST, seq, hash }) };
  await elastic.write([{ do: 'put', index: state, id: HEAD, source }]);
}

function isTouched({ head: { intent: held } }: Standing, kinds: readonly string[]): boolean {
  return held !== null && touches(held, kinds);
}

function following(last: Head, token: string, drafted: { intent: Intent; audit: readonly AuditEntry[] }): Head {
  const lines = chained(last, drafted.audit);
  const { seq, hash } = lines.at(-1) ?? last;
  const records = [...drafted.intent.records, ...lines.map(auditWrite)];
  const tokens = [...last.tokens, token].slice(-TOKENS_KEPT);
  return { unit: last.unit + 1, seq, hash, tokens, intent: { ...drafted.intent, records }, refused: null };
}

function chained(last: AuditLink, entries: readonly AuditEntry[]): AuditRow[] {
  const lines: AuditRow[] = [];
  for (const entry of entries) lines.push(chainAudit(lines.at(-1) ?? last, entry));
  return lines;
}
