import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRules } from '../../rules/load.ts';
import { readConfig } from '../config.ts';
import { type Engine, openEngine } from '../engine.ts';
import { toShanghai } from '../model/calendar.ts';
import { composeNotices } from '../notify/compose.ts';
import { plainText } from '../notify/content.ts';
import type { Notifier } from '../notify/notifier.ts';
import { createOutbox } from '../notify/outbox.ts';
import { utf8Bytes } from '../notify/split-text.ts';
import { rulesDirOf } from '../paths.ts';
import { sweepAlerts } from '../sweep.ts';
import { openWorkingDays } from '../working-days/open-working-days.ts';
import { benchAlert } from './bench-alert.ts';
import { type Benchmark, type BenchOptions, type Figure, median, round } from './figure.ts';

const LOG = { info() {}, warn() {}, error() {} };
const START = Date.parse('2026-03-02T09:00:00+08:00');
const MINUTE_MS = 60_000;
const SWEEP_LIMIT_MS = 200;
/** Due at one beat: as many as fall together when 10,000 alerts wait half an hour each and beats come every ten seconds. */
const DUE = 50;
const RATE = 20;

/** How long a sweep takes among many open alerts, and whether a flood of notices keeps to the rate of a robot. */
export const alertsBench: Benchmark = {
  names: ['sweep-10k', 'robot-1k'],
  run: async (options) => [await sweepFigure(options), await robotFigure(options)],
};

async function sweepFigure({ quick, env }: BenchOptions): Promise<Figure> {
  const many = quick ? 2_000 : 10_000;
  const rounds = quick ? 5 : 20;
  const config = readConfig(env);
  const rules = await loadRules(rulesDirOf(config));
  const workingDays = openWorkingDays(config);
  const timeAmong = (count: number) =>
    withEngine(async ({ store }) => {
      const clock = { now: START };
      // So many are due at each round, the others later than the last one.
      for (let from = 0; from < count; from += 500) {
        const alerts = Array.from({ length: Math.min(500, count - from) }, (_, k) => {
          const i = from + k;
          const turn = Math.floor(i / DUE);
          return benchAlert(i, START, START + (turn < rounds ? turn + 1 : 100_000 + i) * MINUTE_MS);
        });
        await store.commit({ alerts });
      }
      const taken: number[] = [];
      const context = { now: () => clock.now, log: LOG, signal: new AbortController().signal };
      for (let turn = 0; turn < rounds; turn++) {
        clock.now += MINUTE_MS;
        const begin = performance.now();
        const deps = { store, rules: () => rules, channels: ['in-app', 'wecom'] as const, workingDays };
        const steps = await sweepAlerts(deps, context);
        taken.push(performance.now() - begin);
        if (steps < DUE) throw new Error(`a sweep took ${steps} steps where ${DUE} were due`);
      }
      return median(taken);
    });
  const few = await timeAmong(DUE * rounds);
  const full = await timeAmong(many);
  const note = `每次 ${DUE} 条到时，各写下一时限、通知和审计；上限 ${SWEEP_LIMIT_MS} 毫秒`;
  const figure = { name: 'sweep-10k', ratio: round(full / few, 2), value: round(full, 1), unit: '毫秒' };
  return { ...figure, of: `待签收 ${DUE * rounds} 条时的一次`, n: many, note };
}

/** A thousand notices at once, on a clock of its own: a message a beat is no measure of the machine. */
async function robotFigure({ quick }: BenchOptions): Promise<Figure> {
  const count = quick ? 200 : 1_000;
  return withEngine(async ({ store, queries }) => {
    const clock = { now: START };
    const taken: { at: number; text: string }[] = [];
    const robot: Notifier = {
      channel: 'wecom',
      shape: {
        ...{ addressOf: null, limit: 4_096, measure: utf8Bytes, render: plainText },
        rates: [{ count: RATE, perMs: MINUTE_MS }],
      },
      async send({ text }) {
        taken.push({ at: clock.now, text });
        return { answer: 'ok' };
      },
    };
    const outbox = createOutbox({ store, notifiers: [robot], now: () => clock.now, random: () => 0, log: LOG });
    const alerts = Array.from({ length: count }, (_, i) => benchAlert(i, START, START + 120 * MINUTE_MS));
    const order = {
      receivers: ['质监站:联络员'],
      channels: ['wecom'],
      reason: 'raised',
      round: 0,
      at: toShanghai(START),
    } as const;
    await store.commit({ alerts, notices: alerts.flatMap((alert) => composeNotices({ ...order, alert })) });
    const end = START + 90 * MINUTE_MS;
    for (; clock.now < end && (await pending(queries)) > 0; clock.now += 5_000) await outbox.deliver();
    const all = taken.map(({ text }) => text).join('\n');
    const lost = alerts.filter(({ title }) => !all.includes(title.split('：')[0] ?? title)).length;
    const most = Math.max(
      ...taken.map(({ at }) => taken.filter((one) => one.at > at - MINUTE_MS && one.at <= at).length),
    );
    const minutes = (clock.now - START) / MINUTE_MS;
    const note = `丢失 ${lost} 条；最多一分钟 ${most} 条消息，限 ${RATE} 条；共 ${taken.length} 条消息`;
    const figure = { name: 'robot-1k', ratio: round(most / RATE, 2), value: round(minutes, 1), unit: '分钟' };
    return { ...figure, of: '渠道的限速', n: count, note };
  });
}

async function pending(queries: Engine['queries']): Promise<number> {
  return (await queries.totals()).notices.pending;
}

async function withEngine<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'yuqing-bench-'));
  const engine = await openEngine({ ...readConfig({}), dataDir }, { now: Date.now, log: LOG });
  try {
    return await work(engine);
  } finally {
    await engine.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}
