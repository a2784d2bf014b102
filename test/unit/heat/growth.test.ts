import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HeatPost, heatOf } from '../../../pipeline/heat/heat.ts';
import { toEpoch, toShanghai } from '../../../pipeline/model/calendar.ts';
import type { Observation } from '../../../pipeline/model/post-watch.ts';
import { NO_METRICS } from '../../../pipeline/model/raw-item.ts';
import { shippedRules } from '../../support/chain.ts';

const { heat: spec } = await shippedRules();
if (spec === null) throw new Error('heat.yaml is missing');
const NOW = toEpoch('2026-03-02T12:00:00+08:00');
const HOUR = 3_600_000;

const postOf = (docId: string, author: string | null = docId): HeatPost => ({
  ...{ docId, author, sourceId: 's', channel: 'forum', eventTime: toShanghai(NOW - 72 * HOUR) },
  metrics: NO_METRICS,
});
const look = (hoursAgo: number, counts: Partial<Observation['metrics']>): Observation => ({
  at: toShanghai(NOW - hoursAgo * HOUR),
  metrics: { ...NO_METRICS, ...counts },
});
const growthIn = (posts: HeatPost[], series: Record<string, Observation[]>) => {
  const heat = heatOf(posts, NOW, spec, new Map(Object.entries(series)));
  return { ...heat.parts.find(({ name }) => name === '互动增长'), missing: heat.missing };
};

describe('growth of interactions', () => {
  it('is what looks within the window saw more than the last one before it', () => {
    const { points, why } = growthIn([postOf('a')], {
      a: [look(60, { comments: 5 }), look(30, { comments: 10 }), look(5, { comments: 25 })],
    });
    expect(points).toBe(Math.round(spec.growth.perDoubling * Math.log2(16) * 10) / 10);
    expect(why).toContain('回访 1 帖');
  });

  it('says of which posts it is not known', () => {
    const { points, missing } = growthIn([postOf('a'), postOf('b')], { a: [look(5, { comments: 10 })] });
    expect(points).toBe(0);
    expect(missing).toContain('2 帖互动的增长未知（没有先前的互动数可比）');
    const known = growthIn([postOf('a')], { a: [look(30, { comments: 10 }), look(5, { comments: 10 })] });
    expect(known.missing.join()).not.toContain('增长未知');
  });

  it('compares each count with itself: one that is no longer shown, or that fell, takes nothing away', () => {
    const gone = growthIn([postOf('a')], { a: [look(30, { comments: 4, likes: 900 }), look(5, { comments: 11 })] });
    const fell = growthIn([postOf('a')], {
      a: [look(30, { comments: 4, likes: 900 }), look(5, { comments: 11, likes: 3 })],
    });
    const plain = growthIn([postOf('a')], { a: [look(30, { comments: 4 }), look(5, { comments: 11 })] });
    expect(gone.points).toBe(plain.points);
    expect(fell.points).toBe(plain.points);
  });

  it('counts each author once, and looks of the future not at all', () => {
    const series = [look(30, { comments: 0 }), look(5, { comments: 100 })];
    const one = growthIn([postOf('a', 'w')], { a: series });
    const many = growthIn([postOf('a', 'w'), postOf('b', 'w'), postOf('c', 'w')], { a: series, b: series, c: series });
    expect(many.points).toBe(one.points);
    const early = growthIn([postOf('a', 'w')], { a: [...series, look(-5, { comments: 9_999 })] });
    expect(early.points).toBe(one.points);
  });

  it('never lowers the heat, and the parts still add up to at most 100', () => {
    const counts = fc.record({ reposts: fc.nat(1e6), comments: fc.nat(1e6), likes: fc.nat(1e6), reads: fc.nat(1e8) });
    const looks = fc.array(fc.tuple(fc.integer({ min: -10, max: 90 }), counts), { maxLength: 8 });
    fc.assert(
      fc.property(looks, (list) => {
        const series = list.sort(([a], [b]) => b - a).map(([hours, metrics]) => look(hours, metrics));
        const heat = heatOf([postOf('a')], NOW, spec, new Map([['a', series]]));
        expect(heat.value).toBeGreaterThanOrEqual(heatOf([postOf('a')], NOW, spec).value);
        expect(heat.value).toBeLessThanOrEqual(100);
      }),
    );
  });
});
