import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../../pipeline/errors.ts';
import { createFeedbackBook } from '../../../pipeline/rulebook/feedback-book.ts';
import { precisionOf } from '../../../pipeline/rulebook/precision.ts';
import { withRulebook } from '../../support/open-rulebook.ts';
import { MONDAY_NINE, sampleAnalysed } from '../../support/samples.ts';

const HIT = { rule: 'quality.leak', name: '渗漏', version: 'v1', spans: [] };

describe('feedback', () => {
  it('is kept for each rule and post with who and when; the latest word stands and both are on record', () =>
    withRulebook(async ({ store }) => {
      await store.commit({ posts: [sampleAnalysed({}, { hits: [HIT] })] });
      const book = createFeedbackBook(store, () => MONDAY_NINE);
      const given = { rule: 'quality.leak', docId: 'd_1', judgement: 'real' as const, note: null };
      expect(await book.give('wang', given)).toMatchObject({ by: 'wang', rulesVersion: 'v1' });
      await book.give('li', { ...given, judgement: 'false', note: '演练' });
      await book.give('li', { ...given, rule: 'harm.death', judgement: 'missed' });
      expect([...(await book.ofRule('quality.leak')).values()]).toMatchObject([{ judgement: 'false', by: 'li' }]);
      const ofPost = await book.ofPost('d_1', ['quality.leak', 'harm.death', 'other']);
      expect(ofPost.map(({ rule, judgement }) => [rule, judgement])).toEqual([
        ['quality.leak', 'false'],
        ['harm.death', 'missed'],
      ]);
      await book.give('li', { ...given, judgement: null });
      expect((await book.ofRule('quality.leak')).size).toBe(0);
      const rows = await store.audit(0, 10);
      expect(rows.map(({ actor, detail }) => [actor, detail.judgement])).toEqual([
        ['wang', '真实'],
        ['li', '误报'],
        ['li', '漏报'],
        ['li', '撤销'],
      ]);
    }));

  it('refuses what makes no sense', () =>
    withRulebook(async ({ store }) => {
      await store.commit({ posts: [sampleAnalysed({}, { hits: [HIT] })] });
      const book = createFeedbackBook(store, () => MONDAY_NINE);
      const give = (rule: string, docId: string, judgement: 'real' | 'missed') =>
        book.give('wang', { rule, docId, judgement, note: null });
      await expect(give('quality.leak', 'd_9', 'real')).rejects.toThrow(RefusedError);
      await expect(give('harm.death', 'd_1', 'real')).rejects.toThrow(/没有命中/);
      await expect(give('quality.leak', 'd_1', 'missed')).rejects.toThrow(/命中了/);
      expect(await store.audit(0, 10)).toEqual([]);
    }));

  it('stands when two people speak at once', () =>
    withRulebook(async ({ store }) => {
      await store.commit({ posts: [sampleAnalysed({}, { hits: [HIT] })] });
      const book = createFeedbackBook(store, () => MONDAY_NINE);
      const given = { rule: 'quality.leak', docId: 'd_1', note: null };
      await Promise.all([
        book.give('wang', { ...given, judgement: 'real' }),
        book.give('li', { ...given, judgement: 'false' }),
      ]);
      expect((await book.ofRule('quality.leak')).size).toBe(1);
      expect(await store.audit(0, 10)).toHaveLength(2);
    }));
});

describe('precision', () => {
  const of = (real: number, wrong: number) =>
    precisionOf([...Array<'real'>(real).fill('real'), ...Array<'false'>(wrong).fill('false'), 'missed']);

  // Wilson's interval worked out by hand for the textbook cases.
  it.each([
    [0, 0, null, null, null],
    [5, 5, 0.5, 0.237, 0.763],
    [10, 0, 1, 0.722, 1],
    [0, 10, 0, 0, 0.278],
    [1, 0, 1, 0.207, 1],
    [90, 10, 0.9, 0.826, 0.945],
  ])('of %i real and %i false is %s within [%s, %s]', (real, wrong, value, low, high) => {
    expect(of(real, wrong)).toEqual({ real, false: wrong, value, low, high });
  });
});
