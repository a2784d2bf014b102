import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyAction } from '../../../pipeline/alert/apply-action.ts';
import { type Escalated, escalate } from '../../../pipeline/alert/escalate.ts';
import type { Muted } from '../../../pipeline/alert/mute.ts';
import type { Action } from '../../../pipeline/model/action.ts';
import type { Alert } from '../../../pipeline/model/alert.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { readShippedYears } from '../../../pipeline/working-days/chinese-days.ts';
import { createWorkingDays } from '../../../pipeline/working-days/working-days.ts';
import { testSeed } from '../../support/random.ts';
import { MONDAY_NINE, sampleAlert } from '../../support/samples.ts';

/**
 * The alert machine under schedulers that read, are held up, write late or die in between, people who act at any moment,
 * silences that come and go, and clocks that jump. Invariants 3 (an open alert has a future deadline) and 4 (a committed
 * acknowledgement wins, a step happens once) hold after every move.
 */
const MINUTE = 60_000;
const DAYS = createWorkingDays(readShippedYears());
const SCHEDULERS = [0, 1] as const;
type Scheduler = (typeof SCHEDULERS)[number];

/** The stored row with compare-and-set, and what was done. */
class World {
  now = MONDAY_NINE;
  row: Alert;
  muted: Muted | null = null;
  held = new Map<Scheduler, Escalated>();
  told: { version: number; step: number; at: number }[] = [];
  ackedAt: number | null = null;
  actions = 0;
  readonly steps: string;

  constructor(steps: Alert['steps']) {
    this.row = sampleAlert({ steps, nextDueAt: toShanghai(MONDAY_NINE + (steps[0]?.waitMinutes ?? 1) * MINUTE) });
    this.steps = JSON.stringify(steps);
  }

  /** What a scheduler decides on what it sees now. */
  read(who: Scheduler): void {
    const { nextDueAt, state } = this.row;
    if (state !== 'open' || nextDueAt === null || Date.parse(nextDueAt) > this.now) return;
    const context = { now: this.now, workingDays: DAYS, muted: this.mutedNow(), posts: 1 };
    this.held.set(who, escalate(this.row, context));
  }

  write(who: Scheduler): void {
    const wanted = this.held.get(who);
    this.held.delete(who);
    if (wanted === undefined || wanted.alert.version !== this.row.version + 1) return;
    const before = this.row;
    this.row = wanted.alert;
    expect(before.state).toBe('open');
    if (wanted.receivers.length === 0) return;
    expect(this.row.step - before.step).toBeLessThanOrEqual(1);
    if (before.muted !== null) expect(this.row.step).toBe(before.step);
    this.told.push({ version: this.row.version, step: this.row.step, at: this.now });
  }

  act(kind: Action['kind'], expectedVersion: number | null): void {
    const action: Action = {
      ...{ actionId: `x_${++this.actions}`, kind, alertId: this.row.alertId, reason: '理由', expectedVersion },
      by: { account: 'wang', name: '王值班', role: '值班员', department: '办公室' },
      at: toShanghai(this.now),
    };
    const { alert } = applyAction(this.row, action, toShanghai(this.now));
    if (alert === null) return;
    expect(alert.version).toBe(this.row.version + 1);
    if (kind === 'acknowledge') this.ackedAt = this.told.length;
    this.row = alert;
  }

  private mutedNow(): Muted | null {
    if (this.muted !== null && this.muted.until !== null && this.muted.until <= this.now) this.muted = null;
    return this.muted;
  }

  check(): void {
    const { state, nextDueAt, step, steps } = this.row;
    expect(nextDueAt === null).toBe(state !== 'open');
    expect(step).toBeLessThan(steps.length);
    // The policy that the alert was raised with.
    expect(JSON.stringify(steps)).toBe(this.steps);
    // One effective step for each version.
    expect(new Set(this.told.map(({ version }) => version)).size).toBe(this.told.length);
    if (this.ackedAt !== null) expect(this.told.length).toBe(this.ackedAt);
  }
}

