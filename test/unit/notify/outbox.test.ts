import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../../pipeline/config.ts';
import { type Engine, openEngine } from '../../../pipeline/engine.ts';
import { PoisonError, RetryableError } from '../../../pipeline/errors.ts';
import type { Alert } from '../../../pipeline/model/alert.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { WARNING_LEVELS, type WarningLevel } from '../../../pipeline/model/levels.ts';
import type { Notice } from '../../../pipeline/model/notice.ts';
import { composeNotices } from '../../../pipeline/notify/compose.ts';
import { parseContacts } from '../../../pipeline/notify/contacts.ts';
import { ChannelFaultError, TooLongError } from '../../../pipeline/notify/notifier.ts';
import { createOutbox } from '../../../pipeline/notify/outbox.ts';
import type { OutboxDeps } from '../../../pipeline/notify/outbox-parts.ts';
import { createFakeRobot, type FakeRobot } from '../../support/fake-robot.ts';
import { createRandom, testSeed } from '../../support/random.ts';
import { MONDAY_NINE, SILENT_LOG, sampleAlert } from '../../support/samples.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const ROBOT_RATE = [{ count: 20, perMs: MINUTE }];
const seed = testSeed();
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Bench extends Engine {
  clock: { now: number };
  folder: string;
  /** One beat now. */
  beat(): Promise<number>;
  /** A beat a second until the instant. */
  until(then: number): Promise<void>;
  notices(): Promise<readonly Notice[]>;
  alert(id: string, more?: Partial<Alert>, channels?: Notice['channel'][]): Promise<void>;
}

