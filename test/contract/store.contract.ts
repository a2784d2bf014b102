import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConflictError } from '../../pipeline/errors.ts';
import type { AuditRow } from '../../pipeline/model/audit.ts';
import { AUDIT_START, verifyAudit } from '../../pipeline/store/audit-chain.ts';
import type { Queries } from '../../pipeline/store/queries.ts';
import type { Store, WriteUnit } from '../../pipeline/store/store.ts';
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

const CASE = startCase().now;

const wholeUnit = (): WriteUnit => ({
  posts: [sampleAnalysed({ docId: 'd_1' }), sampleAnalysed({ docId: 'd_2', eventTime: at(30) })],
  responses: [sampleResponse()],
  memberships: [
    { docId: 'd_1', eventId: 'e_1', at: at(0), copyOf: null, trace: '' },
    { docId: 'd_2', eventId: 'e_1', at: at(30), copyOf: null, trace: '' },
  ],
  events: [sampleEvent()],
  notices: [sampleNotice()],
  alerts: [sampleAlert()],
  cases: [CASE],
  actionResults: [{ actionId: 'x_1', alertId: 'a_1', state: 'applied', problem: null, at: at(1) }],
  audit: [sampleEntry(), sampleEntry({ action: 'alert.acknowledged', actor: 'zhang', at: at(1) })],
  outcomes: [sampleOutcome({ docId: 'd_1' }), sampleOutcome({ docId: 'd_2' })],
});

