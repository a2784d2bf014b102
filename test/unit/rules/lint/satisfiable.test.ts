import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMatcher } from '../../../../rules/compile/matcher.ts';
import { foldText } from '../../../../rules/fold-table.ts';
import { parse } from '../../../../rules/language/parser.ts';
import { createSatisfiable } from '../../../../rules/lint/satisfiable.ts';
import type { FieldText, Rule } from '../../../../rules/rule-set.ts';
import { lexiconSpec } from '../../../../rules/schema.ts';
import { expressionNode } from '../../../support/expressions.ts';
import { testSeed } from '../../../support/random.ts';
import { segmentedText } from '../../../support/segmented-subject.ts';

const fold = foldText();
const estates = lexiconSpec.parse({ name: '小区', entries: ['阳光花园', { name: '湖西雅居', aliases: ['湖西'] }] });
const lexicon = new Map([['小区', estates]]);
const nodeOf = (text: string) => parse(text).node ?? expect.fail(`${text} does not parse`);

describe('what no post can satisfy', () => {
  const satisfiable = createSatisfiable({ fold, lexicon, cut: segmentedText });
  const possible = (text: string) => satisfiable([{ node: nodeOf(text), holds: true }]);

  it.each([
    '渗漏水 -*漏水*',
    '(屋顶 + 渗漏水) -(*漏水* | 停电)',
    '阳光花园 -@小区',
    '@小区 -(阳光花园 | 湖西)',
    '转发>=100 + 转发<50 + 漏水',
    '转发>=100 + 漏水 -转发>50',
    '漏水 + 转发<0',
    '(漏水 ~3 屋顶) -屋顶',
    '(漏水 >3 屋顶) -(漏水 >5 屋顶)',
    '漏水#3 -漏水#2',
    '标题:漏水 -漏水',
    '漏水 + (停电 | 停水) -停电 -停水',
    '房屋漏水 -漏水',
  ])('%s', (text) => {
    expect(possible(text)).toBe(false);
  });

  it.each([
    ['漏水 -渗漏水', 'a longer word may be missing'],
    ['*漏水* -漏水', 'it may stand where it is no word'],
    ['漏水 -标题:漏水', 'it may stand in the text'],
    ['@小区 -阳光花园', 'another name'],
    ['(漏水 >5 屋顶) -(漏水 >3 屋顶)', 'four words apart'],
    ['漏水 -转发>50', 'the number may be unknown'],
    ['星期=六 + 漏水', 'a weekday'],
    ['公平房价 -平房', 'not a word inside the longer one'],
  ])('but %s: %s', (text) => {
    expect(possible(text)).toBe(true);
  });

  it('answers a question that is too large in bounded time', () => {
    const group = (letter: string) =>
      `(${Array.from({ length: 12 }, (_, i) => `${letter}${i}号 -${letter}${i}号楼`).join(' | ')})`;
    const text = Array.from('甲乙丙丁戊己庚辛壬癸', group).join(' + ');
    expect(possible(text)).toBe(true);
  });
});

describe('against the matcher', () => {
  /** Every character a word of its own: then a word is inside a longer one wherever its letters are. */
  const apart = (text: string): FieldText => ({
    folded: fold(text),
    boundary: new Uint8Array(text.length + 1).fill(1),
  });
  const satisfiable = createSatisfiable({ fold, lexicon, cut: apart });
  const seed = testSeed();

  it(`never calls impossible what a post does satisfy (seed ${seed})`, () => {
    const text = fc.string({ unit: fc.constantFrom('漏', '水', '墙', '楼', '。', '，'), maxLength: 12 });
    const subject = fc.record({ title: text, text, reposts: fc.nat(100), comments: fc.nat(100) });
    const rule = { id: 'x' } as unknown as Rule;
    let impossible = 0;
    fc.assert(
      fc.property(
        expressionNode,
        expressionNode,
        fc.array(subject, { minLength: 20, maxLength: 20 }),
        (a, b, posts) => {
          const node = { kind: 'all' as const, items: [a, { kind: 'not' as const, item: b, at: a.at }], at: a.at };
          const can = satisfiable([
            { node: a, holds: true },
            { node: b, holds: false },
          ]);
          if (can) return;
          impossible += 1;
          const matcher = createMatcher([{ rule, node }], { fold, lexicon });
          for (const { title, text, ...numbers } of posts) {
            const hits = matcher.match({ texts: { title: apart(title), text: apart(text) }, numbers });
            expect(hits).toEqual([]);
          }
        },
      ),
      { seed, numRuns: 3000 },
    );
    expect(impossible).toBeGreaterThan(50);
  });
});
