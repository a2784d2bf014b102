import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { applyAction } from '../../pipeline/alert/apply-action.ts';
import { readConfig } from '../../pipeline/config.ts';
import { type Engine, openEngine } from '../../pipeline/engine.ts';
import { ConflictError } from '../../pipeline/errors.ts';
import type { Alert } from '../../pipeline/model/alert.ts';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import { WARNING_LEVELS, type WarningLevel } from '../../pipeline/model/levels.ts';
import { composeNotices } from '../../pipeline/notify/compose.ts';
import { parseContacts } from '../../pipeline/notify/contacts.ts';
import type { Notifier } from '../../pipeline/notify/notifier.ts';
import { createOutbox } from '../../pipeline/notify/outbox.ts';
import type { OutboxDeps } from '../../pipeline/notify/outbox-parts.ts';
import { createWecom } from '../../pipeline/notify/wecom.ts';
import { openOutbound } from '../../pipeline/outbound/setup.ts';
import { sweepAlerts } from '../../pipeline/sweep.ts';
import { readShippedYears } from '../../pipeline/working-days/chinese-days.ts';
import { createWorkingDays } from '../../pipeline/working-days/working-days.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { shippedRules } from '../support/chain.ts';
import { createFakeRobot, type FakeRobot } from '../support/fake-robot.ts';
import { createRandom, testSeed } from '../support/random.ts';
import { MONDAY_NINE, SILENT_LOG, sampleAlert } from '../support/samples.ts';

/** Push at an instant, expect at instants: the clock is the test's own, and there is no tolerance. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAYS = createWorkingDays(readShippedYears());
const seed = testSeed();
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

let shipped: RuleSet;
beforeAll(async () => {
  shipped = await shippedRules();
});

interface Line {
  clock: { now: number };
  engine: Engine;
  robot: FakeRobot;
  rules: { current: Pick<RuleSet, 'escalation'> };
  push(more?: Partial<Alert>): Promise<void>;
  sweep(): Promise<number>;
  beat(): Promise<void>;
  /** Moves the clock and beats once. */
  at(instant: number): Promise<void>;
  alert(): Promise<Alert>;
  acknowledge(): Promise<boolean>;
  another(): Promise<{ sweep(): Promise<number>; engine: Engine }>;
}

async function timeline(more: Partial<OutboxDeps> = {}): Promise<Line> {
  const dataDir = await mkdtemp(join(tmpdir(), 'yuqing-timeline-'));
  closers.push(() => rm(dataDir, { recursive: true, force: true }));
  const open = async () => {
    const engine = await openEngine({ ...readConfig({}), dataDir }, { now: Date.now, log: SILENT_LOG });
    closers.push(() => engine.close());
    return engine;
  };
  const engine = await open();
  const clock = { now: MONDAY_NINE };
  const now = () => clock.now;
  const robot = createFakeRobot({ now });
  const rules = { current: shipped as Pick<RuleSet, 'escalation'> };
  const { store } = engine;
  const outbox = createOutbox({ store, notifiers: [robot], now, random: () => 0, log: SILENT_LOG, ...more });
  const channels = (more.notifiers ?? [robot])
    .map(({ channel }) => channel)
    .filter((one) => !more.fallback?.includes(one));
  const sweepOf = (one: Engine) => () =>
    sweepAlerts(
      { store: one.store, rules: () => rules.current, channels, workingDays: DAYS },
      { now, log: SILENT_LOG, signal: new AbortController().signal },
    );
  const sweep = sweepOf(engine);
  const alert = async () => {
    const found = await store.alert('a_1');
    if (found === null) throw new Error('the alert is gone');
    return found;
  };
  const line: Line = {
    clock,
    engine,
    robot,
    rules,
    sweep,
    alert,
    async push(given = {}) {
      const raised = sampleAlert({ detectedAt: toShanghai(clock.now), ...given });
      const at = toShanghai(clock.now);
      const receivers = raised.steps[0]?.receivers ?? [];
      await store.commit({
        alerts: [raised],
        notices: composeNotices({ alert: raised, receivers, channels, reason: 'raised', round: 0, at }),
      });
    },
    async beat() {
      await sweep();
      await outbox.deliver();
    },
    async at(instant) {
      clock.now = instant;
      await line.beat();
    },
    async acknowledge() {
      const by = { account: 'wang', name: '王值班', role: '值班员', department: '办公室' };
      const action = { actionId: 'x_ack', kind: 'acknowledge' as const, alertId: 'a_1', by, at: toShanghai(clock.now) };
      const applied = applyAction(
        await alert(),
        { ...action, reason: null, expectedVersion: null },
        toShanghai(clock.now),
      );
      try {
        await store.commit({ alerts: applied.alert === null ? [] : [applied.alert], audit: [applied.audit] });
        return applied.alert !== null;
      } catch (error) {
        if (error instanceof ConflictError) return false;
        throw error;
      }
    },
    async another() {
      const other = await open();
      return { engine: other, sweep: sweepOf(other) };
    },
  };
  return line;
}