/** The promises of `Store`, for any engine. */
export function testStore(engine: StoreEngine): void {
  describe(`store: ${engine.name}`, () => {
    let fixture: StoreFixture;
    let store: Store;
    let queries: Queries;

    if (engine.find) withService(engine.name, engine.find);
    beforeEach(async () => {
      fixture = await engine.create();
      ({ store, queries } = fixture);
    });
    afterEach(() => fixture.dispose());

    /** All that can be seen of what units write. */
    async function everything() {
      await fixture.refresh();
      return {
        posts: await store.posts(['d_1', 'd_2']),
        members: await store.members('e_1'),
        trail: await queries.eventTrail('e_1'),
        outcomes: await store.outcomes(['r_d_1', 'r_d_2']),
        result: await store.actionResult('x_1'),
        audit: await store.audit(0, 100),
        totals: await queries.totals(),
        cases: await store.casesOfEvent('e_1'),
      };
    }

    describe('a unit of work', () => {
      it('is readable as it was written', async () => {
        const unit = wholeUnit();
        await store.commit(unit);
        expect([...(await store.posts(['d_1', 'd_2', 'd_none'])).values()]).toEqual(unit.posts);
        expect(await store.event('e_1')).toEqual(unit.events![0]);
        expect(await store.alert('a_1')).toEqual(unit.alerts![0]);
        expect(await store.alertsOfEvents(['e_1'])).toEqual(new Map([['e_1', unit.alerts]]));
        expect(await store.case('c_1')).toEqual(unit.cases![0]);
        expect(await store.casesOfEvent('e_1')).toEqual(unit.cases);
        expect(await store.case('c_none')).toBeNull();
        expect(await store.eventOf('d_2')).toBe('e_1');
        expect(await store.actionResult('x_1')).toEqual(unit.actionResults![0]);
        expect(await store.outcomes(['r_d_1', 'r_none'])).toEqual(new Map([['r_d_1', unit.outcomes![0]]]));
        expect(await store.dueNotices('in-app', at(0), 10)).toEqual(unit.notices);
        expect((await store.audit(0, 10)).map(({ action }) => action)).toEqual(['alert.raised', 'alert.acknowledged']);
      });

      it('changes nothing when it is repeated', async () => {
        await store.commit(wholeUnit());
        const before = await everything();
        await store.commit(wholeUnit());
        await Promise.all([store.commit(wholeUnit()), store.commit(wholeUnit())]);
        expect(await everything()).toEqual(before);
      });

      it('may be empty, and knows nothing of what was never written', async () => {
        await store.commit({});
        await store.commit({ posts: [], audit: [] });
        expect(await store.posts([])).toEqual(new Map());
        expect(await store.event('e')).toBeNull();
        expect(await store.alert('a')).toBeNull();
        expect(await store.eventOf('d')).toBeNull();
        expect(await store.actionResult('x')).toBeNull();
        expect(await store.members('e')).toEqual([]);
        expect(await store.audit(0, 10)).toEqual([]);
      });

      it('replaces a post, what it is found by and its membership', async () => {
        await store.commit(wholeUnit());
        const edited = sampleAnalysed({ docId: 'd_1', text: '已经修好' }, { domain: false });
        await store.commit({
          posts: [edited],
          memberships: [{ docId: 'd_1', eventId: 'e_2', at: at(5), copyOf: null, trace: '' }],
        });
        await fixture.refresh();
        expect((await store.posts(['d_1'])).get('d_1')).toEqual(edited);
        expect(await store.eventOf('d_1')).toBe('e_2');
        expect((await store.members('e_1')).map(({ post }) => post.docId)).toEqual(['d_2']);
        const found = async (text: string) =>
          (await queries.findPosts({ contains: [text] }, { limit: 10 })).items.map(({ post }) => post.docId);
        expect(await found('已经修好')).toEqual(['d_1']);
        expect(await found('没有人管')).toEqual(['d_2']);
        expect(await queries.totals()).toMatchObject({ posts: 2, domainPosts: 1 });
      });

      it('keeps texts with quotes, emoji, lone halves of surrogate pairs and NUL as they are', async () => {
        const odd = sampleAnalysed({ docId: 'd_odd', title: `'";--\u0000`, text: '😀\ud83d 𠮷 \u2028' });
        await store.commit({ posts: [odd] });
        expect((await store.posts(['d_odd'])).get('d_odd')!.post).toEqual(odd.post);
      });

      it('gives the members of an event oldest first', async () => {
        const posts = [5, 1, 3].map((n) => sampleAnalysed({ docId: `d_${n}`, eventTime: at(n) }));
        await store.commit({
          posts,
          memberships: posts.map(({ post }) => ({
            docId: post.docId,
            eventId: 'e_1',
            at: at(9),
            copyOf: null,
            trace: '',
          })),
        });
        expect((await store.members('e_1')).map(({ post }) => post.docId)).toEqual(['d_1', 'd_3', 'd_5']);
      });

      it('has one outcome for each raw item, the last one written', async () => {
        await store.commit({ outcomes: [sampleOutcome()] });
        await store.commit({ outcomes: [sampleOutcome({ kind: 'duplicate', duplicateOf: 'd_9' })] });
        expect((await store.outcomes(['r_d_1'])).get('r_d_1')!.kind).toBe('duplicate');
        await fixture.refresh();
        expect((await queries.totals()).outcomes).toEqual({ indexed: 0, duplicate: 1, dropped: 0, dead: 0 });
      });
    });

    describe('compare-and-set', () => {
      it.each([
        ['a first version that is not 1', sampleEvent({ version: 2 })],
        ['a version that exists with other content', sampleEvent({ title: '别的' })],
        ['a version that was skipped', sampleEvent({ version: 3 })],
      ])('refuses an event with %s', async (name, event) => {
        if (!name.startsWith('a first')) await store.commit({ events: [sampleEvent()] });
        await expect(store.commit({ events: [event] })).rejects.toThrow(ConflictError);
        expect(await store.event('e_1')).toEqual(name.startsWith('a first') ? null : sampleEvent());
      });

      it('takes the next version of an event and of an alert', async () => {
        await store.commit({ events: [sampleEvent()], alerts: [sampleAlert()] });
        const event = sampleEvent({ version: 2, postCount: 3 });
        const alert = sampleAlert({ version: 2, state: 'acknowledged', nextDueAt: null });
        await store.commit({ events: [event], alerts: [alert] });
        expect(await store.event('e_1')).toEqual(event);
        expect(await store.alert('a_1')).toEqual(alert);
        await expect(store.commit({ alerts: [sampleAlert()] })).rejects.toThrow(ConflictError);
      });

      it('takes the next version of a case, and finds the cases of an event under each of its ids', async () => {
        const flow = startCase({ eventId: 'e_2' });
        await store.commit({ events: [sampleEvent(), sampleEvent({ eventId: 'e_2' })], cases: [flow.now] });
        await expect(store.commit({ cases: [{ ...flow.now, title: '别的' }] })).rejects.toThrow(ConflictError);
        const other = startCase({ eventId: 'e_2' }, 'c_2');
        await store.commit({ cases: [flow.do('grade', 'hr', { grade: '重大' }).now, other.now] });
        expect(await store.case('c_1')).toEqual(flow.now);
        await store.commit({ merged: [{ from: 'e_2', into: 'e_1', version: 1 }] });
        const ids = async (eventId: string) => (await store.casesOfEvent(eventId)).map(({ caseId }) => caseId);
        expect(await ids('e_1')).toEqual(['c_1', 'c_2']);
        expect(await ids('e_2')).toEqual(['c_1', 'c_2']);
        expect(await ids('e_none')).toEqual([]);
      });

      it('writes nothing of a unit in conflict', async () => {
        const before = await everything();
        const late = { ...wholeUnit(), alerts: [sampleAlert({ version: 7 })] };
        await expect(store.commit(late)).rejects.toThrow(ConflictError);
        expect(await everything()).toEqual(before);
      });

      it('does not take other units along into a conflict', async () => {
        const results = await Promise.allSettled([
          store.commit({ outcomes: [sampleOutcome({ docId: 'd_1' })] }),
          store.commit({ outcomes: [sampleOutcome({ docId: 'd_2' })], events: [sampleEvent({ version: 9 })] }),
          store.commit({ outcomes: [sampleOutcome({ docId: 'd_3' })] }),
        ]);
        expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
        const kept = await store.outcomes(['r_d_1', 'r_d_2', 'r_d_3']);
        expect([...kept.keys()]).toEqual(['r_d_1', 'r_d_3']);
      });

      it('lets one of many writers of the same version win', async () => {
        const other = await fixture.another();
        await store.commit({ events: [sampleEvent()] });
        const writers = [store, other.store, store, other.store].map((writer, i) =>
          writer.commit({ events: [sampleEvent({ version: 2, title: `第${i}个` })] }),
        );
        const results = await Promise.allSettled(writers);
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        const winner = results.findIndex(({ status }) => status === 'fulfilled');
        expect((await store.event('e_1'))!.title).toBe(`第${winner}个`);
      });
    });

    describe('a process that is killed in the middle of a unit', () => {
      const ORDER = ['nothing', 'all', 'done'];
      /** Two events of their own, one with an alert, before the unit that is interrupted; and that unit, with all that one can do. */
      const stand = (n: number): WriteUnit => ({
        ...{ events: [sampleEvent({ eventId: `a${n}` }), sampleEvent({ eventId: `b${n}` })] },
        memberships: ['x', 'y', 'z'].map((doc) => member(`${doc}${n}`, doc === 'x' ? `b${n}` : `a${n}`)),
        alerts: [sampleAlert({ alertId: `old${n}`, eventId: `a${n}` })],
        states: [{ kind: 'tried', id: `s${n}`, value: 1, version: 1 }],
      });
      const interrupted = (n: number): WriteUnit => ({
        posts: [sampleAnalysed({ docId: `p${n}` })],
        responses: [sampleResponse({ responseId: `p${n}` })],
        merged: [{ from: `a${n}`, into: `b${n}`, version: 1 }],
        memberships: [member(`w${n}`, `b${n}`)],
        departed: [`z${n}`],
        events: [sampleEvent({ eventId: `b${n}`, version: 2, postCount: 9 }), sampleEvent({ eventId: `c${n}` })],
        notices: [sampleNotice({ noticeId: `n${n}` })],
        alerts: [
          sampleAlert({ alertId: `old${n}`, eventId: `a${n}`, state: 'closed', nextDueAt: null, version: 2 }),
          sampleAlert({ alertId: `new${n}`, eventId: `b${n}` }),
        ],
        cases: [{ ...CASE, caseId: `k${n}` }],
        actionResults: [{ actionId: `r${n}`, alertId: `new${n}`, state: 'applied', problem: null, at: at(1) }],
        audit: [sampleEntry({ object: `new${n}` }), sampleEntry({ object: `old${n}`, action: 'alert.superseded' })],
        states: [{ kind: 'tried', id: `s${n}`, value: 2, version: 2 }],
        outcomes: [sampleOutcome({ docId: `p${n}` })],
      });
      const member = (docId: string, eventId: string) => ({ docId, eventId, at: at(0), copyOf: null, trace: '' });

      /** What stages decide by; each time another look is the first, and so the one that finds what was left. */
      async function seen(reader: Store, n: number): Promise<Record<string, unknown>> {
        const looks: [string, () => Promise<unknown>][] = [
          ['event a', () => reader.event(`a${n}`)],
          ['event b', () => reader.event(`b${n}`)],
          ['event c', () => reader.event(`c${n}`)],
          ['members', () => reader.membersOf(`b${n}`)],
          ['memberships', async () => [...(await reader.memberships(['w', 'x', 'y', 'z'].map((doc) => `${doc}${n}`)))]],
          ['events', async () => [...(await reader.events([`a${n}`, `b${n}`, `c${n}`]))]],
          ['alerts', async () => [...(await reader.alertsOfEvents([`a${n}`, `b${n}`]))]],
          ['old alert', () => reader.alert(`old${n}`)],
          ['new alert', () => reader.alert(`new${n}`)],
          ['notice', () => reader.notice(`n${n}`)],
          ['case', () => reader.case(`k${n}`)],
          ['result', () => reader.actionResult(`r${n}`)],
          ['state', () => reader.state('tried', `s${n}`)],
          ['lines', async () => (await reader.audit(0, 1_000)).filter(({ object }) => object.endsWith(`w${n}`))],
        ];
        await looks[n % looks.length]?.[1]();
        return Object.fromEntries(await Promise.all(looks.map(async ([name, look]) => [name, await look()] as const)));
      }

      it('leaves all of it or nothing, at whatever write it dies, and repeating it changes nothing', async () => {
        const ends: string[] = [];
        for (let n = 0; ends.at(-1) !== 'done'; n += 1) {
          await store.commit(stand(n));
          const before = await seen(store, n);
          const dying = await fixture.dying(n);
          const death = await dying.commit(interrupted(n)).then(
            () => 'done',
            () => 'killed',
          );
          const { store: next } = await fixture.another();
          const found = await seen(next, n);
          await next.commit(interrupted(n));
          const whole = await seen(next, n);
          expect([before, whole], `killed after ${n} writes`).toContainEqual(found);
          await next.commit(interrupted(n));
          expect(await seen(next, n)).toEqual(whole);
          expect(whole).toMatchObject({ lines: [{ object: `new${n}` }], 'old alert': { state: 'closed' } });
          expect((await next.outcomes([`r_p${n}`])).size + (await next.posts([`p${n}`])).size).toBe(2);
          ends.push(death === 'done' ? 'done' : found['new alert'] === null ? 'nothing' : 'all');
        }
        expect(ends[0]).toBe('nothing');
        expect(ends.length).toBeGreaterThan(10);
        // Once it holds, it holds whatever is left to do.
        expect(ends).toEqual([...ends].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)));
        expect(verifyAudit(await store.audit(0, 1_000))).toMatchObject({ ok: true });
      }, 180_000);

      it('keeps nobody else from writing, nor its lines from being numbered in one chain', async () => {
        for (let n = 0; n < 12; n += 1) {
          const dying = await fixture.dying(n);
          await Promise.allSettled([
            dying.commit({ alerts: [sampleAlert({ alertId: `u${n}` })], audit: [sampleEntry({ object: `u${n}` })] }),
            store.commit({ alerts: [sampleAlert({ alertId: `v${n}` })], audit: [sampleEntry({ object: `v${n}` })] }),
          ]);
          expect(await store.alert(`v${n}`)).not.toBeNull();
          const lines = (await store.audit(0, 1_000)).map(({ object }) => object);
          expect(lines.filter((object) => object === `v${n}`)).toHaveLength(1);
          expect(lines.filter((object) => object === `u${n}`)).toHaveLength(
            (await store.alert(`u${n}`)) === null ? 0 : 1,
          );
        }
        expect(verifyAudit(await store.audit(0, 1_000))).toMatchObject({ ok: true });
      });
    });

    describe('claims', () => {
      it('belong to the first, for ever and for every process', async () => {
        const other = await fixture.another();
        const first = await store.claimContent([
          { contentHash: 'h1', docId: 'd_1' },
          { contentHash: 'h2', docId: 'd_2' },
          { contentHash: 'h1', docId: 'd_3' },
        ]);
        expect(first).toEqual(
          new Map([
            ['h1', 'd_1'],
            ['h2', 'd_2'],
          ]),
        );
        const again = await other.store.claimContent([
          { contentHash: 'h1', docId: 'd_9' },
          { contentHash: 'h3', docId: 'd_9' },
        ]);
        expect(again).toEqual(
          new Map([
            ['h1', 'd_1'],
            ['h3', 'd_9'],
          ]),
        );
        expect((await store.claimContent([{ contentHash: 'h1', docId: 'd_1' }])).get('h1')).toBe('d_1');
        expect(await store.claimContent([])).toEqual(new Map());
      });

      it('have one winner among many at once', async () => {
        const other = await fixture.another();
        const answers = await Promise.all(
          Array.from({ length: 20 }, (_, i) =>
            (i % 2 === 0 ? store : other.store).claimContent([{ contentHash: 'h', docId: `d_${i}` }]),
          ),
        );
        expect(new Set(answers.map((answer) => answer.get('h'))).size).toBe(1);
      });
    });

    describe('what is due', () => {
      it('claims due notices for one sender at a time, until the claim ends or is given up', async () => {
        await store.commit({ notices: [sampleNotice({ noticeId: 'n_1' }), sampleNotice({ noticeId: 'n_2' })] });
        const claim = async (owner: string, minute: number, limit = 10) =>
          (await store.claimNotices('in-app', { owner, now: at(minute), until: at(minute + 5), limit })).map(
            ({ noticeId }) => noticeId,
          );
        expect(await claim('甲', 10, 1)).toEqual(['n_1']);
        expect(await claim('乙', 10)).toEqual(['n_2']);
        expect(await claim('甲', 11)).toEqual(['n_1']);
        expect(await store.renewClaims(['n_1', 'n_2'], { owner: '甲', until: at(30) })).toEqual(new Set(['n_1']));
        expect(await claim('乙', 20)).toEqual(['n_2']);
        await store.settleNotices([sampleNotice({ noticeId: 'n_2', state: 'failed' })], '甲');
        expect((await store.notice('n_2'))?.state).toBe('pending');
        await store.releaseNotices('in-app', '甲');
        expect(await claim('乙', 21)).toEqual(['n_1', 'n_2']);
        await store.settleNotices([sampleNotice({ noticeId: 'n_2', state: 'sent', nextAttemptAt: null })], '乙');
        expect((await store.notice('n_2'))?.state).toBe('sent');
      });

      it('counts open alerts and those without a deadline within a range', async () => {
        const open = (n: number, nextDueAt: string | null) => sampleAlert({ alertId: `a_${n}`, nextDueAt });
        const settled = sampleAlert({ alertId: 'a_5', state: 'acknowledged', nextDueAt: null });
        await store.commit({ alerts: [open(1, at(10)), open(2, at(9)), open(3, null), open(4, at(100)), settled] });
        const range = { before: at(10), after: at(99) };
        expect(await store.stalledAlerts({ ...range, limit: 2 })).toEqual({
          open: 4,
          stalled: 3,
          first: [
            { alertId: 'a_2', nextDueAt: at(9) },
            { alertId: 'a_3', nextDueAt: null },
          ],
        });
      });

      it('gives the alerts of some levels that are not closed', async () => {
        await store.commit({
          alerts: [
            sampleAlert({ alertId: 'a_1', level: '红' }),
            sampleAlert({ alertId: 'a_2', level: '红', state: 'acknowledged', nextDueAt: null }),
            sampleAlert({ alertId: 'a_3', level: '红', state: 'closed', nextDueAt: null }),
            sampleAlert({ alertId: 'a_4', level: '蓝' }),
          ],
        });
        expect((await store.standingAlerts(['红'])).map(({ alertId }) => alertId)).toEqual(['a_1', 'a_2']);
        expect((await store.standingAlerts(['蓝', '橙'])).map(({ alertId }) => alertId)).toEqual(['a_4']);
      });

      it('writes state rows within a unit, compare-and-set, or nothing of it', async () => {
        const row = { kind: 'k', id: '1', value: { a: 1 }, version: 1 };
        await store.commit({ states: [row] });
        await store.commit({ states: [row] });
        expect(await store.state('k', '1')).toEqual({ value: { a: 1 }, version: 1 });
        await expect(store.commit({ states: [{ ...row, value: { a: 2 } }] })).rejects.toThrow(ConflictError);
        await store.commit({ states: [{ ...row, value: { a: 2 }, version: 2 }] });
        expect(await store.state('k', '1')).toEqual({ value: { a: 2 }, version: 2 });
      });

      it('gives open alerts whose time has come, earliest first, up to the limit', async () => {
        const alert = (n: number, more: Parameters<typeof sampleAlert>[0] = {}) =>
          sampleAlert({ alertId: `a_${n}`, nextDueAt: at(n), ...more });
        await store.commit({
          alerts: [
            alert(30),
            alert(10),
            alert(20),
            alert(40),
            alert(5, { state: 'acknowledged' }),
            alert(6, { state: 'closed', nextDueAt: null }),
            alert(7, { nextDueAt: '2026-03-02T01:15:00Z' }),
          ],
        });
        const ids = async (minutes: number, limit = 10) =>
          (await store.dueAlerts(at(minutes), limit)).map(({ alertId }) => alertId);
        expect(await ids(30)).toEqual(['a_10', 'a_7', 'a_20', 'a_30']);
        expect(await ids(30, 2)).toEqual(['a_10', 'a_7']);
        expect(await ids(9)).toEqual([]);
        const acknowledged = { ...alert(10), state: 'acknowledged' as const, nextDueAt: null, version: 2 };
        await store.commit({ alerts: [acknowledged] });
        expect(await ids(10)).toEqual([]);
      });

      it('gives cases of which somebody must be told now, earliest first, up to the limit', async () => {
        const due = (n: number, nextCallAt: string | null) => ({ ...CASE, caseId: `c_${n}`, version: 1, nextCallAt });
        await store.commit({ cases: [due(3, at(30)), due(1, at(10)), due(2, '2026-03-02T01:15:00Z'), due(4, null)] });
        const ids = async (minutes: number, limit = 10) =>
          (await store.dueCases(at(minutes), limit)).map(({ caseId }) => caseId);
        expect(await ids(30)).toEqual(['c_1', 'c_2', 'c_3']);
        expect(await ids(30, 2)).toEqual(['c_1', 'c_2']);
        expect(await ids(9)).toEqual([]);
        await store.commit({ cases: [{ ...due(1, null), version: 2 }] });
        expect(await ids(10)).toEqual([]);
      });

      it('gives pending notices whose time has come, gravest first, then earliest', async () => {
        const notice = (id: string, more: Parameters<typeof sampleNotice>[0]) =>
          sampleNotice({ noticeId: id, ...more });
        await store.commit({
          notices: [
            notice('blue', { level: '蓝', nextAttemptAt: at(1) }),
            notice('red-late', { level: '红', nextAttemptAt: at(9) }),
            notice('red', { level: '红', nextAttemptAt: at(5) }),
            notice('yellow', { level: '黄', nextAttemptAt: at(2) }),
            notice('orange', { level: '橙', nextAttemptAt: at(2) }),
            notice('future', { level: '红', nextAttemptAt: at(11) }),
            notice('sent', { level: '红', state: 'sent', nextAttemptAt: null }),
            notice('elsewhere', { level: '红', channel: 'wecom', nextAttemptAt: at(5) }),
          ],
        });
        const ids = async (limit: number) =>
          (await store.dueNotices('in-app', at(10), limit)).map(({ noticeId }) => noticeId);
        expect(await ids(10)).toEqual(['red', 'red-late', 'orange', 'yellow', 'blue']);
        expect(await ids(2)).toEqual(['red', 'red-late']);
        expect(await store.dueNotices('wecom', at(10), 10)).toMatchObject([{ noticeId: 'elsewhere' }]);
        expect(await store.notice('elsewhere')).toMatchObject({ channel: 'wecom' });
        expect(await store.notice('nowhere')).toBeNull();
      });

      it('leaves a notice that exists as it is, and settles only its delivery', async () => {
        await store.commit({ notices: [sampleNotice()] });
        const sent = sampleNotice({ state: 'sent', attempts: 1, nextAttemptAt: null, sentAt: at(2) });
        await store.settleNotices([{ ...sent, title: '改了标题', receiver: '别人:联络员' }]);
        await store.commit({ notices: [sampleNotice()] });
        await fixture.refresh();
        const all = await queries.findNotices({}, { limit: 10 });
        expect(all.items).toEqual([sent]);
        expect(await store.dueNotices('in-app', at(60), 10)).toEqual([]);
        await store.settleNotices([sampleNotice({ attempts: 2, nextAttemptAt: at(30), problem: '超时' })]);
        expect(await store.dueNotices('in-app', at(30), 10)).toMatchObject([{ attempts: 2, problem: '超时' }]);
      });

      it('takes settling an unknown notice as nothing to do', async () => {
        await store.settleNotices([sampleNotice({ noticeId: 'n_none' })]);
        await fixture.refresh();
        expect((await queries.findNotices({}, { limit: 10 })).total).toBe(0);
      });
    });

    describe('events that become one', () => {
      const member = (docId: string, eventId: string) => ({ docId, eventId, at: at(0), copyOf: null, trace: 't' });
      const event = (eventId: string, version = 1) => sampleEvent({ eventId, version });

      it('leave no row behind, and their ids lead to the one that stays', async () => {
        await store.commit({
          ...wholeUnit(),
          events: [sampleEvent(), sampleEvent({ eventId: 'e_2' })],
          memberships: [member('d_1', 'e_1'), member('d_2', 'e_2')],
        });
        const united = {
          merged: [{ from: 'e_1', into: 'e_2', version: 1 }],
          events: [sampleEvent({ eventId: 'e_2', version: 2, postCount: 9 })],
        };
        await store.commit(united);
        await store.commit(united);
        expect(await store.event('e_1')).toMatchObject({ eventId: 'e_2', postCount: 9 });
        expect((await store.membersOf('e_1')).map(({ docId }) => docId)).toEqual(['d_1', 'd_2']);
        expect((await store.members('e_1')).map(({ post }) => post.docId)).toEqual(['d_1', 'd_2']);
        expect(await store.eventOf('d_1')).toBe('e_2');
        const alerts = await store.alertsOfEvents(['e_1', 'e_2', 'e_9']);
        expect([...alerts].map(([id, own]) => [id, own.map(({ alertId }) => alertId)])).toEqual([
          ['e_1', ['a_1']],
          ['e_2', ['a_1']],
        ]);
        const events = await store.events(['e_1', 'e_2', 'e_9']);
        expect([...events].map(([id, { eventId }]) => [id, eventId])).toEqual([
          ['e_1', 'e_2'],
          ['e_2', 'e_2'],
        ]);
        await fixture.refresh();
        expect((await queries.findEvents({}, { limit: 10 })).items.map(({ eventId }) => eventId)).toEqual(['e_2']);
        const trail = await queries.eventTrail('e_1');
        expect(trail).toMatchObject({ event: { eventId: 'e_2' }, alerts: [{ alertId: 'a_1' }] });
        expect(trail?.posts).toHaveLength(2);
        for (const eventId of ['e_1', 'e_2']) {
          expect((await queries.findPosts({ eventId }, { limit: 10 })).total).toBe(2);
          expect((await queries.findAlerts({ eventId }, { limit: 10 })).total).toBe(1);
        }
      });

      it('lead through any number of merges, and an id may become an event of its own again', async () => {
        await store.commit({ events: [event('a'), event('b'), event('c')] });
        await store.commit({ merged: [{ from: 'a', into: 'b', version: 1 }], events: [event('b', 2)] });
        await store.commit({ merged: [{ from: 'b', into: 'c', version: 2 }], events: [event('c', 2)] });
        expect((await store.event('a'))?.eventId).toBe('c');
        await store.commit({ merged: [{ from: 'c', into: 'a', version: 2 }], events: [event('a')] });
        for (const id of ['a', 'b', 'c']) expect((await store.event(id))?.eventId).toBe('a');
      });

      it('keep the members that came by an id which is an event of its own again', async () => {
        await store.commit({ events: [event('a')], memberships: [member('d_1', 'a'), member('d_2', 'a')] });
        await store.commit({
          merged: [{ from: 'a', into: 'b', version: 1 }],
          events: [event('b')],
          memberships: [member('d_3', 'b')],
        });
        expect((await store.membersOf('a')).map(({ docId, eventId }) => [docId, eventId])).toEqual([
          ['d_1', 'b'],
          ['d_2', 'b'],
          ['d_3', 'b'],
        ]);
        await store.commit({ events: [event('a'), event('b', 2)], memberships: [member('d_2', 'a')] });
        expect((await store.membersOf('a')).map(({ docId }) => docId)).toEqual(['d_2']);
        expect((await store.membersOf('b')).map(({ docId }) => docId)).toEqual(['d_1', 'd_3']);
        expect(await store.eventOf('d_1')).toBe('b');
        expect((await store.memberships(['d_2', 'd_1'])).get('d_1')?.eventId).toBe('b');

        await store.commit({ merged: [{ from: 'b', into: 'a', version: 2 }], events: [event('a', 2)] });
        expect(await store.membersOf('b')).toHaveLength(3);
        expect(await Promise.all(['d_1', 'd_2', 'd_3'].map((docId) => store.eventOf(docId)))).toEqual(['a', 'a', 'a']);
      });

      it('are refused when one of them has changed meanwhile', async () => {
        await store.commit({ events: [sampleEvent(), sampleEvent({ eventId: 'e_2' })] });
        await store.commit({ events: [sampleEvent({ version: 2 })] });
        await expect(store.commit({ merged: [{ from: 'e_1', into: 'e_2', version: 1 }] })).rejects.toThrow(
          ConflictError,
        );
      });

      it('may lose a member', async () => {
        await store.commit(wholeUnit());
        await store.commit({ departed: ['d_1'] });
        expect([...(await store.memberships(['d_1', 'd_2'])).keys()]).toEqual(['d_2']);
      });
    });

    describe('traces', () => {
      const HOUR = 3_600_000;
      const trace = (docId: string, minutes: number, clues: string[], shingles: number[] = []) => ({
        ...{ docId, at: at(minutes), clues, shingles },
      });
      const met = async (...traces: ReturnType<typeof trace>[]) => {
        const kin = await store.meet(traces, HOUR);
        return traces.map(({ docId }) => kin.get(docId)?.sharing.map((one) => one.docId));
      };

      it('lead across weeks, whatever the day and the order in which posts come', async () => {
        const DAY = 1_440;
        for (let shift = 0; shift < 7; shift++) {
          const on = (name: string, day: number) => trace(`${name}${shift}`, (day + shift) * DAY, [`matter ${shift}`]);
          const traces = [on('a', 0), on('c', 9), on('b', 5), on('d', 30), on('z', -8), on('e', 13), on('f', 22)];
          const kin = await store.meet(traces, 10 * DAY * 60_000);
          const sharing = traces.map(({ docId }) => kin.get(docId)?.sharing.map((one) => one.docId));
          const named = [[], ['a'], ['a', 'c'], [], ['a'], ['c'], ['e', 'd']];
          expect(sharing).toEqual(named.map((names) => names.map((name) => name + shift)));
        }
      });

      it('lead to the nearest on either side that share a clue within the window', async () => {
        expect(await met(trace('a', 0, ['x']), trace('b', 50, ['x']), trace('c', 20, ['x', 'y']))).toEqual([
          [],
          ['a'],
          ['a', 'b'],
        ]);
        expect(await met(trace('far', 130, ['x']), trace('other', 10, ['z']))).toEqual([[], []]);
        expect(await met(trace('between', 100, ['x']))).toEqual([['b', 'far']]);
      });

      it('forget what a post left before it changed', async () => {
        await met(trace('a', 0, ['x'], [1, 2]));
        await met(trace('a', 0, ['y'], [3]));
        expect(await met(trace('b', 1, ['x']), trace('c', 1, ['y']))).toEqual([[], ['a']]);
        const kin = await store.meet([trace('d', 0, [], [1]), trace('e', 0, [], [3])], HOUR);
        expect([kin.get('d')?.alike, kin.get('e')?.alike]).toEqual([[], ['a']]);
        expect((await store.traces(['a', 'none'])).get('a')).toEqual(trace('a', 0, ['y'], [3]));
      });

      it('lead to posts that share shingles, most first, and no longer by what all have in common', async () => {
        const posts = Array.from({ length: 40 }, (_, i) => trace(`p${i}`, i, [], [7, 100 + i]));
        await store.meet(posts, HOUR);
        const kin = await store.meet([trace('q', 0, [], [7, 105, 104]), trace('r', 0, [], [7])], HOUR);
        expect(kin.get('q')?.alike).toEqual(['p4', 'p5']);
        expect(kin.get('r')?.alike).toEqual([]);
      });

      it('tell the same when they are left again', async () => {
        const all = [trace('a', 0, ['x'], [1]), trace('b', 9, ['x'], [1])];
        await store.meet(all, HOUR);
        const again = await store.meet(all, HOUR);
        expect(again.get('a')).toEqual({ alike: ['b'], sharing: [{ docId: 'b', clue: 'x' }], arrived: [] });
        expect(again.get('b')).toEqual({ alike: ['a'], sharing: [{ docId: 'a', clue: 'x' }], arrived: [] });
      });

      it('tell a message that comes again what it was told, whoever has come since', async () => {
        const left = (docId: string, minutes: number, message: string, copies: string[] = []) => {
          return { ...trace(docId, minutes, ['x'], [1, 2]), message, copies };
        };
        const batch = [left('a', 0, '1'), left('b', 9, '2', ['a', 'c']), left('c', 5, '3')];
        const first = await store.meet(batch, HOUR);
        expect(first.get('b')).toEqual({ alike: ['a'], sharing: [{ docId: 'a', clue: 'x' }], arrived: ['a'] });
        // Cut otherwise, after others came.
        await store.meet([left('d', 1, '4')], HOUR);
        const again = [await store.meet(batch.slice(0, 1), HOUR), await store.meet(batch.slice(1), HOUR)];
        expect(new Map(again.flatMap((one) => [...one]))).toEqual(first);
        // By another message, or changed, it is asked anew.
        const later = await store.meet([left('b', 9, '9', ['a', 'c'])], HOUR);
        expect(later.get('b')?.alike.toSorted()).toEqual(['a', 'c', 'd']);
        expect(later.get('b')?.arrived).toEqual(['a', 'c']);
        const changed = await store.meet([{ ...left('a', 0, '1'), shingles: [1, 2, 3] }], HOUR);
        expect(changed.get('a')?.alike.toSorted()).toEqual(['b', 'c', 'd']);
        expect((await store.traces(['b'])).get('b')).toEqual(trace('b', 9, ['x'], [1, 2]));
      });
    });

    describe('copies', () => {
      it('are kept once, and found by themselves and by their original', async () => {
        const copy = {
          ...{ docId: 'd_9', rawId: 'r_9', original: 'd_1', sourceId: 'weibo', sourceName: '微博' },
          ...{ channel: 'weibo' as const, url: null, author: null, at: at(3) },
          metrics: { reposts: 3, comments: null, likes: null, reads: null },
        };
        await store.commit({ copies: [copy] });
        await store.commit({ copies: [copy] });
        expect((await store.copies(['d_9', 'd_1'])).get('d_9')).toEqual(copy);
        expect(await store.copiesOf(['d_1', 'd_9'])).toEqual(new Map([['d_1', [copy]]]));
      });
    });

    describe('posts of months that are not kept', () => {
      const inNovember = (docId: string, day: string, contentHash = `h_${docId}`) =>
        sampleAnalysed({ docId, rawId: `r_${docId}`, eventTime: `2025-11-${day}T08:00:00+08:00`, contentHash });
      const member = (docId: string, eventId: string, copyOf: string | null = null) => {
        return { docId, eventId, at: '2025-11-10T08:00:00+08:00', copyOf, trace: '' };
      };
      const NOVEMBER = { firstAt: '2025-11-10T08:00:00+08:00', lastAt: '2025-11-10T08:00:00+08:00' };

      beforeEach(async () => {
        await store.claimContent(
          ['alone', 'quiet', 'alert'].map((name) => ({ contentHash: `h_${name}`, docId: name })),
        );
        await store.commit({
          posts: [
            ...['alone', 'quiet', 'alert', 'case', 'long'].map((name) => inNovember(name, '10')),
            sampleAnalysed({ docId: 'late', eventTime: '2026-01-03T08:00:00+08:00' }),
            inNovember('other-month', '01'),
          ],
          copies: [
            {
              ...{ docId: 'copy', rawId: 'r_copy', original: 'quiet', sourceId: 'forum', sourceName: '水城论坛' },
              ...{ channel: 'forum', url: null, author: null, at: NOVEMBER.lastAt },
              metrics: { reposts: null, comments: null, likes: null, reads: null },
            },
          ],
          memberships: [
            ...[member('quiet', 'e_quiet'), member('copy', 'e_quiet', 'quiet'), member('alert', 'e_alert')],
            ...[member('case', 'e_case'), member('long', 'e_long'), member('late', 'e_long')],
          ],
          events: [
            ...['e_quiet', 'e_alert', 'e_case'].map((eventId) => sampleEvent({ eventId, ...NOVEMBER })),
            sampleEvent({ eventId: 'e_old', ...NOVEMBER }),
            sampleEvent({ eventId: 'e_long', lastAt: '2026-01-03T08:00:00+08:00' }),
          ],
          // Raised for an event that has become part of another one since.
          alerts: [sampleAlert({ eventId: 'e_old' })],
          cases: [startCase({}, 'c_9').now].map((one) => ({ ...one, events: ['e_case'] })),
          outcomes: [sampleOutcome({ docId: 'alone' }), sampleOutcome({ docId: 'quiet' })],
          audit: [sampleEntry()],
        });
        await store.commit({ merged: [{ from: 'e_old', into: 'e_alert', version: 1 }] });
      });

      it('go, whole events at a time; what was decided and what is newer stays', async () => {
        expect(await store.dropPosts('2026-01-01T00:00:00+08:00')).toEqual([{ month: '2025-11', dropped: 3, kept: 3 }]);
        await fixture.refresh();
        const names = ['alone', 'quiet', 'alert', 'case', 'long', 'late', 'other-month'];
        const left = ['alert', 'case', 'long', 'late'];
        expect([...(await store.posts(names)).keys()]).toEqual(left);
        const found = (await queries.findPosts({}, { limit: 10 })).items.map(({ post }) => post.docId);
        expect(found.toSorted()).toEqual(left.toSorted());
        expect((await queries.totals()).posts).toBe(4);
        expect([await store.event('e_quiet'), await store.eventOf('quiet'), await store.eventOf('copy')]).toEqual([
          null,
          null,
          null,
        ]);
        expect(await store.copies(['copy'])).toEqual(new Map());
        expect((await store.members('e_alert')).map(({ post }) => post.docId)).toEqual(['alert']);
        expect(await store.alert('a_1')).not.toBeNull();
        expect((await store.audit(0, 10)).length).toBe(1);
        expect((await store.outcomes(['r_alone', 'r_quiet'])).size).toBe(2);
      });

      it('leave their text free for a post that says the same later, and are gone for good', async () => {
        await store.dropPosts('2026-01-01T00:00:00+08:00');
        const owners = await store.claimContent(
          ['quiet', 'alert'].map((name) => ({ contentHash: `h_${name}`, docId: 'new' })),
        );
        expect([...owners.values()]).toEqual(['new', 'alert']);
        expect(await store.dropPosts('2026-01-01T00:00:00+08:00')).toEqual([]);
        await store.commit({ posts: [inNovember('quiet', '10')] });
        expect((await store.posts(['quiet'])).size).toBe(1);
      });

      it('are none where nothing is old enough', async () => {
        expect(await store.dropPosts('2025-11-01T00:00:00+08:00')).toEqual([]);
        await fixture.refresh();
        expect((await queries.totals()).posts).toBe(7);
      });
    });

    describe('state rows', () => {
      it('are written by compare-and-set', async () => {
        expect(await store.state('source', 's')).toBeNull();
        const first = await store.putState('source', 's', { n: 1 }, null);
        expect(await store.state('source', 's')).toEqual({ value: { n: 1 }, version: first });
        await expect(store.putState('source', 's', { n: 9 }, null)).rejects.toThrow(ConflictError);
        const second = await store.putState('source', 's', { n: 2 }, first);
        expect(second).toBeGreaterThan(first);
        await expect(store.putState('source', 's', { n: 9 }, first)).rejects.toThrow(ConflictError);
        await expect(store.putState('source', 'none', {}, 1)).rejects.toThrow(ConflictError);
        expect(await store.state('source', 's')).toEqual({ value: { n: 2 }, version: second });
      });

      it('are kept apart by kind, and can be deleted', async () => {
        await store.putState('a', '1', 'x', null);
        await store.putState('a', '2', ['y'], null);
        await store.putState('b', '1', null, null);
        expect([...(await store.states('a'))].map(([id, { value }]) => [id, value])).toEqual([
          ['1', 'x'],
          ['2', ['y']],
        ]);
        await store.deleteState('a', '1');
        await store.deleteState('a', '1');
        expect(await store.state('a', '1')).toBeNull();
        expect((await store.state('b', '1'))!.value).toBeNull();
        await store.putState('a', '1', 'again', null);
      });

      it('have one winner among writers of two processes', async () => {
        const other = await fixture.another();
        const version = await store.putState('k', 'i', 0, null);
        const results = await Promise.allSettled(
          [1, 2, 3, 4].map((n) => (n % 2 === 0 ? store : other.store).putState('k', 'i', n, version)),
        );
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      });
    });

    describe('the audit log', () => {
      it('numbers and chains its lines in the order given, across units and processes', async () => {
        const other = await fixture.another();
        for (let n = 0; n < 6; n += 1) {
          const writer = n % 2 === 0 ? store : other.store;
          await writer.commit({
            audit: [sampleEntry({ object: `o${2 * n}` }), sampleEntry({ object: `o${2 * n + 1}` })],
          });
        }
        const rows = await store.audit(0, 100);
        expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
        expect(rows.map(({ object }) => object)).toEqual(rows.map((_, i) => `o${i}`));
        expect(verifyAudit(rows)).toMatchObject({ ok: true, rows: 12, brokenAt: null });
        expect(await store.audit(4, 3)).toEqual(rows.slice(4, 7));
        const head = verifyAudit(rows.slice(0, 5));
        expect(verifyAudit(rows.slice(5), head.last)).toMatchObject({ ok: true, rows: 7 });
      });

      it('keeps a chain when many write at once', async () => {
        const other = await fixture.another();
        await Promise.all(
          Array.from({ length: 30 }, (_, i) =>
            (i % 2 === 0 ? store : other.store).commit({ audit: [sampleEntry({ object: `o${i}` })] }),
          ),
        );
        expect(verifyAudit(await store.audit(0, 100))).toMatchObject({ ok: true, rows: 30 });
      });

      it('shows a line that was changed, taken out or moved', async () => {
        await store.commit({
          audit: [1, 2, 3, 4].map((n) => sampleEntry({ object: `o${n}`, detail: { b: 1, a: { n } } })),
        });
        const rows = await store.audit(0, 10);
        const brokenAt = (lines: readonly AuditRow[]) => verifyAudit(lines, AUDIT_START).brokenAt;
        expect(brokenAt(rows)).toBeNull();
        expect(brokenAt(rows.with(1, { ...rows[1]!, actor: 'someone' }))).toBe(2);
        expect(brokenAt(rows.with(2, { ...rows[2]!, detail: { b: 1, a: { n: 99 } } }))).toBe(3);
        expect(brokenAt(rows.toSpliced(1, 1))).toBe(3);
        expect(brokenAt([rows[1]!, rows[0]!])).toBe(2);
        expect(brokenAt(rows.with(0, { ...rows[0]!, detail: { a: { n: 1 }, b: 1 } }))).toBeNull();
      });

      it('takes equal entries of separate acts as separate lines', async () => {
        const failed = sampleEntry({ action: 'login.failed', object: 'zhang', detail: {} });
        await store.commit({ audit: [failed] });
        await store.commit({ audit: [failed] });
        expect(await store.audit(0, 10)).toHaveLength(2);
      });
    });

    it('is still there for another process', async () => {
      await store.commit(wholeUnit());
      const other = await fixture.another();
      expect(await other.store.event('e_1')).toEqual(await store.event('e_1'));
      expect((await other.store.posts(['d_1'])).size).toBe(1);
    });
  });
}
