import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTracer } from '../../../pipeline/cluster/clues.ts';
import { eventOf } from '../../../pipeline/cluster/event-of.ts';
import { groupCast, substanceOfCast } from '../../../pipeline/cluster/regroup.ts';
import { titleOf } from '../../../pipeline/cluster/title.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import type { AnalysedPost } from '../../../pipeline/store/store.ts';
import { shippedRules } from '../../support/chain.ts';
import { MONDAY_NINE, SCORING, sampleAnalysed } from '../../support/samples.ts';

const { lexicon, fold } = await shippedRules();
const tracer = createTracer(lexicon, fold);
const DAY = 86_400_000;

const NAMES = ['龙湾公馆', '东湖雅苑', null];
const LANDMARKS = ['枣树组', '五一桥', ''];
const WORDS = ['漏水', '渗水', '电梯', '业主', '塔吊', '围挡', '桥墩', '钢筋'];

/** A post with random places and words; its text says nothing that would make it a copy. */
function post(
  n: number,
  estate: string | null,
  district: string | null,
  keywords: readonly string[],
  daysAgo: number,
  landmark = '',
): AnalysedPost {
  const at = toShanghai(MONDAY_NINE - daysAgo * DAY - n * 1000);
  const text = `${String.fromCodePoint(0x4e00 + n * 40)}${n}。${landmark}`;
  const places = { ...sampleAnalysed().verdict.places, estate, district };
  return sampleAnalysed(
    { docId: `d_${n}`, title: '', text, publishedAt: at, eventTime: at },
    {
      keywords: [...new Set(keywords)],
      places,
      risk: { score: 10 + (n % 7), level: null, parts: [{ name: '事', points: 10 + (n % 7), why: '' }] },
    },
  );
}

const cast = fc
  .array(
    fc.tuple(
      fc.constantFrom(...NAMES),
      fc.constantFrom('东昌府区', null),
      fc.subarray(WORDS, { minLength: 1 }),
      fc.nat(30),
      fc.constantFrom(...LANDMARKS),
    ),
    { minLength: 1, maxLength: 25 },
  )
  .map((rows) =>
    rows.map(([estate, district, words, daysAgo, landmark], n) => post(n, estate, district, words, daysAgo, landmark)),
  );

const eventsOf = (posts: readonly AnalysedPost[]) =>
  groupCast({ posts, copies: [] }, tracer).parts.map((part) => {
    const substance = substanceOfCast({
      posts: posts.filter(({ post: { docId } }) => part.includes(docId)),
      copies: [],
    });
    return { part, event: substance && eventOf(substance, SCORING, 1).event };
  });

describe('events', () => {
  it('are the same in any order', () => {
    fc.assert(
      fc.property(cast, fc.func(fc.nat()), (posts, keyOf) => {
        const shuffled = [...posts].sort((a, b) => keyOf(a.post.docId) - keyOf(b.post.docId));
        expect(eventsOf(shuffled)).toEqual(eventsOf(posts));
        expect(eventsOf([...posts].reverse())).toEqual(eventsOf(posts));
      }),
    );
  });

  it('hold every post once', () => {
    fc.assert(
      fc.property(cast, (posts) => {
        const members = eventsOf(posts).flatMap(({ part }) => part);
        expect(members.toSorted()).toEqual(posts.map(({ post: { docId } }) => docId).toSorted());
      }),
    );
  });

  const together = (...posts: AnalysedPost[]) => groupCast({ posts, copies: [] }, tracer).parts.length === 1;

  it('tie the same trouble at the same estate within a week, in whatever words', () => {
    expect(together(post(1, '龙湾公馆', null, ['漏水'], 0), post(2, '龙湾公馆小区', null, ['渗水'], 6))).toBe(true);
    expect(together(post(1, '龙湾公馆', null, ['漏水'], 0), post(2, '龙湾公馆', null, ['漏水'], 9))).toBe(false);
    expect(together(post(1, '龙湾公馆', null, ['漏水'], 0), post(2, '龙湾公馆', null, ['电梯'], 0))).toBe(false);
    expect(together(post(1, '龙湾公馆', null, ['漏水'], 0), post(2, '东湖雅苑', null, ['漏水'], 0))).toBe(false);
  });

  it('do not tie a city’s complaints together by what is said everywhere', () => {
    const everywhere = Array.from({ length: 20 }, (_, n) =>
      post(n, null, '东昌府区', ['漏水', '开裂', '业主', '物业'], n % 5),
    );
    expect(groupCast({ posts: everywhere, copies: [] }, tracer).parts).toHaveLength(20);
    const unusual = ['塔楼', '围挡', '桥墩'];
    expect(together(post(1, null, '东昌府区', unusual, 0), post(2, null, '东昌府区', unusual, 1))).toBe(true);
    expect(together(post(1, null, '东昌府区', unusual, 0), post(2, null, '临清市', unusual, 1))).toBe(false);
  });

  it('keep what operators decided', () => {
    const posts = [0, 1, 2].map((n) => post(n, '龙湾公馆', null, ['漏水'], n));
    const other = post(9, '东湖雅苑', null, ['电梯'], 0);
    const apart = { kind: 'apart' as const, left: ['d_0'], right: ['d_1', 'd_2'] };
    const joined = { kind: 'together' as const, left: ['d_0'], right: ['d_9'] };
    const parts = groupCast({ posts: [...posts, other], copies: [] }, tracer, [apart, joined]).parts;
    expect(parts).toEqual([
      ['d_0', 'd_9'],
      ['d_1', 'd_2'],
    ]);
  });
});

describe('titleOf', () => {
  it.each([
    ['', '尊敬的市长您好！龙湾公馆地下车库漏水半年没人管。请关注。', '龙湾公馆地下车库漏水半年没人管'],
    ['【转载】求助：电梯困人没人管', '', '电梯困人没人管'],
    [' ', '楼道里没有灯。晚上很危险。', '楼道里没有灯'],
    ['投诉', '', '投诉'],
  ])('%s|%s', (title, text, expected) => {
    expect(titleOf(sampleAnalysed({ title, text }))).toBe(expected);
  });

  it('is never longer than 40 characters', () => {
    expect(Array.from(titleOf(sampleAnalysed({ title: '很'.repeat(90) })))).toHaveLength(40);
  });
});
