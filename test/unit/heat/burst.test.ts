import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { burstsIn, poissonTail } from '../../../pipeline/heat/burst.ts';
import { toEpoch } from '../../../pipeline/model/calendar.ts';

const HOUR = 3_600_000;
const MONDAY = toEpoch('2026-03-02T00:00:00+08:00');
const SPEC = { minimum: 5, deviations: 3, tail: 0.001, coolDownHours: 6 };

/** Four weeks: mornings 8–11 have 6 posts, the rest 1. */
const usual = (i: number) => ({ at: MONDAY + i * HOUR, count: i % 24 >= 8 && i % 24 < 12 ? 6 : 1 });
const weeks = Array.from({ length: 28 * 24 }, (_, i) => usual(i));
const withCount = (index: number, count: number) => weeks.map((hour, i) => (i === index ? { ...hour, count } : hour));

describe('burstsIn', () => {
  it('knows what is usual at that hour', () => {
    expect(burstsIn(weeks, SPEC)).toEqual([]);
    const morning = 21 * 24 + 9;
    expect(burstsIn(withCount(morning, 9), SPEC)).toEqual([]);
    const night = 21 * 24 + 3;
    const [burst] = burstsIn(withCount(night, 9), SPEC);
    expect(burst).toMatchObject({ at: MONDAY + night * HOUR, count: 9, usual: 1, level: 'hour-and-day' });
    expect(burst?.tail).toBeLessThan(SPEC.tail);
    expect(burst?.compared).toBe(15);
  });

  it('rests after a burst and needs a minimum', () => {
    const night = 21 * 24 + 1;
    const twice = withCount(night, 20).map((hour, i) => (i === night + 2 ? { ...hour, count: 30 } : hour));
    expect(burstsIn(twice, SPEC)).toHaveLength(1);
    expect(burstsIn(twice, { ...SPEC, coolDownHours: 1 })).toHaveLength(2);
    expect(burstsIn(withCount(night, 4), SPEC)).toEqual([]);
  });

  it('is silent without a past, and one earlier outlier does not hide the next', () => {
    expect(burstsIn([{ at: MONDAY, count: 1_000 }], SPEC)).toEqual([]);
    const night = 14 * 24 + 3;
    const two = withCount(night, 200).map((hour, i) => (i === night + 7 * 24 ? { ...hour, count: 200 } : hour));
    expect(burstsIn(two, SPEC)).toHaveLength(2);
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
