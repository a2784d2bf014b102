import { describe, expect, it } from 'vitest';
import { slopeOf } from '../../soak/growth.ts';

describe('the slope of samples', () => {
  const samples = (value: (at: number) => number) =>
    Array.from({ length: 60 }, (_, i) => ({ at: i * 5, value: value(i * 5) }));

  it('is what a straight line rises by in a second', () => {
    expect(slopeOf(samples((at) => 3 * at + 7))).toBeCloseTo(3, 9);
    expect(slopeOf(samples((at) => -2 * at))).toBeCloseTo(-2, 9);
  });

  it('is small for what only goes up and down', () => {
    expect(Math.abs(slopeOf(samples((at) => (at % 10 === 0 ? 1_000 : 0))))).toBeLessThan(1);
  });

  it('is 0 where there is nothing to see', () => {
    expect([slopeOf([]), slopeOf([{ at: 1, value: 5 }]), slopeOf(samples(() => 4))]).toEqual([0, 0, 0]);
  });
});
