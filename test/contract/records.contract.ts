import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf, firstDifferences } from '../../pipeline/migrate/digest.ts';
import type { Trace } from '../../pipeline/model/trace.ts';
import { verifyAudit } from '../../pipeline/store/audit-chain.ts';
import { RECORD_KINDS, type RecordKind, type Records } from '../../pipeline/store/records.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { withService } from '../services/shared-service.ts';
import { startCase } from '../support/cases.ts';
import {
  at,
  sampleEntry,
  sampleEvent,
  sampleNotice,
  sampleOutcome,
  sampleResponse,
} from '../support/engine-samples.ts';
import { sampleAlert, sampleAnalysed } from '../support/samples.ts';
import type { StoreEngine, StoreFixture } from './store.fixture.ts';

const WINDOW_MS = 3_600_000;
const LONG_ID = `很长的编号${'x'.repeat(600)}`;

const traceOf = (docId: string, minutes: number, shingles: number[]): Trace => {
  return { docId, at: at(minutes), shingles, clues: ['锦绣华府·电梯', `${docId}·独有`] };
};
const TRACES = [traceOf('d_1', 0, [11, 12, 13]), traceOf('d_2', 30, [12, 13, 14]), traceOf('d_3', 60 * 24 * 9, [14])];

/** A store with at least one record of every kind, and the odd ones among them. */
async function fill(store: Store): Promise<void> {
  const post = (docId: string, minutes: number, more = {}) =>
    sampleAnalysed({ docId, rawId: `r_${docId}`, eventTime: at(minutes), ...more });
  await store.claimContent([{ contentHash: 'h_1', docId: 'd_1' }]);
  await store.meet(TRACES, WINDOW_MS);
  const member = (docId: string, eventId: string, minutes: number, copyOf: string | null = null) => {
    return { docId, eventId, at: at(minutes), copyOf, trace: `t_${docId}` };
  };
  await store.commit({
    posts: [post('d_1', 0), post('d_2', 30), post('d_3', 60 * 24 * 9)],
    responses: [sampleResponse()],
    copies: [
      {
        ...{ docId: 'd_c', rawId: 'r_c', original: 'd_1', sourceId: 'forum', sourceName: '水城论坛', channel: 'forum' },
        ...{ url: null, author: null, at: at(5), metrics: { reposts: null, comments: 3, likes: null, reads: null } },
      },
    ],
    memberships: [member('d_1', 'e_1', 0), member('d_c', 'e_1', 5, 'd_1'), member('d_3', 'e_old', 60 * 24 * 9)],
    events: [sampleEvent(), sampleEvent({ eventId: 'e_old' })],
    notices: [sampleNotice(), sampleNotice({ noticeId: 'n_2' })],
    alerts: [sampleAlert()],
    cases: [startCase().now],
    actionResults: [{ actionId: 'x_1', alertId: 'a_1', state: 'applied', problem: null, at: at(1) }],
    audit: [sampleEntry(), sampleEntry({ detail: { 说明: '“引号”\n换行', n: [1, null, 0.1] } })],
    states: [{ kind: 'original', id: 'd_1', value: { sealed: 'abc' }, version: 1 }],
    outcomes: [sampleOutcome({ docId: 'd_1' }), sampleOutcome({ docId: 'd_2' }), sampleOutcome({ docId: 'd_3' })],
  });
  await store.commit({
    posts: [post('d_1', 0, { rawId: 'r_edit', text: '已经修好', fetchedAt: at(90), contentHash: 'h_2' })],
    merged: [{ from: 'e_old', into: 'e_1', version: 1 }],
    events: [sampleEvent({ version: 2 })],
    alerts: [sampleAlert({ version: 2, summary: '改过' })],
    audit: [sampleEntry({ action: 'alert.acknowledged', at: at(2) })],
  });
  const [notice] = await store.dueNotices('in-app', at(0), 1);
  if (notice !== undefined)
    await store.settleNotices([{ ...notice, state: 'sent', attempts: 1, sentAt: at(3), nextAttemptAt: null }]);
  for (const version of [null, 1, 2]) await store.putState('account', 'zhang', { role: '值班员', version }, version);
  await store.putState('account', LONG_ID, null, null);
  // What speaks of the engine itself stays there.
  await store.putState('process', 'p_1', { pid: 1 }, null);
}

async function digests(records: Records) {
  await records.settle();
  const all: [RecordKind, number, string][] = [];
  for (const kind of RECORD_KINDS) {
    const { count, sum } = await digestOf(records, kind);
    all.push([kind, count, sum.toString(16)]);
  }
  return all;
}

