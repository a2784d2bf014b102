import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readMutes } from '../../../pipeline/alert/mute.ts';
import { readConfig } from '../../../pipeline/config.ts';
import { openEngine } from '../../../pipeline/engine.ts';
import type { SilenceAction } from '../../../pipeline/model/action.ts';
import type { Alert } from '../../../pipeline/model/alert.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { composeNotices } from '../../../pipeline/notify/compose.ts';
import { createOutbox } from '../../../pipeline/notify/outbox.ts';
import { actOnSilence } from '../../../pipeline/silence-actions.ts';
import { sweepAlerts } from '../../../pipeline/sweep.ts';
import { readShippedYears } from '../../../pipeline/working-days/chinese-days.ts';
import { createWorkingDays } from '../../../pipeline/working-days/working-days.ts';
import { type EscalationSpec, escalationSpec } from '../../../rules/schema.ts';
import { createFakeRobot } from '../../support/fake-robot.ts';
import { ESCALATION, MONDAY_NINE, SILENT_LOG, sampleAlert } from '../../support/samples.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const WANG = { account: 'wang', name: '王值班', role: '值班员', department: '办公室' };
const LI = { account: 'li', name: '李主任', role: '领导', department: '局领导' };
const INHIBIT: EscalationSpec['inhibit'] = [
  { name: '红压蓝', source: { level: ['红'] }, target: { level: ['蓝'] }, equal: ['estate'] },
];

