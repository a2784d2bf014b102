import type { z } from 'zod';
import { alert } from '../../model/alert.ts';
import { caseRecord } from '../../model/case.ts';
import { type Event, event, membership } from '../../model/event.ts';
import { notice } from '../../model/notice.ts';
import { response } from '../../model/response.ts';
import type { Logger } from '../../stage.ts';
import type { EventTrail, FoundPost, Page, Paged, Queries } from '../queries.ts';
import { createRowReader } from '../record-reader.ts';
import { toAuditRow } from './elastic-audit.ts';
import type { Elastic } from './elastic-client.ts';
import {
  alertConditions,
  allOf,
  type Conditions,
  caseConditions,
  eventConditions,
  noticeConditions,
} from './elastic-conditions.ts';
import { caseId, textField } from './elastic-docs.ts';
import { casesWhere, idsLeadingTo, presentId } from './elastic-events.ts';
import { namesOf } from './elastic-indices.ts';
import { presentSource } from './elastic-intent.ts';
import { createMemberQueries } from './elastic-members.ts';
import { readPage } from './elastic-pages.ts';
import { createPostQueries } from './elastic-post-queries.ts';
import { readTotals } from './elastic-totals.ts';
import type { Source } from './elastic-write.ts';

const TRAIL_POSTS = 500;
const PAGE_OF_POSTS = 200;
/** Terms in one query. */
const MOST_TERMS = 10_000;
const BY_TIME = [{ at: 'asc' }, { id: 'asc' }];

/** The read side in Elasticsearch: lists see what was committed up to a second ago, single records the latest. */
export function createElasticQueries(
  elastic: Elastic,
  options: { prefix: string; log: Logger },
): Queries & { skippedRecords(): number } {
  const names = namesOf(options.prefix);
  const { cases } = names;
  const rows = createRowReader(options.log);
  const posts = createPostQueries(elastic, options.prefix, rows);

  function documents<T>(
    schema: z.ZodType<T>,
    list: { name: string; kind: string; filter: object; conditions: Conditions; at?: string },
    page: Page,
  ): Promise<Paged<T>> {
    const { kind, ...rest } = list;
    const whole = { ...rest, index: cases, conditions: [{ term: { kind } }, ...list.conditions], at: list.at ?? 'at' };
    return readPage(elastic, whole, page, ({ id, source }) => rows.read(schema, id, textField(source, 'doc')));
  }

  function read<T>(schema: z.ZodType<T>, hits: readonly { id: string; source: Source }[]): T[] {
    return hits.flatMap(({ id, source }) => rows.read(schema, id, textField(source, 'doc')) ?? []);
  }

  async function one<T>(schema: z.ZodType<T>, kind: string, id: string): Promise<T | null> {
    const source = presentSource((await elastic.get(cases, [caseId(kind, id)])).get(caseId(kind, id)));
    return source === null ? null : rows.must(schema, id, textField(source, 'doc'));
  }

  async function leadingTo(eventId: string): Promise<string[]> {
    const present = await presentId(elastic, cases, eventId);
    return [...(await idsLeadingTo(elastic, cases, [present])).keys()];
  }

  async function trail(asked: string): Promise<EventTrail | null> {
    const eventId = await presentId(elastic, cases, asked);
    const found = await one<Event>(event, 'event', eventId);
    if (found === null) return null;
    const leading = [...(await idsLeadingTo(elastic, cases, [eventId])).keys()];
    const ofEvent = { terms: { eventId: leading } };
    const [alerts, notices, members] = await Promise.all([
      casesWhere(elastic, cases, 'alert', ofEvent, BY_TIME),
      casesWhere(elastic, cases, 'notice', ofEvent, BY_TIME),
      casesWhere(elastic, cases, 'membership', { term: { eventId } }),
    ]);
    const docIds = members.map(({ source }) => membership.parse(JSON.parse(textField(source, 'doc'))).docId);
    const responses = await casesWhere(
      elastic,
      cases,
      'response',
      {
        bool: {
          should: [ofEvent, ...portions(docIds).map((some) => ({ terms: { docId: some } }))],
          minimum_should_match: 1,
        },
      },
      BY_TIME,
    );
    return {
      event: found,
      posts: await postsOfEvent(eventId),
      alerts: read(alert, alerts),
      notices: read(notice, notices),
      responses: read(response, responses),
      audit: await auditOf([...leading, ...alerts.map(({ source }) => textField(source, 'id'))]),
    };
  }

  async function postsOfEvent(eventId: string): Promise<FoundPost[]> {
    const found: FoundPost[] = [];
    let page: Page | undefined = { limit: PAGE_OF_POSTS };
    while (page !== undefined && found.length < TRAIL_POSTS) {
      const limit = Math.min(PAGE_OF_POSTS, TRAIL_POSTS - found.length);
      const next: Paged<FoundPost> = await posts.findPosts({ eventId }, { ...page, limit });
      found.push(...next.items);
      page = next.next === undefined ? undefined : { limit, cursor: next.next };
    }
    return found;
  }

  async function auditOf(objects: readonly string[]) {
    const query = allOf([{ term: { kind: 'audit' } }, { terms: { object: objects } }]);
    const lines: ReturnType<typeof toAuditRow>[] = [];
    for await (const { source } of elastic.all({ index: names.state, query, sort: [{ seq: 'asc' }] })) {
      lines.push(toAuditRow(source));
    }
    return lines;
  }

  return {
    skippedRecords: () => rows.skipped(),
    ...posts,
    ...createMemberQueries(elastic, cases),

    async findAlerts(filter, page, order = 'newest') {
      const leading = filter.eventId === undefined ? null : await leadingTo(filter.eventId);
      const conditions = alertConditions(filter, leading);
      const at = order === 'urgent' ? 'urgency' : 'at';
      return documents(alert, { name: 'alerts', kind: 'alert', filter: { ...filter, order }, conditions, at }, page);
    },
    alert: (alertId) => one(alert, 'alert', alertId),
    findEvents: (filter, page) =>
      documents(event, { name: 'events', kind: 'event', filter, conditions: eventConditions(filter) }, page),
    findCases: (filter, page) => {
      const conditions = caseConditions(filter);
      return documents(caseRecord, { name: 'cases', kind: 'case', filter, conditions, at: 'urgency' }, page);
    },
    findNotices: (filter, page) =>
      documents(notice, { name: 'notices', kind: 'notice', filter, conditions: noticeConditions(filter) }, page),
    findAudit: (filter, page) => {
      const ofObject = filter.object === undefined ? [] : [{ term: { object: filter.object } }];
      const conditions = [{ term: { kind: 'audit' } }, ...ofObject];
      const list = { name: 'audit', index: names.state, filter, conditions, at: 'seq' };
      return readPage(elastic, list, page, ({ source }) => toAuditRow(source));
    },

    eventTrail: trail,
    totals: () => readTotals(elastic, names),
  };
}

function portions(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / MOST_TERMS) }, (_, i) =>
    ids.slice(i * MOST_TERMS, (i + 1) * MOST_TERMS),
  );
}
