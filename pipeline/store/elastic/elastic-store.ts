import { z } from 'zod';
import { actionResult } from '../../model/action.ts';
import { type Alert, alert } from '../../model/alert.ts';
import { toEpoch, toShanghai } from '../../model/calendar.ts';
import { type Case, caseRecord } from '../../model/case.ts';
import { type Copy, copy, type Event, event, membership } from '../../model/event.ts';
import { levelRank } from '../../model/levels.ts';
import { type Notice, notice } from '../../model/notice.ts';
import { outcome } from '../../model/outcome.ts';
import type { Logger } from '../../stage.ts';
import { createRowReader, storedPost } from '../record-reader.ts';
import type { AnalysedPost, Store } from '../store.ts';
import { readAudit } from './elastic-audit.ts';
import type { Elastic, Json } from './elastic-client.ts';
import { commitUnit } from './elastic-commit.ts';
import { caseId, textField } from './elastic-docs.ts';
import { dropPosts } from './elastic-drop-posts.ts';
import { casesWhere, casesWithAny, idsLeadingTo, presentId, presentIds } from './elastic-events.ts';
import { namesOf } from './elastic-indices.ts';
import { presentSource } from './elastic-intent.ts';
import { meet } from './elastic-kin.ts';
import { createElasticNotices } from './elastic-notices.ts';
import { createElasticPosts } from './elastic-posts.ts';
import { createElasticState } from './elastic-state.ts';
import { readTraces } from './elastic-traces.ts';
import { createElasticUnits } from './elastic-units.ts';
import type { Source, Write } from './elastic-write.ts';

/** Counting further tells nobody anything. */
const MOST_COUNTED = 1_000_000;
const MOST_STANDING = 500;

/**
 * The store in Elasticsearch. What is asked for by id is as last written; lists are refreshed before they are searched.
 * Before either, a unit in flight that touches what is asked for is applied.
 */