const rungsOf = (policy: string, level: WarningLevel): Alert['steps'] =>
  (shipped.escalation.policies[policy]?.levels[level] ?? []).map((rung) => ({
    receivers: rung.receivers.map((one) => one.replace('lead:', '质监站:')),
    waitMinutes: rung.waitMinutes,
    nextWorkingDay: null,
    repeatFrom: rung.repeatFrom ?? null,
  }));

describe('every policy', () => {
  const POLICIES = ['常规', '群体风险', '突发事故'];
  it('is one of these', () => {
    expect(Object.keys(shipped.escalation.policies)).toEqual(POLICIES);
  });

  it.each(POLICIES.flatMap((policy) => WARNING_LEVELS.map((level) => [policy, level] as const)))(
    '%s %s: each rung at its second, then the last one again and again',
    async (policy, level) => {
      const line = await timeline();
      const steps = rungsOf(policy, level);
      await line.push({ level, steps, nextDueAt: toShanghai(MONDAY_NINE + (steps[0]?.waitMinutes ?? 0) * MINUTE) });
      await line.beat();
      const last = steps.length - 1;
      let due = MONDAY_NINE;
      for (let told = 1; told <= steps.length + 2; told++) {
        expect(line.robot.taken.length).toBe(told);
        expect(line.robot.taken.at(-1)?.at).toBe(due);
        expect(line.robot.taken.at(-1)?.message.notice.receiver).toBe(
          steps[Math.min(told - 1, last)]?.receivers.join('、'),
        );
        due += (steps[Math.min(told - 1, last)]?.waitMinutes ?? 0) * MINUTE;
        await line.at(due - SECOND);
        expect(line.robot.taken.length).toBe(told);
        await line.at(due);
      }
      await line.acknowledge();
      for (let hour = 1; hour <= 50; hour++) await line.at(due + hour * HOUR);
      expect(line.robot.taken.length).toBe(steps.length + 3);
    },
  );
});