async function copyAll(from: Records, to: Records): Promise<void> {
  await from.settle();
  for (const kind of RECORD_KINDS) {
    for await (const { records } of from.read(kind)) await to.write(kind, records);
  }
  await to.settle();
}

/** The promises of `Records`, from any engine to any other. */
export function testRecords(source: StoreEngine, target: StoreEngine): void {
  describe(`records: ${source.name} to ${target.name}`, () => {
    let from: StoreFixture;
    let to: StoreFixture;

    for (const { name, find } of new Set([source, target])) if (find) withService(name, find);
    beforeEach(async () => {
      from = await source.create();
      to = await target.create();
    });
    afterEach(async () => {
      await from.dispose();
      await to.dispose();
    });

    it('knows every table and kind of document, and is empty at first', async () => {
      expect(await from.records.present()).toEqual([]);
      expect(await from.records.strangers()).toEqual([]);
      await fill(from.store);
      expect(await from.records.present()).toEqual(RECORD_KINDS);
      expect(await from.records.strangers()).toEqual([]);
    });

    it('copies every kind as it is, once, however often', async () => {
      await fill(from.store);
      const before = await digests(from.records);
      expect(before.filter(([, count]) => count === 0)).toEqual([]);
      await copyAll(from.records, to.records);
      expect(await digests(to.records)).toEqual(before);
      await copyAll(from.records, to.records);
      expect(await digests(to.records)).toEqual(before);
      expect(await digests(from.records)).toEqual(before);
    });

    it('goes on from where a page ended', async () => {
      await fill(from.store);
      await from.records.settle();
      for (const kind of RECORD_KINDS) {
        for await (const { after } of from.records.read(kind)) {
          if (after === null) continue;
          for await (const { records } of from.records.read(kind, after)) expect([kind, records]).toEqual([kind, []]);
        }
      }
    });

    it('makes a store that says the same and goes on', async () => {
      await fill(from.store);
      await copyAll(from.records, to.records);
      await from.refresh();
      const says = async ({ store, queries }: StoreFixture) => ({
        posts: await store.posts(['d_1', 'd_2', 'd_3']),
        versions: await store.versions('d_1'),
        event: await store.event('e_old'),
        members: await store.membersOf('e_1'),
        copies: await store.copiesOf(['d_1']),
        cases: await store.casesOfEvent('e_1'),
        due: await store.dueNotices('in-app', at(9), 10),
        notice: await store.notice('n_2'),
        states: await store.states('account'),
        outcomes: await store.outcomes(['r_d_1']),
        traces: await store.traces(['d_1', 'd_3']),
        audit: await store.audit(0, 10),
        totals: await queries.totals(),
        found: (await queries.findPosts({ contains: ['已经修好'] }, { limit: 5 })).items,
      });
      expect(await says(to)).toEqual(await says(from));
      expect(await to.store.state('process', 'p_1')).toBeNull();

      const kin = (fixture: StoreFixture) => fixture.store.meet([traceOf('d_9', 20, [12, 13])], WINDOW_MS);
      expect(await kin(to)).toEqual(await kin(from));
      expect(await to.store.claimContent([{ contentHash: 'h_1', docId: 'd_9' }])).toEqual(new Map([['h_1', 'd_1']]));
      expect(await to.store.putState('account', 'zhang', {}, 3)).toBe(4);
      await to.store.commit({
        events: [sampleEvent({ version: 3 })],
        alerts: [sampleAlert({ version: 3 })],
        states: [{ kind: 'original', id: 'd_1', value: { sealed: 'new' }, version: 2 }],
        audit: [sampleEntry({ action: 'alert.closed' })],
      });
      expect(await to.store.alert('a_1')).toMatchObject({ version: 3 });
      expect(await to.store.state('original', 'd_1')).toEqual({ value: { sealed: 'new' }, version: 2 });
      expect(verifyAudit(await to.store.audit(0, 10))).toMatchObject({ ok: true, rows: 4 });
    });

    it('passes over a record that cannot be read, and tells which; names what is not the same', async () => {
      await fill(from.store);
      await from.damagePost('d_2');
      await from.records.settle();
      const digest = await digestOf(from.records, 'post');
      expect(digest).toMatchObject({ count: 2, unreadable: 1, firstUnreadable: ['d_2'] });
      await copyAll(from.records, to.records);
      expect((await digestOf(to.records, 'post')).sum).toBe(digest.sum);

      await to.store.commit({ posts: [sampleAnalysed({ docId: 'd_3', text: '别的' })] });
      await to.records.settle();
      const other = await digestOf(to.records, 'post');
      const differing = await firstDifferences(
        'post',
        { records: from.records, digest },
        { records: to.records, digest: other },
      );
      expect(differing).toEqual(['d_3']);
    });
  });
}
