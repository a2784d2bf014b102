import { describe, expect, it } from 'vitest';
import { qualityOf } from '../../../pipeline/evaluate/f1.ts';
import { bootstrap, wilson } from '../../../pipeline/evaluate/interval.ts';

describe('wilson', () => {
  it('gives the published interval of 10 in 20', () => {
    const { low, high } = wilson(10, 20);
    expect(low).toBeCloseTo(0.2993, 4);
    expect(high).toBeCloseTo(0.7007, 4);
  });

  it('stays within 0 and 1, and does not call nothing in ten impossible', () => {
    expect(wilson(0, 10)).toEqual({ low: 0, high: expect.closeTo(0.2775, 3) });
    expect(wilson(10, 10).high).toBeCloseTo(1, 12);
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

describe('bootstrap', () => {
  const share = (sample: readonly number[]) => sample.reduce((sum, one) => sum + one, 0) / sample.length;
  const cases = Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 1 : 0));

  it('agrees with Wilson on a share, and repeats itself by its seed', () => {
    const { low, high } = bootstrap(cases, share, { seed: 7 });
    const expected = wilson(100, 400);
    expect(low).toBeCloseTo(expected.low, 1);
    expect(high).toBeCloseTo(expected.high, 1);
    expect(bootstrap(cases, share, { seed: 7 })).toEqual({ low, high });
    expect(bootstrap(cases, share, { seed: 8 })).not.toEqual({ low, high });
  });

  it('knows nothing from no cases', () => {
    expect(bootstrap([], share, { seed: 1 })).toEqual({ low: 0, high: 1 });
  });
});

describe('qualityOf', () => {
  it('counts what was found, what was missed and what was made up', () => {
    const decisions = [
      { gold: true, said: true },
      { gold: true, said: true },
      { gold: true, said: false },
      { gold: false, said: true },
      { gold: false, said: false },
    ];
    expect(qualityOf(decisions)).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 2 / 3 });
    expect(qualityOf([{ gold: false, said: false }]).f1).toBe(0);
  });
});
