import { ConflictError } from '../../errors.ts';
import { sha256 } from '../../model/ids.ts';
import { canonicalJson } from '../canonical-json.ts';
import { mayWrite, type StoredVersion } from '../compare-and-set.ts';
import type { WriteUnit } from '../store.ts';
import type { ElasticAudit } from './elastic-audit.ts';
import type { Elastic, Found, Source, Write } from './elastic-client.ts';
import {
  actionSource,
  alertSource,
  caseId,
  caseSource,
  copySource,
  eventSource,
  membershipSource,
  noticeSource,
  numberField,
  responseSource,
  textField,
} from './elastic-docs.ts';
import { mergeEvent } from './elastic-events.ts';
import type { Names } from './elastic-indices.ts';
import type { ElasticPosts } from './elastic-posts.ts';
import { rowId, rowSource } from './elastic-state.ts';

export interface CommitDeps {
  elastic: Elastic;
  names: Names;
  posts: ElasticPosts;
  audit: ElasticAudit;
}

interface Versioned {
  what: string;
  id: string;
  version: number;
  value: unknown;
  source: Source;
}

/**
 * Writes a unit in the order of its fields. Versions are compared first, so that a unit in conflict has in all
 * likelihood written nothing; the comparison that counts is made by Elasticsearch with each write.
 */
export async function commitUnit(deps: CommitDeps, unit: WriteUnit): Promise<void> {
  const { elastic, names, posts, audit } = deps;
  const { cases, marks } = names;
  const put = (id: string, source: Source): Write => ({ do: 'put', index: cases, id, source });
  const versioned = versionedOf(unit);
  const states = statesOf(unit);
  await compare(elastic, cases, versioned);
  await compare(elastic, names.state, states);
  await posts.write(unit.posts ?? []);
  await elastic.write([
    ...(unit.responses ?? []).map((one) => put(caseId('response', one.responseId), responseSource(one))),
    ...(unit.copies ?? []).map((one) => put(caseId('copy', one.docId), copySource(one))),
  ]);
  for (const move of unit.merged ?? []) await mergeEvent(elastic, cases, move);
  await elastic.write([
    ...(unit.memberships ?? []).map((one) => put(caseId('membership', one.docId), membershipSource(one))),
    ...(unit.departed ?? []).map((docId): Write => ({ do: 'delete', index: cases, id: caseId('membership', docId) })),
  ]);
  const events = versioned.filter(({ id }) => id.startsWith('event:'));
  await writeVersioned(elastic, cases, events);
  // Their ids may have led to another event since they were here last.
  await elastic.write(
    events.map(({ id }): Write => ({ do: 'delete', index: cases, id: id.replace('event:', 'alias:') })),
  );
  await create(
    elastic,
    cases,
    (unit.notices ?? []).map((one) => [caseId('notice', one.noticeId), noticeSource(one)]),
  );
  await writeVersioned(
    elastic,
    cases,
    versioned.filter(({ id }) => id.startsWith('alert:')),
  );
  await create(
    elastic,
    cases,
    (unit.actionResults ?? []).map((one) => [caseId('action', one.actionId), actionSource(one)]),
  );
  await writeVersioned(
    elastic,
    cases,
    versioned.filter(({ id }) => id.startsWith('case:')),
  );
  await writeVersioned(elastic, names.state, states);
  await audit.append(unit.audit ?? [], nameOf(unit));
  await elastic.write(
    (unit.outcomes ?? []).map((one): Write => {
      const source = { kind: 'outcome', outcome: one.kind, doc: JSON.stringify(one) };
      return { do: 'put', index: marks, id: `outcome:${one.rawId}`, source };
    }),
  );
}

/** What makes a unit a repeat of another; null for one that has nothing to know it by. */
function nameOf(unit: WriteUnit): string | null {
  const versions = [...versionedOf(unit), ...statesOf(unit)].map(({ id, version }) => [id, version]);
  const { notices = [], actionResults = [], audit = [], merged = [] } = unit;
  const once = [...notices.map(({ noticeId }) => noticeId), ...actionResults.map(({ actionId }) => actionId)];
  if (versions.length + once.length + merged.length === 0) return null;
  return sha256(canonicalJson([versions, once, merged, audit]));
}

function versionedOf({ events = [], alerts = [], cases = [] }: WriteUnit): Versioned[] {
  const versioned = (kind: string, id: string, value: { version: number }, source: Source): Versioned => {
    return { what: `${kind} ${id}`, id: caseId(kind, id), version: value.version, value, source };
  };
  return [
    ...events.map((one) => versioned('event', one.eventId, one, eventSource(one))),
    ...alerts.map((one) => versioned('alert', one.alertId, one, alertSource(one))),
    ...cases.map((one) => versioned('case', one.caseId, one, caseSource(one))),
  ];
}

function statesOf({ states = [] }: WriteUnit): Versioned[] {
  return states.map((row) => {
    const { kind, id, value, version } = row;
    return { what: `${kind} ${id}`, id: rowId(kind, id), version, value, source: rowSource(row) };
  });
}

/** Which of them are to be written, and over what; throws ConflictError where one came too late. */
async function compare(elastic: Elastic, cases: string, all: readonly Versioned[]): Promise<Write[]> {
  const found = await elastic.get(
    cases,
    all.map(({ id }) => id),
  );
  return all.flatMap(({ what, id, version, value, source }): Write[] => {
    const stored = found.get(id);
    if (!mayWrite(what, { version, value }, stored === undefined ? null : versionOf(stored))) return [];
    return [
      stored === undefined ? { do: 'create', index: cases, id, source } : { do: 'replace', found: stored, source },
    ];
  });
}

function versionOf({ source }: Found): StoredVersion {
  return { version: numberField(source, 'version'), doc: textField(source, 'doc') };
}

async function writeVersioned(elastic: Elastic, cases: string, all: readonly Versioned[]): Promise<void> {
  const results = await elastic.write(await compare(elastic, cases, all));
  if (!results.includes('conflict')) return;
  // An answer that was lost on its way makes the repeated write meet itself: that is no conflict.
  const left = await compare(elastic, cases, all);
  if (left.length > 0) throw new ConflictError(`${all.map(({ what }) => what).join(', ')} changed meanwhile`);
}

async function create(elastic: Elastic, cases: string, all: readonly (readonly [string, Source])[]): Promise<void> {
  await elastic.write(all.map(([id, source]): Write => ({ do: 'create', index: cases, id, source })));
}
