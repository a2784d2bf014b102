import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventOf, substanceOf } from '../../../pipeline/cluster/event-of.ts';
import type { Queries } from '../../../pipeline/store/queries.ts';
import { openDatabase, type SqliteDatabase } from '../../../pipeline/store/sqlite/sqlite-database.ts';
import { createSqliteQueries } from '../../../pipeline/store/sqlite/sqlite-queries.ts';
import { createSqliteStore } from '../../../pipeline/store/sqlite/sqlite-store.ts';
import type { Store } from '../../../pipeline/store/store.ts';
import { SCORING, sampleAnalysed } from '../../support/samples.ts';

const NOW = '2026-03-02T09:00:00+08:00';
const MONTH_AGO = '2026-01-31T09:00:00+08:00';
const TODO = { states: ['open', 'acknowledged'] } as const;
const PAGE = { limit: 100 };

interface Ports {
  queries: Queries;
  store: Store;
}

/** SQLite without statistics plans by the schema alone, so an empty file tells how a full one is read. */
describe('how SQLite reads', () => {
  let folder: string;
  let database: SqliteDatabase;
  let ports: Ports;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yuqing-plans-'));
    database = openDatabase(join(folder, 'yuqing.db'));
    ports = { queries: createSqliteQueries(database), store: createSqliteStore(database) };
  });
  afterEach(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The steps of every statement that was prepared by the work. */
  async function stepsOf(work: (ports: Ports) => Promise<unknown>): Promise<string[]> {
    const spy = vi.spyOn(DatabaseSync.prototype, 'prepare');
    await work(ports);
    const statements = spy.mock.calls.map(([sql]) => sql).filter((sql) => /^\s*(?:SELECT|UPDATE)/.test(sql));
    spy.mockRestore();
    expect(statements.length).toBeGreaterThan(0);
    return database.read(({ raw }) =>
      statements.flatMap((sql) => {
        const marks: SQLInputValue[] = [...sql.matchAll(/\?(?!\d)/g)].map(() => 0);
        const numbered = Math.max(0, ...[...sql.matchAll(/\?(\d)/g)].map(([, n]) => Number(n)));
        const values = marks.length > 0 ? marks : Array.from({ length: numbered }, () => 0);
        return raw
          .prepare(`EXPLAIN QUERY PLAN ${sql}`)
          .all(...values)
          .map(({ detail }) => String(detail));
      }),
    );
  }

  const sorts = (step: string) => step.startsWith('USE TEMP B-TREE FOR ORDER BY');
  /** A walk through a table whose rows are kilobytes, bodies and all. */
  const walksRows = (step: string) =>
    /^SCAN (alerts|cases|notices|events|memberships|post_bodies|audit)$/.test(step.trim());

  const LISTS: [string, (ports: Ports) => Promise<unknown>, RegExp][] = [
    [
      'the board',
      ({ queries }) => queries.findAlerts(TODO, PAGE, 'urgent'),
      /SEARCH alerts USING INDEX alerts_by_urgency \(urgency>\?\)/,
    ],
    [
      'the closed ones',
      ({ queries }) => queries.findAlerts({ states: ['closed'] }, PAGE, 'urgent'),
      /alerts_by_urgency \(urgency<\?\)/,
    ],
    ['the board by time', ({ queries }) => queries.findAlerts(TODO, PAGE), /USING INDEX alerts_by_time/],
    [
      'a board narrowed by everything',
      ({ queries }) =>
        queries.findAlerts(
          {
            ...TODO,
            levels: ['红'],
            topic: '公积金',
            district: '城区',
            channel: 'news',
            department: '办公室',
            text: '渗水',
            from: MONTH_AGO,
          },
          PAGE,
          'urgent',
        ),
      /SEARCH alerts USING COVERING INDEX alerts_by_state \(state=\? AND level=\?/,
    ],
    ['all cases', ({ queries }) => queries.findCases({}, PAGE), /USING INDEX cases_by_urgency/],
    [
      'my cases',
      ({ queries }) =>
        queries.findCases({ states: ['handling'], desks: ['统筹'], department: '办公室', text: '渗水' }, PAGE),
      /SEARCH cases USING COVERING INDEX cases_by_urgency \(urgency>\?\)/,
    ],
    ['all notices', ({ queries }) => queries.findNotices({}, PAGE), /USING INDEX notices_by_time/],
    [
      'notices to one receiver',
      ({ queries }) => queries.findNotices({ receivers: ['办公室:值班员'] }, PAGE),
      /SEARCH notices USING INDEX notices_by_receiver \(receiver=\?\)/,
    ],
    [
      'events of late',
      ({ queries }) => queries.findEvents({ from: MONTH_AGO }, PAGE),
      /SEARCH events USING INDEX events_by_time/,
    ],
    [
      'posts of late',
      ({ queries }) => queries.findPosts({ from: MONTH_AGO, domain: true }, PAGE),
      /USING COVERING INDEX posts_by_time/,
    ],
    ['due alerts', ({ store }) => store.dueAlerts(NOW, 100), /SEARCH alerts USING INDEX alerts_due \(next_due_at<\?\)/],
    ['due cases', ({ store }) => store.dueCases(NOW, 100), /SEARCH cases USING INDEX cases_to_call/],
    [
      'due notices',
      ({ store }) => store.dueNotices('in-app', NOW, 100),
      /SEARCH notices USING INDEX notices_due \(channel=\?/,
    ],
    [
      'the audit log of one',
      ({ queries }) => queries.findAudit({ object: 'a' }, PAGE),
      /SEARCH audit USING INDEX audit_by_object/,
    ],
  ];
  it.each(LISTS)(
    '%s: in its order, by an index, without sorting and without a walk through whole rows',
    async (_, work, index) => {
      const steps = await stepsOf(work);
      expect(steps.filter(sorts)).toEqual([]);
      expect(steps.filter(walksRows)).toEqual([]);
      expect(steps.join('\n')).toMatch(index);
    },
  );

  const COUNTS: [string, (ports: Ports) => Promise<unknown>][] = [
    ['the figures of the first page', ({ queries }) => queries.totals()],
    [
      'whether all open alerts have a deadline',
      ({ store }) => store.stalledAlerts({ before: MONTH_AGO, after: NOW, limit: 20 }),
    ],
    ['posts by day', ({ queries }) => queries.countPosts({ from: MONTH_AGO, to: NOW, domain: true }, 'day')],
    ['members by hour', ({ queries }) => queries.countMembers({ eventId: 'e', from: MONTH_AGO, to: NOW })],
    [
      'notices to several',
      ({ queries }) => queries.findNotices({ receivers: ['办公室:值班员', '人事科:联络员'] }, PAGE),
    ],
    [
      'an event with all that happened to it',
      async ({ queries, store }) => {
        const posts = [sampleAnalysed()];
        const { event } = eventOf(substanceOf(posts[0] ?? sampleAnalysed()), SCORING, 1);
        await store.commit({ posts, events: [event] });
        expect(await queries.eventTrail(event.eventId)).not.toBeNull();
      },
    ],
    ['claiming notices', ({ store }) => store.claimNotices('in-app', { owner: 'o', until: NOW, now: NOW, limit: 10 })],
    ['the cases of an event', ({ store }) => store.casesOfEvent('e')],
    ['standing alerts', ({ store }) => store.standingAlerts(['橙', '红'])],
  ];
  it.each(COUNTS)('%s: without a walk through whole rows', async (_, work) => {
    expect((await stepsOf(work)).filter(walksRows)).toEqual([]);
  });
});
