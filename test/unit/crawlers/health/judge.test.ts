import { describe, expect, it } from 'vitest';
import { emptySlot, type HourSlot, withRun } from '../../../../crawlers/health/history.ts';
import { judgeHealth } from '../../../../crawlers/health/judge.ts';
import { createRandom, testSeed } from '../../../support/random.ts';

const NOW = 500_000;
const seed = testSeed();
const random = createRandom(seed);
console.log(`TEST_SEED=${seed}`);

/** Knuth's method; fine for small means. */
function poisson(mean: number): number {
  let [count, product] = [0, random()];
  for (const limit = Math.exp(-mean); product > limit; count += 1) product *= random();
  return count;
}

/** Hourly slots of so many weeks up to NOW. */
function slots(weeks: number, postsOf: (hour: number, n: number) => number): HourSlot[] {
  return Array.from({ length: weeks * 168 }, (_, n) => {
    const hour = NOW - weeks * 168 + 1 + n;
    const accepted = postsOf(hour, n);
    return { ...emptySlot(hour), runs: 3, read: 3, accepted, items: accepted };
  });
}
/** As many posts an hour, spread evenly. */
const steady = (weeks: number, mean: number) =>
  slots(weeks, (_hour, n) => Math.floor((n + 1) * mean) - Math.floor(n * mean));
const kinds = (history: HourSlot[]) => judgeHealth(history, NOW).findings.map(({ kind }) => kind);
/** News in office hours of working days, little at night and at weekends. */
const office = (hour: number) => (hour % 24 < 8 ? 0.05 : Math.floor(hour / 24) % 7 < 5 ? 1.5 : 0.2);
const silentFor = (history: HourSlot[], hours: number) =>
  history.map((slot) => (slot.hour > NOW - hours ? { ...slot, accepted: 0, items: 0 } : slot));

describe('silence', () => {
  it('is told when a lively source has brought nothing for a day', () => {
    const [finding] = judgeHealth(silentFor(steady(6, 1), 24), NOW).findings;
    expect(finding).toMatchObject({ kind: 'source-silent' });
    expect(finding!.words).toMatch(/最近 24 小时新收 0 条，前 5 周同期的中位数是 \d+(\.5)? 条/);
  });

  it('is told of a slow source only after a week', () => {
    const slow = steady(7, 12 / 168);
    expect(kinds(silentFor(slow, 24))).toEqual([]);
    expect(kinds(silentFor(slow, 168))).toEqual(['source-silent']);
  });

  it('works on days while there are few weeks, and says nothing while there are few days', () => {
    expect(kinds(silentFor(steady(2, 1), 24))).toEqual(['source-silent']);
    expect(kinds(silentFor(steady(1, 1).slice(-72), 24))).toEqual([]);
  });

  it('is not a quiet weekend, a night, an ordinary bad day, or a pause of our own', () => {
    let alarms = 0;
    const rounds = 300;
    for (let round = 0; round < rounds; round += 1)
      if (kinds(slots(7, (hour) => poisson(office(hour)))).length > 0) alarms += 1;
    // One-sided 3.5 spreads: about 1 in 1,000 windows were there no estimating; the median of six adds to it.
    expect(alarms / rounds).toBeLessThan(0.04);
    const paused = steady(7, 1).filter(({ hour }) => hour <= NOW - 20 || hour > NOW - 2);
    expect(kinds(paused.map((slot) => (slot.hour > NOW - 2 ? { ...slot, accepted: 0 } : slot)))).toEqual([]);
  });

  it('half of the past being outliers does not hide it', () => {
    const wild = steady(7, 1).map((slot) =>
      Math.floor((NOW - slot.hour) / 168) % 3 === 1 && slot.hour <= NOW - 24 ? { ...slot, accepted: 50 } : slot,
    );
    expect(kinds(silentFor(wild, 24))).toEqual(['source-silent']);
  });
});

describe('drift', () => {
  const drifting = (of: 'untitled' | 'undated' | 'short', share: number) =>
    steady(3, 1).map((slot) => (slot.hour > NOW - 30 ? { ...slot, [of]: Math.round(slot.items * share) } : slot));

  it.each(['untitled', 'undated', 'short'] as const)('%s rising is told, with figures', (of) => {
    const [finding] = judgeHealth(drifting(of, 1), NOW).findings;
    expect(finding).toMatchObject({ kind: 'source-drifting' });
    expect(finding!.words).toMatch(/\d+%（往常 \d%）/);
  });

  it('pages that are no articles any more are told', () => {
    const broken = steady(3, 1).map((slot) => (slot.hour > NOW - 30 ? { ...slot, items: 0, unread: 1 } : slot));
    expect(kinds(broken)).toContain('source-drifting');
  });

  it('a source that never has titles or dates is not drifting', () => {
    expect(kinds(steady(3, 1).map((slot) => ({ ...slot, untitled: slot.items, undated: slot.items })))).toEqual([]);
  });
});

it('a source that cannot be read any more is down, not silent', () => {
  const down = steady(6, 1).map((slot) => (slot.hour > NOW - 24 ? { ...slot, read: 0, accepted: 0, items: 0 } : slot));
  expect(kinds(down)).toEqual(['source-down']);
});

it('runs of one hour add up, and old hours are forgotten', () => {
  const run = {
    source: 'a',
    listed: 3,
    fetched: 3,
    accepted: 2,
    duplicates: 0,
    failed: 1,
    skipped: 0,
    reasons: { 'no-text': 1 },
  };
  const extraction = { items: 2, untitled: 1, undated: 0, short: 0 };
  const at = NOW * 3_600_000;
  let kept: HourSlot[] = [emptySlot(NOW - 5_000), emptySlot(NOW - 1)];
  for (const minutes of [0, 20]) kept = withRun(kept, { run, extraction, read: true, at: at + minutes * 60_000 });
  expect(kept.map(({ hour }) => hour)).toEqual([NOW - 1, NOW]);
  expect(kept.at(-1)).toMatchObject({ runs: 2, accepted: 4, untitled: 2, unread: 2, errors: { 'no-text': 2 } });
});