export function createElasticStore(elastic: Elastic, options: { prefix: string; log: Logger }): Store {
  const { prefix, log } = options;
  const names = namesOf(prefix);
  const { cases, marks } = names;
  const rows = createRowReader(log);
  const posts = createElasticPosts(elastic, prefix);
  const units = createElasticUnits({ elastic, names, posts, log });

  async function one<T>(schema: z.ZodType<T>, kind: string, id: string): Promise<T | null> {
    const found = await units.reader(kind).get(cases, [caseId(kind, id)]);
    const source = presentSource(found.get(caseId(kind, id)));
    return source === null ? null : rows.must(schema, id, textField(source, 'doc'));
  }

  async function byId<T>(schema: z.ZodType<T>, kind: string, ids: readonly string[]): Promise<Map<string, T>> {
    const found = await units.reader(kind).get(
      cases,
      ids.map((id) => caseId(kind, id)),
    );
    return new Map(
      ids.flatMap((id) => {
        const source = presentSource(found.get(caseId(kind, id)));
        return source === null ? [] : [[id, rows.must(schema, id, textField(source, 'doc'))] as const];
      }),
    );
  }

  /** The present id of an event, with all that lead to it. */
  async function leadingTo(eventId: string): Promise<string[]> {
    const present = await presentEvent(eventId);
    await elastic.refresh(cases);
    return [...(await idsLeadingTo(elastic, cases, [present])).keys()];
  }

  function presentEvent(eventId: string): Promise<string> {
    return presentId(units.reader('alias'), cases, eventId);
  }

  async function listed<T>(schema: z.ZodType<T>, kind: string, condition: Json, sort?: Json): Promise<T[]> {
    await units.settled(kind);
    await elastic.refresh(cases);
    return read(schema, await casesWhere(elastic, cases, kind, condition, sort));
  }

  async function first<T>(
    schema: z.ZodType<T>,
    kind: string,
    wanted: { conditions: readonly Json[]; sort: Json; limit: number },
  ): Promise<T[]> {
    await units.settled(kind);
    await elastic.refresh(cases);
    const query = { bool: { filter: [{ term: { kind } }, ...wanted.conditions] } };
    const { hits } = await elastic.search({ index: cases, query, sort: wanted.sort, size: wanted.limit });
    return read(schema, hits);
  }

  function read<T>(schema: z.ZodType<T>, hits: readonly { id: string; source: Source }[]): T[] {
    return hits.flatMap(({ id, source }) => rows.read(schema, id, textField(source, 'doc')) ?? []);
  }

  async function postsOf(docIds: readonly string[]): Promise<Map<string, AnalysedPost>> {
    const found = await posts.get(docIds);
    return new Map(
      docIds.flatMap((docId) => {
        const stored = found.get(docId);
        const analysed = stored === undefined ? null : rows.read(storedPost, docId, textField(stored.source, 'doc'));
        return analysed === null ? [] : [[docId, analysed] as const];
      }),
    );
  }

  async function membersOf(eventId: string) {
    const present = await presentEvent(eventId);
    const found = await listed(membership, 'membership', { term: { eventId: present } });
    return found.toSorted((a, b) => toEpoch(a.at) - toEpoch(b.at) || (a.docId < b.docId ? -1 : 1));
  }

  return {
    commit: (unit) => commitUnit({ elastic, names, posts, units }, unit),
    claimContent: (claims) => claim(elastic, marks, claims),

    async outcomes(rawIds) {
      const found = await elastic.get(
        marks,
        rawIds.map((id) => `outcome:${id}`),
      );
      return new Map(
        rawIds.flatMap((id) => {
          const stored = found.get(`outcome:${id}`);
          return stored === undefined ? [] : [[id, rows.must(outcome, id, textField(stored.source, 'doc'))] as const];
        }),
      );
    },

    posts: postsOf,
    versions: (docId) => posts.versions(docId),
    copies: (docIds) => byId<Copy>(copy, 'copy', docIds),
    async copiesOf(originals) {
      if (originals.length === 0) return new Map();
      await units.settled('copy');
      await elastic.refresh(cases);
      const condition = { field: 'original', values: originals };
      const found = read<Copy>(copy, await casesWithAny(elastic, cases, 'copy', condition));
      return Map.groupBy(
        found.toSorted((a, b) => (a.docId < b.docId ? -1 : 1)),
        ({ original }) => original,
      );
    },

    meet: (traces, windowMs) => meet(elastic, marks, traces, windowMs),
    traces: async (docIds) =>
      new Map([...(await readTraces(elastic, marks, docIds))].map(([docId, { trace }]) => [docId, trace])),

    event: async (eventId) => one<Event>(event, 'event', await presentEvent(eventId)),
    async events(eventIds) {
      if (eventIds.length === 0) return new Map();
      const present = await presentIds(units.reader('alias'), cases, eventIds);
      const found = await byId<Event>(event, 'event', [...new Set(present.values())]);
      return new Map(
        eventIds.flatMap((eventId) => {
          const one = found.get(present.get(eventId) ?? eventId);
          return one === undefined ? [] : [[eventId, one] as const];
        }),
      );
    },
    memberships: (docIds) => byId(membership, 'membership', docIds),
    eventOf: async (docId) => (await one(membership, 'membership', docId))?.eventId ?? null,
    async members(eventId) {
      const found = await postsOf((await membersOf(eventId)).map(({ docId }) => docId));
      const timed = [...found.values()].map((analysed) => ({ analysed, at: toEpoch(analysed.post.eventTime) }));
      return timed
        .toSorted((a, b) => a.at - b.at || (a.analysed.post.docId < b.analysed.post.docId ? -1 : 1))
        .map(({ analysed }) => analysed);
    },
    membersOf,

    alert: (alertId) => one<Alert>(alert, 'alert', alertId),
    async alertsOfEvents(eventIds) {
      if (eventIds.length === 0) return new Map();
      await units.settled('alias', 'alert');
      await elastic.refresh(cases);
      const present = await presentIds(elastic, cases, eventIds);
      const leading = await idsLeadingTo(elastic, cases, [...new Set(present.values())]);
      const condition = { field: 'eventId', values: [...leading.keys()] };
      const found = read<Alert>(alert, await casesWithAny(elastic, cases, 'alert', condition));
      const sorted = found.toSorted(
        (a, b) => toEpoch(a.detectedAt) - toEpoch(b.detectedAt) || (a.alertId < b.alertId ? -1 : 1),
      );
      const ofEvent = Map.groupBy(sorted, ({ eventId }) => leading.get(eventId) ?? eventId);
      return new Map(
        eventIds.flatMap((eventId) => {
          const own = ofEvent.get(present.get(eventId) ?? eventId);
          return own === undefined ? [] : [[eventId, own] as const];
        }),
      );
    },
    dueAlerts: (now, limit) =>
      first<Alert>(alert, 'alert', {
        conditions: [{ term: { state: 'open' } }, { range: { due: { lte: toEpoch(now) } } }],
        sort: [{ due: 'asc' }, { id: 'asc' }],
        limit,
      }),
    async stalledAlerts({ before, after, limit }) {
      await units.settled('alert');
      await elastic.refresh(cases);
      const open = [{ term: { kind: 'alert' } }, { term: { state: 'open' } }];
      const range = { gte: toEpoch(before), lte: toEpoch(after) };
      const stalled = { bool: { filter: open, must_not: [{ range: { due: range } }] } };
      const [all, found] = await Promise.all([
        elastic.search({ index: cases, query: { bool: { filter: open } }, size: 0, count: MOST_COUNTED }),
        elastic.search({ index: cases, query: stalled, sort: [{ id: 'asc' }], size: limit, count: MOST_COUNTED }),
      ]);
      const dueOf = z.object({ id: z.string(), due: z.number().nullish() });
      return {
        open: all.total,
        stalled: found.total,
        first: found.hits.map(({ source }) => {
          const { id, due } = dueOf.parse(source);
          return { alertId: id, nextDueAt: due === null || due === undefined ? null : toShanghai(due) };
        }),
      };
    },
    standingAlerts: (levels) =>
      first<Alert>(alert, 'alert', {
        conditions: [
          { terms: { state: ['open', 'acknowledged'] } },
          { terms: { level: levels.map((level) => levelRank(level)) } },
        ],
        sort: [{ at: 'desc' }, { id: 'asc' }],
        limit: MOST_STANDING,
      }),

    case: (caseId) => one<Case>(caseRecord, 'case', caseId),
    dueCases: (now, limit) =>
      first<Case>(caseRecord, 'case', {
        conditions: [{ range: { due: { lte: toEpoch(now) } } }],
        sort: [{ due: 'asc' }, { id: 'asc' }],
        limit,
      }),
    async casesOfEvent(eventId) {
      const leading = await leadingTo(eventId);
      const found = await listed<Case>(caseRecord, 'case', { terms: { events: leading } });
      return found.toSorted((a, b) => toEpoch(a.openedAt) - toEpoch(b.openedAt) || (a.caseId < b.caseId ? -1 : 1));
    },

    actionResult: (actionId) => one(actionResult, 'action', actionId),

    notice: (noticeId) => one<Notice>(notice, 'notice', noticeId),
    ...createElasticNotices(elastic, { cases, rows, units }),

    dropPosts: (before) => dropPosts({ elastic, prefix, posts, units }, toEpoch(before)),

    async audit(afterSeq, limit) {
      return readAudit(elastic, names.state, {
        after: afterSeq,
        upTo: Math.min(await units.lastLine(), afterSeq + limit),
      });
    },

    ...createElasticState(elastic, names.state, units),
  };
}

async function claim(
  elastic: Elastic,
  marks: string,
  claims: readonly { contentHash: string; docId: string }[],
): Promise<ReadonlyMap<string, string>> {
  const first = new Map<string, string>();
  for (const { contentHash, docId } of claims) if (!first.has(contentHash)) first.set(contentHash, docId);
  const wanted = [...first];
  const results = await elastic.write(
    wanted.map(
      ([hash, docId]): Write => ({
        do: 'create',
        index: marks,
        id: `claim:${hash}`,
        source: { kind: 'claim', doc: docId },
      }),
    ),
  );
  const taken = wanted.filter((_, at) => results[at] === 'conflict').map(([hash]) => hash);
  const owners = await elastic.get(
    marks,
    taken.map((hash) => `claim:${hash}`),
  );
  return new Map(
    wanted.map(([hash, docId]) => {
      const owner = owners.get(`claim:${hash}`);
      return [hash, owner === undefined ? docId : textField(owner.source, 'doc')];
    }),
  );
}
