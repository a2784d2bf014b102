import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { burstsIn, type HourCount, poissonTail } from '../../../pipeline/heat/burst.ts';
import { toEpoch } from '../../../pipeline/model/calendar.ts';

const HOUR = 3_600_000;
const MONDAY = toEpoch('2026-03-02T00:00:00+08:00');
const SPEC = { minimum: 5, deviations: 3, tail: 0.001, coolDownHours: 6 };

/** Four weeks: mornings 8–11 have 6 posts, the rest 1. */
const usual = (i: number) => ({ at: MONDAY + i * HOUR, count: i % 24 >= 8 && i % 24 < 12 ? 6 : 1 });
const weeks = Array.from({ length: 28 * 24 }, (_, i) => usual(i));
const withCount = (index: number, count: number) => weeks.map((hour, i) => (i === index ? { ...hour, count } : hour));

const everyoneOnce = async ({ count }: HourCount) => count;

describe('burstsIn', () => {
  it('knows what is usual at that hour', async () => {
    expect(await burstsIn(weeks, SPEC, everyoneOnce)).toEqual([]);
    const morning = 21 * 24 + 9;
    expect(await burstsIn(withCount(morning, 9), SPEC, everyoneOnce)).toEqual([]);
    const night = 21 * 24 + 3;
    const [burst] = await burstsIn(withCount(night, 9), SPEC, everyoneOnce);
    expect(burst).toMatchObject({ at: MONDAY + night * HOUR, count: 9, usual: 1, level: 'hour-and-day' });
    expect(burst?.tail).toBeLessThan(SPEC.tail);
    expect(burst?.compared).toBe(15);
  });

  it('rests after a burst and needs a minimum', async () => {
    const night = 21 * 24 + 1;
    const twice = withCount(night, 20).map((hour, i) => (i === night + 2 ? { ...hour, count: 30 } : hour));
    expect(await burstsIn(twice, SPEC, everyoneOnce)).toHaveLength(1);
    expect(await burstsIn(twice, { ...SPEC, coolDownHours: 1 }, everyoneOnce)).toHaveLength(2);
    expect(await burstsIn(withCount(night, 4), SPEC, everyoneOnce)).toEqual([]);
  });

  it('is silent without a past, and one earlier outlier does not hide the next', async () => {
    expect(await burstsIn([{ at: MONDAY, count: 1_000 }], SPEC, everyoneOnce)).toEqual([]);
    const night = 14 * 24 + 3;
    const two = withCount(night, 200).map((hour, i) => (i === night + 7 * 24 ? { ...hour, count: 200 } : hour));
    expect(await burstsIn(two, SPEC, everyoneOnce)).toHaveLength(2);
  });
});

describe('voices', () => {
  const night = 21 * 24 + 3;
  const count = fc.integer({ min: 9, max: 100_000 });

  it('make a burst, not posts: one author never bursts, many do, whatever the number of posts', async () => {
    await fc.assert(
      fc.asyncProperty(count, fc.integer({ min: 1, max: 400 }), async (posts, authors) => {
        const voices = Math.min(posts, authors);
        const found = await burstsIn(withCount(night, posts), SPEC, async ({ count }) => Math.min(count, authors));
        const alone = await burstsIn(withCount(night, voices), SPEC, everyoneOnce);
        expect(found.map((burst) => ({ ...burst, count: 0 }))).toEqual(alone.map((burst) => ({ ...burst, count: 0 })));
        expect(found.map((burst) => [burst.count, burst.voices])).toEqual(alone.map(() => [posts, voices]));
        if (authors === 1) expect(found).toEqual([]);
        if (voices >= 9) expect(found).toHaveLength(1);
      }),
    );
  });

  it('are what is usual too: one who posts much each day does not hide the day on which many do', async () => {
    await fc.assert(
      fc.asyncProperty(count, fc.integer({ min: 12, max: 400 }), async (posts, authors) => {
        const hours = weeks.map((hour, i) => (i % 24 === 3 ? { ...hour, count: posts } : hour));
        const voicesIn = async ({ at }: HourCount) => (at === MONDAY + night * HOUR ? authors : 1);
        const many = hours.map((hour, i) => (i === night ? { ...hour, count: posts + authors } : hour));
        expect((await burstsIn(many, SPEC, voicesIn)).map(({ at }) => at)).toEqual([MONDAY + night * HOUR]);
        expect(await burstsIn(hours, SPEC, async () => 1)).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  it('are counted only where posts stand out or there is no past', async () => {
    const asked: number[] = [];
    await burstsIn(withCount(night, 50), SPEC, async ({ at, count }) => {
      asked.push((at - MONDAY) / HOUR);
      return count;
    });
    expect(asked).toEqual([8, 9, 10, 11, night]);
  });
});

describe('poissonTail', () => {
  it('agrees with the exact sum', () => {
    expect(poissonTail(3, 2)).toBeCloseTo(1 - Math.exp(-2) * (1 + 2 + 2), 12);
    expect(poissonTail(0, 5)).toBe(1);
  });

  it('is a probability that falls with the count and rises with the mean, far out too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.double({ min: 0.1, max: 200, noNaN: true }), (count, mean) => {
        const tail = poissonTail(count, mean);
        expect(tail).toBeGreaterThanOrEqual(0);
        expect(tail).toBeLessThanOrEqual(1);
        expect(poissonTail(count + 1, mean)).toBeLessThanOrEqual(tail + 1e-12);
        expect(poissonTail(count, mean + 1)).toBeGreaterThanOrEqual(tail - 1e-9);
      }),
    );
  });
});