async function bench() {
  const folder = await mkdtemp(join(tmpdir(), 'yuqing-silence-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const engine = await openEngine({ ...readConfig({}), dataDir: folder }, { now: Date.now, log: SILENT_LOG });
  closers.push(() => engine.close());
  const clock = { now: MONDAY_NINE };
  const now = () => clock.now;
  const escalation = { ...ESCALATION, inhibit: INHIBIT };
  const robot = createFakeRobot({ now, rates: [] });
  const mutes = () => readMutes({ store: engine.store, inhibit: INHIBIT, now: now() });
  const outbox = createOutbox({
    store: engine.store,
    notifiers: [robot],
    mutes,
    now,
    random: () => 0,
    log: SILENT_LOG,
  });
  const context = { now, log: SILENT_LOG, signal: new AbortController().signal };
  let ids = 0;
  return {
    ...engine,
    clock,
    outbox,
    robot,
    mutes,
    sweep: () =>
      sweepAlerts(
        {
          store: engine.store,
          rules: () => ({ escalation }),
          channels: ['wecom'],
          workingDays: createWorkingDays(readShippedYears()),
        },
        context,
      ),
    /** What became of it: null, or why it was refused. */
    async act(action: Partial<SilenceAction> & Pick<SilenceAction, 'kind'>) {
      const actionId = `x_${++ids}`;
      const common = { actionId, by: WANG, at: toShanghai(clock.now), reason: '同一件事已在处理' };
      const silence = { match: { eventId: 'e_1' }, upTo: '蓝', until: toShanghai(clock.now + 2 * HOUR) };
      await actOnSilence({ ...common, ...silence, ...action } as SilenceAction, engine, context);
      return (await engine.store.actionResult(actionId))?.problem ?? null;
    },
    async alert(more: Partial<Alert> = {}) {
      const alert = sampleAlert({ level: '蓝', ...more });
      const receivers = alert.steps[0]?.receivers ?? [];
      const at = toShanghai(clock.now);
      const notices = composeNotices({ alert, receivers, channels: ['wecom'], reason: 'raised', round: 0, at });
      await engine.store.commit({ alerts: [alert], notices });
    },
    stored: async () => (await engine.store.alert('a_1'))!,
    notices: async () => (await engine.queries.findNotices({}, { limit: 100 })).items,
    told: () => robot.taken.length,
  };
}

describe('silence', () => {
  it('keeps notices and escalation back until its end, with the reason, and then tells the same step', async () => {
    const b = await bench();
    await b.alert();
    expect(await b.act({ kind: 'silence' })).toBeNull();
    await b.outbox.deliver();
    expect(b.told()).toBe(0);
    const [notice] = await b.notices();
    expect(notice).toMatchObject({ state: 'withheld', problem: expect.stringContaining('同一件事已在处理') });
    expect(notice?.decisions.at(-1)?.code).toBe('silenced');

    b.clock.now += 30 * MINUTE;
    await b.sweep();
    expect(await b.stored()).toMatchObject({ step: 0, state: 'open', muted: { code: 'silenced' } });
    expect(Date.parse((await b.stored()).nextDueAt ?? '')).toBeGreaterThan(b.clock.now);
    for (let i = 0; i < 100; i++) {
      b.clock.now += MINUTE;
      await b.sweep();
      await b.outbox.deliver();
      expect(b.told()).toBe(b.clock.now < MONDAY_NINE + 2 * HOUR ? 0 : 1);
    }
    const [again] = await b.notices();
    expect(again).toMatchObject({ reason: 'mute-over', state: 'sent', receiver: '质监站:联络员' });
    const lines = (await b.store.audit(0, 100)).map(({ action }) => action);
    // Said once however often it was looked at, then told.
    expect(lines).toEqual(['silence.silence', 'alert.muted', 'alert.escalated']);
  });

  it('that overlap hold to the end of the last one, and each other may be lifted', async () => {
    const b = await bench();
    const until = (hours: number) => toShanghai(MONDAY_NINE + hours * HOUR);
    await b.act({ kind: 'silence', until: until(2), reason: '先静默' });
    await b.act({ kind: 'silence', match: { topic: '工程质量安全' }, upTo: '黄', until: until(5), reason: '整改期间' });
    await b.act({ kind: 'silence', match: { district: '东昌府区' }, until: until(3), reason: '活动' });
    const why = async () => (await b.mutes())(sampleAlert({ level: '蓝' }))?.detail ?? null;
    expect(await why()).toMatch(/静默到 2026-03-02 14:00：整改期间/);
    await b.act({ kind: 'end-silence', silenceId: 'x_2' });
    expect(await why()).toMatch(/静默到 2026-03-02 12:00：活动/);
    b.clock.now = MONDAY_NINE + 3 * HOUR;
    expect(await why()).toBeNull();
  });

  it('that is lifted lets people be told within a quarter of an hour, however long the step is', async () => {
    const b = await bench();
    const steps = [{ receivers: ['质监站:联络员'], waitMinutes: 480, nextWorkingDay: '12:00', repeatFrom: null }];
    await b.alert({ steps, nextDueAt: toShanghai(MONDAY_NINE + MINUTE) });
    await b.act({ kind: 'silence', until: toShanghai(MONDAY_NINE + 24 * HOUR) });
    b.clock.now += MINUTE;
    await b.sweep();
    b.clock.now += MINUTE;
    await b.act({ kind: 'end-silence', silenceId: 'x_1' });
    for (let i = 0; i < 15; i++) {
      b.clock.now += MINUTE;
      await b.sweep();
    }
    const again = (await b.notices()).filter(({ reason }) => reason === 'mute-over');
    expect(again.map(({ receiver }) => receiver)).toEqual(['质监站:联络员']);
    // From then on the step runs its own time again.
    expect(Date.parse((await b.stored()).nextDueAt ?? '')).toBeGreaterThan(b.clock.now + 8 * HOUR - 15 * MINUTE);
  });

  it('does not cover graver alerts, other events, or the time after it was ended', async () => {
    const b = await bench();
    await b.act({ kind: 'silence', match: { estate: '龙湾公馆' } });
    const mutedNow = async (more: Partial<Alert>) =>
      (await b.mutes())(sampleAlert({ level: '蓝', ...more }))?.code ?? null;
    expect(await mutedNow({})).toBe('silenced');
    expect(await mutedNow({ level: '黄' })).toBeNull();
    expect(await mutedNow({ places: { ...sampleAlert().places, estate: null } })).toBeNull();
    expect(await b.act({ kind: 'end-silence', silenceId: 'x_1' })).toBeNull();
    expect(await mutedNow({})).toBeNull();
    expect(await b.act({ kind: 'end-silence', silenceId: 'x_1' })).toContain('已经结束');
  });

  it('from orange on needs a second person', async () => {
    const b = await bench();
    expect(await b.act({ kind: 'silence', upTo: '橙' })).toBeNull();
    const muted = async () => (await b.mutes())(sampleAlert({ level: '橙' }));
    expect(await muted()).toBeNull();
    expect(await b.act({ kind: 'approve-silence', silenceId: 'x_1' })).toContain('另一人');
    expect(await muted()).toBeNull();
    expect(await b.act({ kind: 'approve-silence', silenceId: 'x_1', by: LI })).toBeNull();
    expect((await muted())?.detail).toContain('李主任同意');
    expect(await b.act({ kind: 'approve-silence', silenceId: 'x_1', by: LI })).toContain('已经生效');
  });

  it.each([
    ['没有理由', { reason: ' ' }, '理由'],
    ['没有范围', { match: {} }, '请指明'],
    ['已经过去', { until: toShanghai(MONDAY_NINE) }, '已经过去'],
    ['太长', { until: toShanghai(MONDAY_NINE + 31 * 24 * HOUR) }, '最长 30 天'],
    ['没有这条', { kind: 'approve-silence', silenceId: 'nothing', by: LI }, '没有这条静默'],
  ] as const)('refuses in words, on record: %s', async (_, more, words) => {
    const b = await bench();
    expect(await b.act({ kind: 'silence', ...more } as Parameters<typeof b.act>[0])).toContain(words);
    expect((await b.store.audit(0, 10))[0]?.action).toMatch(/\.refused$/);
    expect((await b.store.states('silence')).size).toBe(0);
  });

  it('a repeated action changes nothing', async () => {
    const b = await bench();
    await b.act({ kind: 'silence' });
    const before = await b.store.audit(0, 10);
    const row = await b.store.state('silence', 'x_1');
    await b.store.commit({
      states: [{ kind: 'silence', id: 'x_1', value: row!.value, version: 1 }],
      audit: [before[0]!],
    });
    expect(await b.store.audit(0, 10)).toEqual(before);
  });
});

describe('inhibition', () => {
  it('a red alert keeps the blue one of the same estate quiet; once it is closed the blue one is told', async () => {
    const b = await bench();
    await b.alert({
      alertId: 'a_red',
      eventId: 'e_red',
      level: '红',
      title: '脚手架坍塌',
      nextDueAt: toShanghai(MONDAY_NINE + 24 * HOUR),
    });
    await b.alert();
    await b.outbox.deliver();
    const blue = (await b.notices()).find(({ alertId }) => alertId === 'a_1');
    expect(blue?.decisions.at(-1)).toMatchObject({ code: 'inhibited', detail: expect.stringContaining('脚手架坍塌') });
    expect(b.told()).toBe(1);
    b.clock.now += 30 * MINUTE;
    await b.sweep();
    expect(await b.stored()).toMatchObject({ step: 0, muted: { code: 'inhibited' } });
    const red = (await b.store.alert('a_red'))!;
    await b.store.commit({ alerts: [{ ...red, state: 'closed', nextDueAt: null, version: 2 }] });
    b.clock.now += 30 * MINUTE;
    await b.sweep();
    await b.outbox.deliver();
    expect(b.told()).toBe(2);
    expect(await b.stored()).toMatchObject({ step: 0, muted: null });
  });

  it('asks for the label on both sides', async () => {
    const b = await bench();
    const nowhere = { ...sampleAlert().places, estate: null };
    await b.alert({ alertId: 'a_red', level: '红', places: nowhere });
    expect((await b.mutes())(sampleAlert({ level: '蓝', places: nowhere }))).toBeNull();
  });
});

describe('rules of grouping and inhibition', () => {
  it('read with their defaults', () => {
    expect(escalationSpec.parse({ ...ESCALATION, inhibit: undefined }).inhibit).toEqual([]);
  });
});
