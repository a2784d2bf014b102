import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossValidate, foldOf } from '../../../pipeline/learned/cross-validate.ts';
import { LEAST_EACH, learn } from '../../../pipeline/learned/learn.ts';
import { createWeightReader } from '../../../pipeline/learned/learned-reader.ts';
import { minimise } from '../../../pipeline/learned/minimise.ts';
import { type Example, train } from '../../../pipeline/learned/train.ts';
import { featuresOf } from '../../../pipeline/learned/walk-words.ts';
import { RULES_DIR } from '../../../pipeline/paths.ts';
import { segmenterOf } from '../../../pipeline/segment/segmenter-of.ts';
import { learnedSpec } from '../../../rules/schema.ts';
import { hashOf, type JudgedPost, judgedPosts } from '../../support/judged-posts.ts';
import { SCORING } from '../../support/samples.ts';

const segmenter = segmenterOf(RULES_DIR);
const OPENING = { opening: 80, later: 0.5 };
const RULES = { version: 'v1', scoring: SCORING };
const ORDER = { by: '李分析', on: '2026-03-02', from: '测试' };

/** Rules say of every post that it is the bureau's. */
function exampleOf(post: JudgedPost): Example {
  const features = featuresOf(segmenter.cut(post.title), segmenter.cut(post.text), OPENING);
  return { contentHash: hashOf(post), ours: post.ours, features, evidence: 0.5, hasTopic: true };
}
const EXAMPLES = judgedPosts(240, 7).map(exampleOf);

describe('minimise', () => {
  it('finds the lowest point of Rosenbrock’s valley', async () => {
    const valley = (point: Float64Array, gradient: Float64Array) => {
      const [x = 0, y = 0] = point;
      gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
      gradient[1] = 200 * (y - x * x);
      return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    };
    const [x, y] = await minimise(valley, Float64Array.of(-1.2, 1), { iterations: 200, tolerance: 1e-14 });
    expect(x).toBeCloseTo(1, 4);
    expect(y).toBeCloseTo(1, 4);
  });
});

describe('learning from judged posts', () => {
  it('tells by words what rules cannot, on posts it never saw', async () => {
    const model = await learn(EXAMPLES, RULES, ORDER);
    expect(learnedSpec.parse(model)).toEqual(model);
    expect(model).toMatchObject({ inUse: false, trained: { ...ORDER, examples: 240, ours: 120, rules: 'v1' } });
    expect(model.crossValidated.rulesAlone).toBeCloseTo(2 / 3, 2);
    expect(model.crossValidated.f1).toBeGreaterThan(0.95);
    expect(model.words).toMatchObject({ 物业: expect.any(Number), 售后: expect.any(Number) });
    expect(model.words.物业).toBeGreaterThan(0);
    expect(model.words.售后).toBeLessThan(0);
  });

  it('gives the same weights for the same examples in any order', async () => {
    const forward = await learn(EXAMPLES, RULES, ORDER);
    const backward = await learn(EXAMPLES.toReversed(), RULES, ORDER);
    expect(backward.trained.fingerprint).toBe(forward.trained.fingerprint);
    expect(backward.words).toEqual(forward.words);
  });

  it('learns nothing that is worth anything where labels are chance', async () => {
    const chance = EXAMPLES.map((one) => ({ ...one, ours: Number.parseInt(one.contentHash.slice(-1), 16) % 2 === 0 }));
    const decisions = await crossValidate(chance, SCORING);
    const right = decisions.filter(({ ours, together }) => ours === together).length;
    // With folds that leak, chance labels would be learned by heart.
    expect(right / decisions.length).toBeLessThan(0.65);
  });

  it('keeps repeats of one text in one fold and counts them once', async () => {
    const twice = [...EXAMPLES, ...EXAMPLES];
    expect((await learn(twice, RULES, ORDER)).trained.examples).toBe(240);
    expect(new Set(EXAMPLES.map(({ contentHash }) => foldOf(contentHash))).size).toBe(5);
  });

  it('leaves out texts that were judged both ways', async () => {
    const disputed = [...EXAMPLES, ...EXAMPLES.slice(0, 10).map((one) => ({ ...one, ours: !one.ours }))];
    expect((await learn(disputed, RULES, ORDER)).trained.examples).toBe(230);
  });

  it('refuses to learn from too little, and says how much is missing', async () => {
    const few = EXAMPLES.filter(({ ours }, index) => ours || index < 20);
    await expect(learn(few, RULES, ORDER)).rejects.toThrow(`不属于的 10 条，各要 ${LEAST_EACH} 条以上`);
    await expect(learn([], RULES, ORDER)).rejects.toThrow('标注还不够');
  });

  it('never learns numbers, Latin letters or single characters', async () => {
    const { words } = await train(EXAMPLES);
    expect(Object.keys(words).length).toBeGreaterThan(10);
    for (const name of Object.keys(words)) expect(name).toMatch(/^\p{Script=Han}{2,}( \p{Script=Han}{2,})?$/u);
  });
});

describe('reading learned weights', () => {
  const scoring = { ...SCORING, domain: { ...SCORING.domain, ...OPENING } };
  const vocabulary = ['物业', '维修', '导演', '的', 'A3', '，', '房屋'];
  const anyWords = fc.array(fc.constantFrom(...vocabulary), { maxLength: 60 });
  const weights = { bias: -0.2, words: { 物业: 0.7, 导演: -0.9, '物业 维修': 0.4, '房屋 物业': -0.1 } };

  it('adds up what stands in the post, each word and pair once, within the limit', () => {
    const read = createWeightReader(weights, scoring);
    fc.assert(
      fc.property(anyWords, anyWords, (title, text) => {
        let sum = weights.bias;
        for (const [name, emphasis] of featuresOf(title, text, OPENING)) {
          for (const [known, weight] of Object.entries(weights.words)) if (known === name) sum += weight * emphasis;
        }
        expect(read(title, text).evidence).toBeCloseTo(sum, 10);
      }),
    );
  });

  it('counts what stands behind the opening by its share, and not words of a prototype', () => {
    const read = createWeightReader(weights, { ...scoring, domain: { ...scoring.domain, opening: 2 } });
    expect(read([], ['物业', '导演']).evidence).toBeCloseTo(-0.2 + 0.7 - 0.45, 10);
    expect(read([], ['constructor', 'toString']).evidence).toBe(-0.2);
  });

  it('is bounded, and names the loudest words first', () => {
    const read = createWeightReader({ bias: 0, words: { 物业: 9, 导演: -1 } }, scoring);
    expect(read(['导演', '物业'], [])).toEqual({
      evidence: 3,
      words: [
        { word: '物业', evidence: 9 },
        { word: '导演', evidence: -1 },
      ],
    });
  });
});