type Move = (world: World) => void;
const who = fc.constantFrom(...SCHEDULERS);
const move: fc.Arbitrary<{ name: string; run: Move }> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.integer({ min: 1, max: 90 }).map((n) => named(`+${n} min`, (w) => (w.now += n * MINUTE))),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: -600, max: 5_000 }).map((n) => named(`clock ${n}`, (w) => (w.now += n * MINUTE))),
  },
  { weight: 6, arbitrary: who.map((k) => named(`read ${k}`, (w) => w.read(k))) },
  { weight: 6, arbitrary: who.map((k) => named(`write ${k}`, (w) => w.write(k))) },
  { weight: 1, arbitrary: who.map((k) => named(`restart ${k}`, (w) => w.held.delete(k))) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('acknowledge', 'comment', 'close'), fc.constantFrom(null, 0, -1))
      .map(([kind, stale]) =>
        named(`${kind} ${stale}`, (w) =>
          w.act(kind as Action['kind'], stale === null ? null : Math.max(1, w.row.version + stale)),
        ),
      ),
  },
  {
    weight: 2,
    arbitrary: fc.option(fc.integer({ min: 1, max: 400 }), { nil: null }).map((n) =>
      named(`mute ${n}`, (w) => {
        w.muted = {
          code: n === null ? 'inhibited' : 'silenced',
          detail: '测试',
          until: n === null ? null : w.now + n * MINUTE,
        };
      }),
    ),
  },
  { weight: 2, arbitrary: fc.constant(named('unmute', (w) => (w.muted = null))) },
);

function named(name: string, run: (world: World) => unknown): { name: string; run: Move } {
  return { name, run: (world) => void run(world) };
}

const steps = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 5 }).chain((waits) =>
  fc.option(fc.integer({ min: 1, max: waits.length }), { nil: null }).map((repeatFrom) =>
    waits.map((waitMinutes, index) => ({
      receivers: [`科室:第${index + 1}级`],
      waitMinutes,
      nextWorkingDay: null,
      repeatFrom: index === waits.length - 1 ? repeatFrom : null,
    })),
  ),
);

const seed = testSeed();
const RUNS = 3_000;

it(`invariants 3 and 4 over ${RUNS} schedules (TEST_SEED=${seed})`, () => {
  fc.assert(
    fc.property(steps, fc.array(move, { minLength: 1, maxLength: 60 }), (ladder, moves) => {
      const world = new World(ladder);
      for (const { run } of moves) {
        const { row: before, now } = world;
        run(world);
        world.check();
        // Whoever writes an open alert leaves it a deadline after the instant of the decision.
        if (world.row !== before && world.row.state === 'open') {
          expect(Date.parse(world.row.nextDueAt ?? '')).toBeGreaterThan(
            Math.min(now, Date.parse(before.nextDueAt ?? '')),
          );
        }
      }
      // Once faults and silences are over, an open alert is told within the longest wait of its ladder.
      world.muted = null;
      world.held.clear();
      if (world.row.state !== 'open') return;
      world.now = Math.max(world.now, Date.parse(world.row.nextDueAt ?? ''));
      const count = world.told.length;
      world.read(0);
      world.write(0);
      expect(world.told.length).toBe(count + 1);
      expect(Date.parse(world.row.nextDueAt ?? '')).toBeGreaterThan(world.now);
    }),
    { seed, numRuns: RUNS },
  );
});

it('of two schedulers that decided on the same state, one takes the step', () => {
  const world = new World([{ receivers: ['甲:乙'], waitMinutes: 10, nextWorkingDay: null, repeatFrom: null }]);
  world.now += 10 * MINUTE;
  for (const k of SCHEDULERS) world.read(k);
  for (const k of SCHEDULERS) world.write(k);
  expect(world.told).toHaveLength(1);
});

it('an acknowledgement between decision and writing wins', () => {
  const world = new World([{ receivers: ['甲:乙'], waitMinutes: 10, nextWorkingDay: null, repeatFrom: null }]);
  world.now += 10 * MINUTE;
  world.read(0);
  world.act('acknowledge', null);
  world.write(0);
  expect(world.told).toEqual([]);
  expect(world.row).toMatchObject({ state: 'acknowledged', nextDueAt: null });
});

it('after the last rung it goes back to the one that it names', () => {
  const rung = (name: string, repeatFrom: number | null) => ({
    ...{ receivers: [`科室:${name}`], waitMinutes: 10, nextWorkingDay: null, repeatFrom },
  });
  const world = new World([rung('一', null), rung('二', null), rung('三', 2)]);
  for (let i = 0; i < 6; i++) {
    world.now += 10 * MINUTE;
    world.read(0);
    world.write(0);
  }
  expect(world.told.map(({ step }) => step)).toEqual([1, 2, 1, 2, 1, 2]);
});