async function bench(
  robots: (now: () => number) => FakeRobot[],
  more: Partial<OutboxDeps> = {},
): Promise<Bench & { robots: FakeRobot[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'yuqing-outbox-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const clock = { now: MONDAY_NINE };
  const engine = await openEngine({ ...readConfig({}), dataDir: folder }, { now: Date.now, log: SILENT_LOG });
  closers.push(() => engine.close());
  const now = () => clock.now;
  const made = robots(now);
  const deps = { store: engine.store, notifiers: made, now, random: createRandom(seed), log: SILENT_LOG, ...more };
  const outbox = createOutbox(deps);
  return {
    ...engine,
    clock,
    folder,
    robots: made,
    beat: () => outbox.deliver(),
    async until(then) {
      for (; clock.now < then; clock.now += SECOND) await outbox.deliver();
      await outbox.deliver();
    },
    notices: async () => (await engine.queries.findNotices({}, { limit: 5_000 })).items,
    async alert(id, given = {}, channels = ['wecom']) {
      const at = toShanghai(clock.now);
      const alert = sampleAlert({
        alertId: id,
        eventId: `e_${id}`,
        title: `第 ${id} 件：外墙渗漏`,
        nextDueAt: toShanghai(clock.now + 30 * MINUTE),
        ...given,
      });
      const receivers = alert.steps[0]?.receivers ?? [];
      const notices = composeNotices({ alert, receivers, channels, reason: 'raised', round: 0, at });
      await engine.store.commit({ alerts: [alert], notices });
    },
  };
}

const codes = (notice: Notice | undefined) => notice?.decisions.map(({ code }) => code);
const only = async (b: Bench) => (await b.notices())[0];

describe('rates', () => {
  it(`a thousand notices leave within the rate and without loss (seed ${seed})`, async () => {
    const b = await bench((now) => [createFakeRobot({ now, rates: ROBOT_RATE })]);
    const random = createRandom(seed);
    const levels: WarningLevel[] = [];
    for (let i = 0; i < 1_000; i++) {
      const level = WARNING_LEVELS[Math.floor(random() * 4)] ?? '蓝';
      levels.push(level);
      await b.alert(String(i), { level });
    }
    await b.until(MONDAY_NINE + 10 * MINUTE);
    const all = await b.notices();
    expect(all.filter(({ state }) => state !== 'sent').map(({ noticeId, state }) => [noticeId, state])).toEqual([]);
    const [robot] = b.robots;
    const text = robot?.taken.map(({ message }) => message.text).join('\n') ?? '';
    for (let i = 0; i < 1_000; i++) expect(text).toContain(`第 ${i} 件：`);
    for (const { at } of robot?.taken ?? []) {
      const within = robot?.taken.filter((one) => one.at > at - MINUTE && one.at <= at).length;
      expect(within).toBeLessThanOrEqual(20);
    }
    // Every notice says how it left.
    expect(all.every((notice) => ['sent', 'digested'].includes(notice.decisions.at(-1)?.code ?? ''))).toBe(true);
    // Gravest first: when the last red one left, no blue one had left alone.
    const leftAt = (level: string) => all.filter((one) => one.level === level).map((one) => one.sentAt ?? '');
    expect(leftAt('红').sort().at(-1)! <= leftAt('黄').sort()[0]!).toBe(true);
  }, 60_000);

  it('keeps two rates at once, and waits a second for the short one', async () => {
    const rates = [
      { count: 100, perMs: MINUTE },
      { count: 5, perMs: SECOND },
    ];
    const b = await bench((now) => [createFakeRobot({ now, channel: 'feishu', rates })]);
    for (let i = 0; i < 12; i++) await b.alert(String(i), { level: '红' }, ['feishu']);
    await b.until(MONDAY_NINE + 10 * SECOND);
    expect(b.robots[0]?.taken).toHaveLength(12);
    expect((await b.notices()).every((one) => one.decisions.at(-1)?.code === 'sent')).toBe(true);
  });

  it('red finds a place when lower levels have filled the minute', async () => {
    const b = await bench((now) => [createFakeRobot({ now, rates: ROBOT_RATE })]);
    for (let i = 0; i < 40; i++) await b.alert(String(i), { level: '黄' });
    await b.beat();
    await b.alert('red', { level: '红' });
    await b.beat();
    expect(b.robots[0]?.taken.at(-1)?.message.text).toContain('第 red 件');
    expect(b.robots[0]?.taken.at(-1)?.at).toBe(MONDAY_NINE);
    const waiting = (await b.notices()).filter(({ state }) => state === 'pending');
    expect(waiting.length).toBeGreaterThan(20);
    expect(new Set(waiting.map(({ nextAttemptAt }) => nextAttemptAt?.slice(11, 16)))).toEqual(new Set(['09:07']));
    expect(codes(waiting[0])).toEqual(['queued', 'rate-limited']);
  });

  it('a restart does not begin a new minute', async () => {
    const b = await bench((now) => [createFakeRobot({ now, rates: ROBOT_RATE })]);
    for (let i = 0; i < 25; i++) await b.alert(String(i), { level: '红' });
    await b.beat();
    const again = createOutbox({
      store: b.store,
      notifiers: b.robots,
      now: () => b.clock.now,
      random: () => 0,
      log: SILENT_LOG,
    });
    await b.alert('after', { level: '红' });
    await again.deliver();
    expect(b.robots[0]?.taken).toHaveLength(20);
  });

  it('a clock set back while the other side asked for a pause does not make it longer', async () => {
    const b = await bench((now) => [createFakeRobot({ now })]);
    b.robots[0]!.behave = () => {
      throw new RetryableError('太快', { retryAfterMs: 10 * MINUTE });
    };
    await b.alert('first', { level: '红' });
    await b.beat();
    b.clock.now -= 24 * HOUR;
    b.robots[0]!.behave = () => {};
    await b.alert('now', { level: '红' });
    await b.beat();
    expect(b.robots[0]?.taken.at(-1)?.message.text).toContain('第 now 件');
  });

  it('a clock set back does not block the channel', async () => {
    const b = await bench((now) => [createFakeRobot({ now, rates: ROBOT_RATE })]);
    b.clock.now += 24 * HOUR;
    for (let i = 0; i < 20; i++) await b.alert(String(i), { level: '红' });
    await b.beat();
    b.clock.now -= 24 * HOUR;
    await b.alert('now', { level: '红' });
    await b.beat();
    expect(b.robots[0]?.taken.at(-1)?.message.text).toContain('第 now 件');
  });
});

describe('a digest', () => {
  it('is not lost with the one notice that the other side refuses', async () => {
    const b = await bench((now) => [createFakeRobot({ now, rates: [{ count: 4, perMs: MINUTE }] })]);
    const [robot] = b.robots;
    robot!.behave = ({ text }) => {
      if (text.includes('第 13 件')) throw new PoisonError('内容被拒');
    };
    for (let i = 0; i < 20; i++) await b.alert(String(i), { level: '蓝' });
    await b.until(MONDAY_NINE + 20 * MINUTE);
    const states = Object.groupBy(await b.notices(), ({ state }) => state);
    expect(states.failed?.map(({ title }) => title)).toEqual(['【蓝】第 13 件：外墙渗漏']);
    expect(states.sent).toHaveLength(19);
  });

  it('speaks once of an alert that was told twice', async () => {
    const b = await bench((now) => [createFakeRobot({ now })], { quiet: { from: 0, to: 12 * 60 } });
    await b.alert('a', { level: '橙' });
    const alert = await b.store.alert('a');
    const again = composeNotices({
      alert: alert!,
      receivers: ['质监站:联络员'],
      channels: ['wecom'],
      reason: 'escalated',
      round: 2,
      at: toShanghai(MONDAY_NINE + MINUTE),
    });
    await b.store.commit({ notices: again });
    await b.until(MONDAY_NINE + 4 * HOUR);
    expect(b.robots[0]?.taken).toHaveLength(1);
    expect(b.robots[0]?.taken[0]?.message.text).toContain('2 次通知');
    expect((await b.notices()).map(codes)).toEqual([
      ['queued', 'quiet-hours', 'digested'],
      ['queued', 'quiet-hours', 'digested'],
    ]);
  });
});

describe('quiet hours', () => {
  it('hold what can wait, and red knows none', async () => {
    const b = await bench((now) => [createFakeRobot({ now })], { quiet: { from: 22 * 60, to: 7 * 60 } });
    b.clock.now = MONDAY_NINE + 14 * HOUR;
    await b.alert('orange', { level: '橙' });
    await b.alert('red', { level: '红' });
    await b.beat();
    expect(b.robots[0]?.taken.map(({ message }) => message.notice.alertId)).toEqual(['red']);
    b.clock.now = MONDAY_NINE + 22 * HOUR + 6 * MINUTE;
    await b.beat();
    expect(b.robots[0]?.taken).toHaveLength(1);
    b.clock.now += MINUTE;
    await b.beat();
    expect(b.robots[0]?.taken).toHaveLength(2);
  });
});

describe('a notice that needs no sending any more', () => {
  it.each([
    ['acknowledged', { state: 'acknowledged', acknowledgedBy: '王值班', acknowledgedAt: toShanghai(MONDAY_NINE) }],
    ['superseded', { state: 'closed', closedBy: 'system', closeReason: '事件升为红级，由新预警接替' }],
    ['closed', { state: 'closed', closedBy: '王值班', closeReason: '误报' }],
  ] as const)('%s: is withheld, and says so', async (code, more) => {
    const b = await bench((now) => [createFakeRobot({ now })]);
    await b.alert('a', { ...more, nextDueAt: null });
    await b.beat();
    expect(await only(b)).toMatchObject({ state: 'withheld', decisions: [{ code: 'queued' }, { code }] });
    expect(b.robots[0]?.tries).toBe(0);
  });
});

describe('failures', () => {
  const withFallback = { fallback: ['sms', 'email'] as const, contacts: contacts() };
  const sms = (now: () => number) => createFakeRobot({ now, channel: 'sms', addressOf: ({ mobile }) => mobile });

  function contacts() {
    const text = `
people:
  - {name: 王五, mobile: "13800000000"}
  - {name: 赵六, email: zhao@example.gov.cn}
roster:
  质监站:联络员: [王五]
  质监站:科室负责人: [赵六]
  人事科:联络员: []
`;
    return parseContacts('contacts.yaml', text, new Set(['质监站:联络员', '质监站:科室负责人', '人事科:联络员']));
  }

  it('for good: the fallback goes out at once, one message for each receiver', async () => {
    const b = await bench((now) => [createFakeRobot({ now }), sms(now)], withFallback);
    b.robots[0]!.behave = () => {
      throw new PoisonError('群已解散');
    };
    await b.alert('a');
    await b.beat();
    await b.beat();
    const all = await b.notices();
    expect(all.find(({ channel }) => channel === 'wecom')).toMatchObject({ state: 'failed', problem: '群已解散' });
    expect(codes(all.find(({ channel }) => channel === 'wecom'))).toEqual(['queued', 'refused', 'fallback']);
    expect(codes(all.find(({ channel }) => channel === 'sms'))).toEqual(['fallback-for', 'sent']);
    expect(b.robots[1]?.taken[0]?.message.to).toMatchObject([{ name: '王五' }]);
  });

  it('for too long: half of the time to acknowledge, then the fallback too; the first channel goes on', async () => {
    // Always the longest wait: with short ones all attempts may be used up before it answers again.
    const b = await bench((now) => [createFakeRobot({ now }), sms(now)], { ...withFallback, random: () => 1 });
    b.robots[0]!.behave = () => {
      throw new RetryableError('没有应答');
    };
    await b.alert('a');
    await b.until(MONDAY_NINE + 14 * MINUTE);
    expect(b.robots[1]?.taken).toEqual([]);
    await b.until(MONDAY_NINE + 16 * MINUTE);
    expect(b.robots[1]?.taken).toHaveLength(1);
    b.robots[0]!.behave = () => {};
    await b.until(MONDAY_NINE + HOUR);
    expect(b.robots[0]?.taken).toHaveLength(1);
    expect(b.robots[1]?.taken).toHaveLength(1);
  });

  it('of two channels bring one fallback', async () => {
    const failing = (now: () => number, channel: Notice['channel']) => {
      const robot = createFakeRobot({ now, channel });
      robot.behave = () => {
        throw new PoisonError('拒收');
      };
      return robot;
    };
    const b = await bench((now) => [failing(now, 'wecom'), failing(now, 'dingtalk'), sms(now)], withFallback);
    await b.alert('a', {}, ['wecom', 'dingtalk']);
    for (let i = 0; i < 3; i++) await b.beat();
    expect(b.robots[2]?.taken).toHaveLength(1);
    const last = (await b.notices()).filter(({ state }) => state === 'failed').map((one) => one.decisions.at(-1)?.code);
    expect(last).toContain('fallback');
    expect(last.every((code) => code === 'fallback' || code === 'duplicate')).toBe(true);
  });

  it.each([
    ['unknown-receiver', '物业科:联络员'],
    ['empty-slot', '人事科:联络员'],
    ['no-address', '质监站:科室负责人'],
  ])('%s: withheld by that name, then the next fallback, then “exhausted”', async (code, receiver) => {
    const email = (now: () => number) => createFakeRobot({ now, channel: 'email', addressOf: () => undefined });
    const b = await bench((now) => [sms(now), email(now)], withFallback);
    await b.alert(
      'a',
      { steps: [{ receivers: [receiver], waitMinutes: 30, nextWorkingDay: null, repeatFrom: null }] },
      ['sms'],
    );
    await b.beat();
    await b.beat();
    const all = await b.notices();
    const [first, second] = ['sms', 'email'].map((channel) => all.find((one) => one.channel === channel));
    expect(first).toMatchObject({ state: 'withheld' });
    expect(codes(first)).toEqual(['queued', code, 'fallback']);
    expect(second?.decisions.at(-1)?.code).toBe('exhausted');
  });

  it('that only an administrator can mend are told to one, once a day', async () => {
    const b = await bench((now) => [createFakeRobot({ now })]);
    b.robots[0]!.behave = () => {
      throw new ChannelFaultError('企业微信答复 93000：invalid webhook url');
    };
    await b.alert('a');
    await b.alert('b');
    await b.beat();
    const told = (await b.notices()).filter(({ reason }) => reason === 'channel-fault');
    expect(told).toMatchObject([{ receiver: '系统:系统管理员', channel: 'in-app' }]);
    expect(told[0]?.body).toContain('93000');
  });

  it('end after twelve tries with a name', async () => {
    const b = await bench((now) => [createFakeRobot({ now })]);
    b.robots[0]!.behave = () => {
      throw new RetryableError('没有应答');
    };
    await b.alert('a');
    for (let i = 0; i < 12; i++) {
      b.clock.now += HOUR;
      await b.beat();
    }
    expect((await b.notices()).find(({ channel }) => channel === 'wecom')).toMatchObject({
      state: 'failed',
      attempts: 12,
    });
    const all = await b.notices();
    expect(codes(all.find(({ channel }) => channel === 'wecom'))).toContain('gave-up');
    // A channel that takes nothing for hours is told to those who can mend it.
    const told = all.filter(({ reason }) => reason === 'channel-fault');
    expect(told.map(({ channel, receiver, body }) => [channel, receiver, body.split('\n')[0]])).toEqual([
      ['in-app', '系统:系统管理员', '没有应答'],
    ]);
  });

  it('keep to what the other side asks: nothing is sent before', async () => {
    const b = await bench((now) => [createFakeRobot({ now })]);
    b.robots[0]!.behave = () => {
      throw new RetryableError('太快', { retryAfterMs: 10 * MINUTE });
    };
    for (let i = 0; i < 5; i++) await b.alert(String(i));
    await b.until(MONDAY_NINE + 9 * MINUTE);
    expect(b.robots[0]?.tries).toBe(1);
    b.robots[0]!.behave = () => {};
    await b.until(MONDAY_NINE + 11 * MINUTE);
    expect(b.robots[0]?.taken).toHaveLength(5);
  });
});

describe('long messages', () => {
  it('go in parts with keys of their own; a break in between repeats nothing that was taken', async () => {
    const b = await bench((now) => [createFakeRobot({ now, limit: 300 })]);
    await b.alert('a', { title: '长'.repeat(150) });
    let broken = true;
    b.robots[0]!.behave = ({ part }) => {
      if (part === 3 && broken) throw new RetryableError('断线');
    };
    await b.beat();
    expect(await only(b)).toMatchObject({ state: 'pending', partsSent: 2 });
    broken = false;
    await b.until(MONDAY_NINE + 10 * SECOND);
    const keys = b.robots[0]?.taken.map(({ message }) => message.key) ?? [];
    expect(new Set(keys).size).toBe(keys.length);
    const { noticeId, title, body } = (await only(b))!;
    expect(keys[0]).toBe(`${noticeId}.1`);
    const joined = b.robots[0]?.taken.map(({ message }) => message.text.replace(/^\(\d+\/\d+\)\n/, '')).join('');
    expect(joined).toBe(`${title}\n${body}`);
  });

  it('are halved when the other side finds a part too long', async () => {
    const b = await bench((now) => [createFakeRobot({ now })]);
    b.robots[0]!.behave = ({ text }) => {
      if (Buffer.byteLength(text) > 300) throw new TooLongError('40058');
    };
    await b.alert('a', { title: '长'.repeat(200) });
    for (let i = 0; i < 6; i++) await b.beat();
    expect(await only(b)).toMatchObject({ state: 'sent' });
    expect(codes(await only(b))).toContain('too-long');
  });
});

it('a channel that hangs delays itself alone', async () => {
  const b = await bench((now) => [createFakeRobot({ now }), createFakeRobot({ now, channel: 'dingtalk' })]);
  let release = () => {};
  const hanging = new Promise<void>((resolve) => {
    release = resolve;
  });
  const [wecom, dingtalk] = b.robots;
  wecom!.behave = () => hanging;
  await b.alert('a', {}, ['wecom', 'dingtalk']);
  const beat = b.beat();
  while (dingtalk!.taken.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await b.alert('b', {}, ['dingtalk']);
  const second = b.beat();
  while (dingtalk!.taken.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(wecom!.taken).toEqual([]);
  release();
  await Promise.all([beat, second]);
  expect(wecom!.taken).toHaveLength(1);
});

it('a crash between send and settle sends again under the same key', async () => {
  const b = await bench((now) => [createFakeRobot({ now })]);
  await b.alert('a');
  const settle = b.store.settleNotices;
  const dying = createOutbox({
    store: { ...b.store, settleNotices: async () => Promise.reject(new Error('crash')) },
    notifiers: b.robots,
    now: () => b.clock.now,
    random: () => 0,
    log: SILENT_LOG,
  });
  await expect(dying.deliver()).rejects.toThrow('crash');
  expect(settle).toBe(b.store.settleNotices);
  // What a dead process had claimed is left alone until its claim has ended.
  await b.beat();
  expect(b.robots[0]?.taken).toHaveLength(1);
  b.clock.now += MINUTE;
  await b.beat();
  const keys = b.robots[0]?.taken.map(({ message }) => message.key);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
  expect((await only(b))?.state).toBe('sent');
});

it('a sender that was held up finds its notices taken over: it sends no more of them and its late word is not written', async () => {
  const b = await bench((now) => [createFakeRobot({ now })]);
  for (let i = 0; i < 3; i++) await b.alert(String(i));
  let resume = () => {};
  const slow = createFakeRobot({ now: () => b.clock.now });
  slow.behave = () => new Promise<void>((resolve) => (resume = resolve));
  const common = { store: b.store, now: () => b.clock.now, random: () => 0, log: SILENT_LOG };
  const held = createOutbox({ ...common, notifiers: [slow], owner: 'held up' }).deliver();
  while (slow.tries === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await b.beat();
  expect(b.robots[0]?.taken).toEqual([]);
  b.clock.now += MINUTE;
  await b.beat();
  expect(b.robots[0]?.taken).toHaveLength(3);
  const before = await b.notices();
  slow.behave = () => {};
  resume();
  await held;
  // At least once: the one message under way arrived twice, under one key; the other two went out once.
  expect(slow.taken).toHaveLength(1);
  expect(b.robots[0]?.taken.map(({ message }) => message.key)).toContain(slow.taken[0]?.message.key);
  expect(await b.notices()).toEqual(before);
});