describe('whatever happens in between', () => {
  it('a restart between deciding and sending: what was decided is sent, once', async () => {
    const line = await timeline();
    await line.push();
    line.clock.now += 30 * MINUTE;
    await line.sweep();
    const again = await line.another();
    const robot = createFakeRobot({ now: () => line.clock.now });
    await line.engine.close();
    const common = { now: () => line.clock.now, random: () => 0, log: SILENT_LOG };
    await createOutbox({ ...common, store: again.engine.store, notifiers: [robot] }).deliver();
    expect(robot.taken.map(({ message }) => message.notice.reason).sort()).toEqual(['escalated', 'raised']);
    await again.sweep();
    await createOutbox({ ...common, store: again.engine.store, notifiers: [robot] }).deliver();
    expect(robot.taken).toHaveLength(2);
  });

  it('two schedulers at once: each step once', async () => {
    const line = await timeline();
    const other = await line.another();
    await line.push();
    for (let i = 1; i <= 8; i++) {
      line.clock.now += 30 * MINUTE;
      await Promise.all([line.sweep(), other.sweep(), line.sweep(), other.sweep()]);
      const lines = (await line.engine.store.audit(0, 100)).filter(({ action }) => action === 'alert.escalated');
      expect(lines).toHaveLength(i);
    }
  });

  it('the clock jumps three days ahead: one step, not all; it jumps back: no step is repeated', async () => {
    const line = await timeline();
    await line.push();
    await line.beat();
    await line.at(MONDAY_NINE + 72 * HOUR);
    await line.beat();
    expect(line.robot.taken).toHaveLength(2);
    expect(await line.alert()).toMatchObject({ step: 1, nextDueAt: toShanghai(MONDAY_NINE + 72 * HOUR + 20 * MINUTE) });
    await line.at(MONDAY_NINE);
    expect(line.robot.taken).toHaveLength(2);
    await line.at(MONDAY_NINE + 72 * HOUR + 20 * MINUTE);
    expect(line.robot.taken).toHaveLength(3);
  });

  it('the policy is edited under way: an alert climbs by the one it was raised with', async () => {
    const line = await timeline();
    await line.push();
    line.rules.current = { escalation: { ...shipped.escalation, policies: {} } };
    await line.at(MONDAY_NINE + 30 * MINUTE);
    await line.at(MONDAY_NINE + 50 * MINUTE);
    expect((await line.alert()).step).toBe(1);
    expect(line.robot.taken).toHaveLength(3);
  });

  it('the duty changes hands: who is on duty when it is sent is told; an empty slot and an unknown receiver have their names', async () => {
    const people = [
      { name: '王五', mobile: '13800000001' },
      { name: '赵六', mobile: '13800000002' },
    ];
    const roster = {
      '质监站:联络员': [{ person: '王五', from: '2026-03-02', until: '2026-03-02' }],
      '质监站:科室负责人': [{ person: '赵六', from: '2026-03-03', until: '2026-03-09' }],
    };
    const contacts = parseContacts('contacts.yaml', JSON.stringify({ people, roster }), new Set(Object.keys(roster)));
    const clock = { now: () => 0 };
    const sms = createFakeRobot({ now: () => clock.now(), channel: 'sms', addressOf: ({ mobile }) => mobile });
    const line = await timeline({ notifiers: [sms], contacts });
    clock.now = () => line.clock.now;
    const steps = ['质监站:联络员', '质监站:科室负责人', '某处:某人'].map((receiver) => ({
      ...{ receivers: [receiver], waitMinutes: 10 * 60, nextWorkingDay: null, repeatFrom: null },
    }));
    await line.push({ steps, nextDueAt: toShanghai(MONDAY_NINE + 10 * HOUR) });
    await line.beat();
    expect(sms.taken.at(-1)?.message.to.map(({ name }) => name)).toEqual(['王五']);
    await line.at(MONDAY_NINE + 10 * HOUR);
    await line.at(MONDAY_NINE + 20 * HOUR);
    expect(sms.taken).toHaveLength(1);
    await line.at(MONDAY_NINE + 30 * HOUR);
    const codes = (await line.engine.queries.findNotices({}, { limit: 10 })).items.map(({ decisions }) =>
      decisions.map(({ code }) => code),
    );
    // The second rung was told on Monday evening, when nobody was on duty yet.
    expect(codes.flat()).toEqual(expect.arrayContaining(['empty-slot', 'unknown-receiver']));
  });

  it('a channel is out: the fallback tells the same, and the outage ends without a second telling', async () => {
    const clock = { now: () => 0 };
    const now = () => clock.now();
    const wecom = createFakeRobot({ now });
    const dingtalk = createFakeRobot({ now, channel: 'dingtalk' });
    wecom.behave = () => {
      throw new Error('连不上');
    };
    const line = await timeline({ notifiers: [wecom, dingtalk], fallback: ['dingtalk'] });
    clock.now = () => line.clock.now;
    await line.push();
    for (let minute = 0; minute < 29; minute++) await line.at(MONDAY_NINE + minute * MINUTE);
    expect(dingtalk.taken).toHaveLength(1);
    wecom.behave = () => {};
    await line.acknowledge();
    for (let minute = 30; minute < 200; minute++) await line.at(MONDAY_NINE + minute * MINUTE);
    expect([wecom.taken.length, dingtalk.taken.length]).toEqual([0, 1]);
  });

  it('acknowledgement and escalation race, many times: whoever commits first wins, and nothing is told after an acknowledgement', async () => {
    for (let round = 0; round < 25; round++) {
      const line = await timeline();
      const other = await line.another();
      await line.push();
      await line.beat();
      line.clock.now += 30 * MINUTE;
      const race = [() => line.acknowledge(), () => other.sweep(), () => line.sweep()];
      const [acknowledged] = await Promise.all(round % 2 === 0 ? race.map((one) => one()) : [race[0]!(), race[1]!()]);
      if (acknowledged !== true) await line.acknowledge();
      const { state, step } = await line.alert();
      expect(state).toBe('acknowledged');
      const sent = line.robot.taken.length;
      for (let hour = 1; hour < 5; hour++) await line.at(line.clock.now + HOUR);
      expect(line.robot.taken.length).toBe(sent);
      expect(step).toBeLessThanOrEqual(1);
      for (const close of closers.splice(0).reverse()) await close();
    }
  }, 60_000);
});

