import type { AuditEntry } from '../../model/audit.ts';
import { mayWrite } from '../compare-and-set.ts';
import type { WriteUnit } from '../store.ts';
import type { Elastic } from './elastic-client.ts';
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
import { createDraft, type Draft } from './elastic-draft.ts';
import type { Names } from './elastic-indices.ts';
import { type RecordWrite, toWrite } from './elastic-intent.ts';
import { mergeEvent, readFollowers, standAlone } from './elastic-merge.ts';
import type { ElasticPosts } from './elastic-posts.ts';
import { rowId, rowSource } from './elastic-state.ts';
import type { ElasticUnits } from './elastic-units.ts';
import type { Found, Source } from './elastic-write.ts';

export interface CommitDeps {
  elastic: Elastic;
  names: Names;
  posts: ElasticPosts;
  units: ElasticUnits;
}

interface Versioned {
  what: string;
  id: string;
  version: number;
  value: unknown;
  source: Source;
}

/**
 * Commits a unit. Records that are only put in by their id need no more than to be written, in the order that shows
 * outcomes last: whoever repeats the unit completes it. All others take the way of `ElasticUnits`.
 */
export async function commitUnit(deps: CommitDeps, unit: WriteUnit): Promise<void> {
  const { posts = [], responses = [], copies = [], outcomes = [], ...decided } = unit;
  const plain = [
    ...responses.map((one) => plainWrite('cases', caseId('response', one.responseId), responseSource(one))),
    ...copies.map((one) => plainWrite('cases', caseId('copy', one.docId), copySource(one))),
  ];
  const last = outcomes.map((one) => {
    const source = { kind: 'outcome', outcome: one.kind, doc: JSON.stringify(one) };
    return plainWrite('marks', `outcome:${one.rawId}`, source);
  });
  if (Object.values(decided).every((list) => list.length === 0)) {
    await deps.posts.write(posts);
    for (const part of [plain, last]) await deps.elastic.write(part.map((one) => toWrite(deps.names, 0, one)));
    return;
  }
  await deps.units.commit(async () => {
    const { records, audit } = await decide(deps, decided);
    return { intent: { posts: [...posts], records: [...plain, ...records], outcomes: last }, audit };
  });
}

type Decided = Omit<WriteUnit, 'posts' | 'responses' | 'copies' | 'outcomes'>;

/** Compares with what is stored, throws ConflictError where it came too late, and works out what is to be written. */
async function decide(
  { elastic, names }: CommitDeps,
  unit: Decided,
): Promise<{ records: RecordWrite[]; audit: readonly AuditEntry[] }> {
  const [versioned, states] = [versionedOf(unit), statesOf(unit)];
  const draft = createDraft(await storedOf({ elastic, names }, unit, versioned, states));
  const { merged = [], memberships = [], departed = [], notices = [], actionResults = [], audit = [] } = unit;
  // Whether each of the records that are written once or by version is new.
  const news: boolean[] = [];
  if (merged.length > 0) await elastic.refresh(names.cases);
  const followers = await readFollowers({ elastic, cases: names.cases }, merged);
  for (const move of merged) news.push(mergeEvent(draft, followers, move));
  for (const one of memberships) draft.set(caseId('membership', one.docId), membershipSource(one));
  for (const docId of departed) {
    if (draft.now(caseId('membership', docId)) !== null) draft.set(caseId('membership', docId), null);
  }
  for (const one of [...versioned, ...states]) news.push(writeVersioned(draft, one));
  for (const { eventId } of unit.events ?? []) standAlone(draft, eventId);
  const once = [
    ...notices.map((one) => [caseId('notice', one.noticeId), noticeSource(one)] as const),
    ...actionResults.map((one) => [caseId('action', one.actionId), actionSource(one)] as const),
  ];
  for (const [id, source] of once) {
    const isNew = draft.now(id) === null;
    news.push(isNew);
    if (isNew) draft.set(id, source, 'once');
  }
  const isRepeat = news.length > 0 && !news.includes(true);
  return { records: draft.records(), audit: isRepeat ? [] : audit };
}

function plainWrite(index: RecordWrite['index'], id: string, source: Source): RecordWrite {
  return { index, id, source, rule: 'plain' };
}

/** True when written, false when stored exactly so already. */
function writeVersioned(draft: Draft, { what, id, version, value, source }: Versioned): boolean {
  const stored = draft.now(id);
  const known = stored === null ? null : { version: numberField(stored, 'version'), doc: textField(stored, 'doc') };
  if (!mayWrite(what, { version, value }, known)) return false;
  draft.set(id, source);
  return true;
}

async function storedOf(
  { elastic, names }: Pick<CommitDeps, 'elastic' | 'names'>,
  unit: Decided,
  versioned: readonly Versioned[],
  states: readonly Versioned[],
): Promise<Map<string, Found>> {
  const { merged = [], events = [], departed = [], notices = [], actionResults = [] } = unit;
  const ids = [
    ...versioned.map(({ id }) => id),
    ...merged.flatMap(({ from, into }) => [caseId('event', from), caseId('alias', from), caseId('alias', into)]),
    ...events.map(({ eventId }) => caseId('alias', eventId)),
    ...departed.map((docId) => caseId('membership', docId)),
    ...notices.map(({ noticeId }) => caseId('notice', noticeId)),
    ...actionResults.map(({ actionId }) => caseId('action', actionId)),
  ];
  return elastic.getFrom([
    ...[...new Set(ids)].map((id) => ({ index: names.cases, id })),
    ...states.map(({ id }) => ({ index: names.state, id })),
  ]);
}

function versionedOf({ events = [], alerts = [], cases = [] }: Decided): Versioned[] {
  const versioned = (kind: string, id: string, value: { version: number }, source: Source): Versioned => {
    return { what: `${kind} ${id}`, id: caseId(kind, id), version: value.version, value, source };
  };
  return [
    ...events.map((one) => versioned('event', one.eventId, one, eventSource(one))),
    ...alerts.map((one) => versioned('alert', one.alertId, one, alertSource(one))),
    ...cases.map((one) => versioned('case', one.caseId, one, caseSource(one))),
  ];
}

function statesOf({ states = [] }: Decided): Versioned[] {
  return states.map((row) => {
    const { kind, id, value, version } = row;
    return { what: `${kind} ${id}`, id: rowId(kind, id), version, value, source: rowSource(row) };
  });
}
