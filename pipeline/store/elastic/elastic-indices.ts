import { FatalError } from '../../errors.ts';
import { toShanghai } from '../../model/calendar.ts';
import { indexForm } from '../pair-index.ts';
import { TEXT_COLUMNS } from '../text-columns.ts';
import { atFirstContact, type Elastic, type Fields } from './elastic-client.ts';
import type { Write } from './elastic-write.ts';

/**
 * Changes when a mapping changes. Indexes of another version are never written to: `migrate` copies them into new ones
 * and moves the alias.
 */
export const MAPPING_VERSION = 1;

/**
 * A value of more characters is not found by, and the record is kept all the same: Lucene takes terms of up to 32,766 bytes,
 * and would refuse the whole record.
 */
const LONGEST_TERM = 8_191;
const keyword = { type: 'keyword', ignore_above: LONGEST_TERM } as const;
/** Epoch milliseconds. */
const instant = { type: 'date', format: 'epoch_millis' } as const;
/** The record itself as JSON text: kept as it is, never looked into. */
const doc = { type: 'keyword', index: false, doc_values: false } as const;
const integer = { type: 'long' } as const;
const tokens = { type: 'text', analyzer: 'whitespace', norms: false } as const;
const NUMBER_FIELDS = ['reposts', 'comments', 'likes', 'reads', 'minute', 'weekday'] as const;

const ofAll = <T>(names: readonly string[], field: T) => Object.fromEntries(names.map((name) => [name, field]));

/** A mapping whose fields are all known: what is not in it is an error, not a new field. */
const strict = (properties: Fields) => ({
  dynamic: 'strict',
  _meta: { version: MAPPING_VERSION, form: indexForm() },
  properties,
});

/** Posts of a month of event time. Texts as the pairs of pair-index.ts. */
const posts = () =>
  strict({
    id: keyword,
    doc,
    at: instant,
    level: integer,
    domain: { type: 'boolean' },
    ...ofAll(['sourceId', 'channel', 'district', 'topics', 'rules', 'keywords'], keyword),
    pairs: { dynamic: 'strict', properties: ofAll(TEXT_COLUMNS, tokens) },
    numbers: { dynamic: 'strict', properties: ofAll(NUMBER_FIELDS, integer) },
  });

/** Events, alerts, cases, notices, memberships, copies, responses, action results and ids that lead to another event. */
const cases = () =>
  strict({
    ...ofAll(['id', 'kind', 'eventId', 'alertId', 'docId', 'original', 'receiver', 'channel', 'state'], keyword),
    ...ofAll(['topic', 'district', 'departments', 'desks', 'events', 'search', 'claimedBy'], keyword),
    doc,
    version: integer,
    level: integer,
    at: instant,
    due: instant,
    claimedUntil: instant,
    urgency: integer,
  });

/** What is only ever asked for by id, in great numbers: outcomes, claims, places of posts, traces and what shares them. */
const marks = () => strict({ kind: keyword, doc, outcome: keyword });

/** Small rows of state, and the audit log. */
const state = () => strict({ id: keyword, kind: keyword, doc, version: integer, seq: integer, object: keyword });

const ONE_INDEX = { cases, marks, state };
export type OneIndex = keyof typeof ONE_INDEX;

/** One shard: a month's posts of a city are far below what one holds, and counts are exact. */
const settings = { number_of_shards: 1, auto_expand_replicas: '0-1' };

export interface Names {
  cases: string;
  marks: string;
  state: string;
  /** Of all months. */
  posts: string;
  month(epochMs: number): string;
}

export function namesOf(prefix: string): Names {
  return {
    cases: `${prefix}cases`,
    marks: `${prefix}marks`,
    state: `${prefix}state`,
    posts: `${prefix}posts`,
    month: (epochMs) => `${prefix}posts-${toShanghai(epochMs).slice(0, 7).replace('-', '.')}`,
  };
}