describe(`a platform that behaves badly (TEST_SEED=${seed})`, () => {
  it('slow, 429, 500, half an answer, taken but not said: every due notice arrives at least once, acknowledged alerts stay silent', async () => {
    const random = createRandom(seed);
    let well = false;
    const got: string[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const mood = well ? 9 : Math.floor(random() * 8);
        const take = () => got.push(JSON.parse(Buffer.concat(chunks).toString()).markdown.content);
        if (mood === 0) response.writeHead(429, { 'retry-after': '30' }).end();
        else if (mood === 1) response.writeHead(500).end();
        else if (mood === 2) response.end('{"errcode":');
        else if (mood === 3) response.destroy();
        else if (mood === 4) {
          // Taken, and the answer is lost on the way: it will come twice.
          take();
          response.destroy();
        } else {
          take();
          setTimeout(() => response.end('{"errcode":0}'), mood === 5 ? 60 : 0);
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const clock = { now: () => 0 };
    const config = readConfig({
      YUQING_ALLOW_PRIVATE: host,
      YUQING_DATA: await mkdtemp(join(tmpdir(), 'yuqing-moods-')),
    });
    closers.push(() => rm(config.dataDir, { recursive: true, force: true }));
    const outbound = openOutbound(config, { now: () => clock.now(), log: SILENT_LOG });
    closers.push(() => outbound.close());
    const wecom: Notifier = createWecom({
      ...{ client: outbound.webhookClient, now: () => clock.now() },
      url: `http://${host}/cgi-bin/webhook/send?key=K`,
    });
    const line = await timeline({ notifiers: [wecom], random });
    clock.now = () => line.clock.now;
    const COUNT = 40;
    for (let i = 0; i < COUNT; i++) {
      const level = WARNING_LEVELS[i % 4] ?? '蓝';
      await line.push({
        alertId: `a_${i}`,
        level,
        title: `第${i}件：渗漏`,
        nextDueAt: toShanghai(MONDAY_NINE + 30 * MINUTE),
      });
    }
    for (let i = 0; i < 10; i++) {
      const alert = await line.engine.store.alert(`a_${i}`);
      const acked = { state: 'acknowledged' as const, nextDueAt: null, version: 2, acknowledgedBy: '王' };
      await line.engine.store.commit({ alerts: [{ ...alert!, ...acked }] });
    }
    for (let minute = 0; minute < 25; minute++) await line.at(MONDAY_NINE + minute * MINUTE);
    well = true;
    for (let minute = 25; minute < 29; minute++) await line.at(MONDAY_NINE + minute * MINUTE);
    for (let minute = 29; minute < 160; minute += 5) await line.at(MONDAY_NINE + minute * MINUTE);
    const told = got.join('\n');
    for (let i = 10; i < COUNT; i++) expect(told, `notice ${i}`).toContain(`第${i}件：`);
    for (let i = 0; i < 10; i++) expect(told, `acknowledged ${i}`).not.toContain(`第${i}件：`);
    const { items } = await line.engine.queries.findNotices({}, { limit: 2_000 });
    expect(items.every(({ decisions }) => decisions.length > 0)).toBe(true);
    expect(items.filter(({ state }) => state === 'failed')).toEqual([]);
  }, 90_000);
});
