import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HeatPost, heatOf } from '../../../pipeline/heat/heat.ts';
import { toEpoch, toShanghai } from '../../../pipeline/model/calendar.ts';
import { shippedRules } from '../../support/chain.ts';

const { heat: spec } = await shippedRules();
if (spec === null) throw new Error('heat.yaml is missing');
const NOW = toEpoch('2026-03-02T12:00:00+08:00');

const count = fc.option(fc.nat(100_000), { nil: null });
const post: fc.Arbitrary<HeatPost> = fc.record({
  docId: fc.uuid(),
  author: fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: null }),
  sourceId: fc.constantFrom('s1', 's2', 's3'),
  channel: fc.constantFrom('news', 'forum', 'weibo', 'hotline'),
  eventTime: fc.nat(100).map((hours) => toShanghai(NOW - hours * 3_600_000)),
  metrics: fc.record({ reposts: count, comments: count, likes: count, reads: count }),
});
const posts = fc.array(post, { maxLength: 40 });

describe('heatOf', () => {
  it('is the sum of its parts, between 0 and 100, the same in any order', () => {
    fc.assert(
      fc.property(posts, (list) => {
        const { value, parts } = heatOf(list, NOW, spec);
        expect(value).toBeCloseTo(
          parts.reduce((sum, { points }) => sum + points, 0),
          6,
        );
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(100);
        expect(heatOf([...list].reverse(), NOW, spec)).toEqual(heatOf(list, NOW, spec));
      }),
    );
  });

  it('never falls when a post is added or an interaction more is counted', () => {
    fc.assert(
      fc.property(posts, post, fc.nat(10_000), (list, added, more) => {
        const before = heatOf(list, NOW, spec).value;
        expect(heatOf([...list, added], NOW, spec).value).toBeGreaterThanOrEqual(before);
        const [first, ...rest] = list;
        if (first === undefined) return;
        const louder = { ...first, metrics: { ...first.metrics, comments: (first.metrics.comments ?? 0) + more } };
        expect(heatOf([louder, ...rest], NOW, spec).value).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it('lets one author add no more than a bounded amount, however often he posts', () => {
    fc.assert(
      fc.property(posts, post, fc.integer({ min: 1, max: 500 }), (list, one, times) => {
        const quiet = { ...one, author: 'spammer', metrics: { reposts: 0, comments: 0, likes: 0, reads: 0 } };
        const few = heatOf([...list, ...Array.from({ length: spec.postsPerAuthor }, () => quiet)], NOW, spec).value;
        const many = heatOf([...list, ...Array.from({ length: spec.postsPerAuthor + times }, () => quiet)], NOW, spec);
        expect(many.value).toBe(few);
        const alone = heatOf([quiet, quiet, quiet], NOW, spec).value;
        expect(many.value - heatOf(list, NOW, spec).value).toBeLessThanOrEqual(alone + 0.5);
      }),
    );
  });

  it('lets a reader work out every part from its own reason, and the reach from the channels named', () => {
    fc.assert(
      fc.property(posts, (list) => {
        const { parts } = heatOf(list, NOW, spec);
        for (const { points, why } of parts) expect(workedOut(why), why).toBe(points);
        const reach = parts.find(({ name }) => name === '传播面')?.why ?? '';
        const named = [...reach.matchAll(/(?:影响面 |、)\D+? ([\d.]+)(?: × (\d+))?/g)];
        const sum = named.reduce((total, [, points, times = '1']) => total + Number(points) * Number(times), 0);
        expect(Math.round(sum * 10) / 10, reach).toBe(amountIn(reach));
      }),
    );
  });

  it('says what it does not know, and with which formula it counted', () => {
    const unknown = { reposts: null, comments: null, likes: null, reads: null };
    const one: HeatPost = {
      ...{ docId: 'd', author: null, sourceId: 's', channel: 'news', eventTime: toShanghai(NOW) },
      metrics: unknown,
    };
    const { missing, version } = heatOf([one], NOW, spec);
    expect(missing).toContain('1 帖作者未知');
    expect(missing).toContain('1 帖阅读数未知');
    expect(version).toBe('heat-2');
  });
});

const FORMULA = /([\d.]+) × log₂\(1 \+ ([\d.]+)\)，最多 ([\d.]+)$/;

function workedOut(why: string): number {
  const [perDoubling = NaN, amount = NaN, most = NaN] = (FORMULA.exec(why) ?? []).slice(1).map(Number);
  return Math.round(Math.min(most, perDoubling * Math.log2(1 + amount)) * 10) / 10;
}

function amountIn(why: string): number {
  return Number(FORMULA.exec(why)?.[2]);
}