/** Makes what is missing: template of the months, and the other indexes behind their aliases. */
export async function ensureIndices(elastic: Elastic, prefix: string): Promise<void> {
  const names = namesOf(prefix);
  try {
    const there = await elastic.mappings(`${prefix}*`);
    for (const [index, { meta, properties }] of there) {
      checkVersion(index, meta);
      checkFields(index, properties, mappingOf(prefix, index)?.().properties ?? {});
    }
    await elastic.putTemplate(`${prefix}posts`, {
      index_patterns: [`${prefix}posts-*`],
      template: { settings, mappings: posts(), aliases: { [names.posts]: {} } },
    });
    const missing = Object.entries(ONE_INDEX).filter(
      ([name]) => ![...there.keys()].some((index) => index.startsWith(`${prefix}${name}-`)),
    );
    await Promise.all(
      missing.map(([name, mappings]) =>
        elastic.createIndex(`${prefix}${name}-1`, {
          settings,
          mappings: mappings(),
          aliases: { [`${prefix}${name}`]: {} },
        }),
      ),
    );
  } catch (error) {
    throw atFirstContact(error, elastic.url);
  }
}

function checkVersion(index: string, meta: Record<string, unknown>): void {
  if (meta.version === MAPPING_VERSION && meta.form === indexForm()) return;
  throw new FatalError(
    `索引 ${index} 的映射不是这个程序建立的（版本 ${String(meta.version ?? '不明')}，需要 ${MAPPING_VERSION}）：请停下全部进程，用 yuqing reindex 重建索引，或换一个 YUQING_ELASTIC_PREFIX`,
  );
}

function mappingOf(prefix: string, index: string): (() => ReturnType<typeof strict>) | undefined {
  const kind = index.slice(prefix.length).replace(/-.*$/, '');
  return kind === 'posts' ? posts : Object.entries(ONE_INDEX).find(([name]) => name === kind)?.[1];
}

/** Somebody may have changed a mapping by hand, and left what it says about itself. */
function checkFields(index: string, there: Fields, ours: Record<string, Fields[string]>, path = ''): void {
  for (const [name, { type, properties }] of Object.entries(ours)) {
    const found = there[name];
    if (found === undefined || (type !== undefined && found.type !== type)) {
      throw new FatalError(
        `索引 ${index} 的映射被改过：字段 ${path}${name} 应为 ${type ?? 'object'}，现在${found === undefined ? '没有' : `是 ${found.type ?? 'object'}`}。请从快照恢复这个索引，或换一个 YUQING_ELASTIC_PREFIX`,
      );
    }
    if (properties !== undefined) checkFields(index, found.properties ?? {}, properties, `${path}${name}.`);
  }
}

/**
 * Copies every index whose mapping is of another version, or whose texts were indexed in another form, into a new one,
 * moves the alias at one stroke and drops the old one. Nothing may write meanwhile. Returns the new names.
 */
export async function rebuildIndices(
  elastic: Elastic,
  prefix: string,
  renew: (index: string, source: Record<string, unknown>) => Record<string, unknown>,
): Promise<string[]> {
  const made: string[] = [];
  const there = await elastic.mappings(`${prefix}*`);
  for (const [index, { meta }] of there) {
    if (meta.version === MAPPING_VERSION && meta.form === indexForm()) continue;
    const kind = index.slice(prefix.length).replace(/-.*$/, '');
    const mapping = mappingOf(prefix, index);
    if (mapping === undefined) continue;
    const next = nextName(index);
    await elastic.dropIndex(next);
    await elastic.createIndex(next, { settings, mappings: mapping() });
    await copyAll(elastic, index, next, (source) => renew(kind, source));
    await elastic.moveAlias(`${prefix}${kind}`, index, next);
    await elastic.dropIndex(index);
    made.push(next);
  }
  return made;
}

/** `cases-1` → `cases-2`, `posts-2026.03` → `posts-2026.03.2`. */
function nextName(index: string): string {
  const month = /^(.*posts-\d{4}\.\d{2})(?:\.(\d+))?$/.exec(index);
  if (month !== null) return `${month[1]}.${Number(month[2] ?? 1) + 1}`;
  return index.replace(/\d+$/, (n) => String(Number(n) + 1));
}

async function copyAll(
  elastic: Elastic,
  from: string,
  to: string,
  renew: (source: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  await elastic.refresh(from);
  const pit = await elastic.openPit(from);
  try {
    let batch: Write[] = [];
    for await (const { id, source } of elastic.all({
      index: from,
      pit,
      query: { match_all: {} },
      sort: ['_shard_doc'],
    })) {
      batch.push({ do: 'put', index: to, id, source: renew(source) });
      if (batch.length >= 1_000) {
        await elastic.write(batch);
        batch = [];
      }
    }
    await elastic.write(batch);
  } finally {
    await elastic.closePit(pit);
  }
}
