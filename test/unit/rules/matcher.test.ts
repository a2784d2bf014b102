import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../rules/compile/expression.ts';
import { createMatcher } from '../../../rules/compile/matcher.ts';
import { foldText } from '../../../rules/fold-table.ts';
import type { Node } from '../../../rules/language/ast.ts';
import { parse } from '../../../rules/language/parser.ts';
import { print } from '../../../rules/language/print.ts';
import type { Rule, Subject } from '../../../rules/rule-set.ts';
import { expressionNode } from '../../support/expressions.ts';
import { naiveHolds } from '../../support/naive-match.ts';
import { fieldFromWords, segmentedSubject } from '../../support/segmented-subject.ts';

const fold = foldText();
const lexicon = new Map([
  [
    '小区',
    {
      name: '小区',
      entries: [
        { name: '阳光花园', aliases: ['阳光小区'] },
        { name: '湖西雅居', aliases: [] },
      ],
    },
  ],
]);

const words = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.string({ unit: fc.constantFrom('漏', '水', '墙', '楼'), minLength: 1, maxLength: 3 }) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '。',
        ' ',
        '.',
        '. *',
        '漏漏',
        'mac',
        'machine',
        'a',
        'b',
        '转发',
        '标题',
        'pm2.5',
        '12:30',
        '*',
      ),
    },
  ),
  { maxLength: 14 },
);
const subject: fc.Arbitrary<Subject> = fc.record({
  texts: fc.record({ title: words.map(fieldFromWords), text: words.map(fieldFromWords) }),
  numbers: fc.oneof(fc.constant({}), fc.record({ reposts: fc.nat(100), comments: fc.nat(100) })),
});

function ruleOf(node: Node, index: number): { rule: Rule; node: Node } {
  const id = `rule.n${index}`;
  const rule: Rule = {
    id,
    name: id,
    expression: print(node),
    severity: 1,
    domain: 0,
    pack: 'random',
    role: 'topic',
    topic: '测试',
    owner: null,
    path: 'random.yaml',
    line: 1,
    column: 1,
  };
  return { rule, node };
}

describe('the matcher', () => {
  it('agrees with the plain meaning on random rules and texts, for many rules at once and many texts in turn', () => {
    const sensible = expressionNode.filter(
      (node) => !parse(print(node)).problems.some((one) => one.severity === 'error'),
    );
    let hits = 0;
    fc.assert(
      fc.property(
        fc.array(sensible, { minLength: 1, maxLength: 12 }),
        fc.array(subject, { minLength: 1, maxLength: 4 }),
        (nodes, subjects) => {
          // Terms are compared in the folded text, so the plain evaluator gets them folded; these are already.
          const matcher = createMatcher(nodes.map(ruleOf), { fold: (text) => text, lexicon });
          for (const one of subjects) {
            const expected = nodes.flatMap((node, index) => (naiveHolds(node, one) ? [`rule.n${index}`] : []));
            const found = matcher.match(one);
            expect(found.map(({ rule }) => rule.id)).toEqual(expected);
            hits += found.length;
            for (const { spans } of found) {
              for (const { field, start, end, term } of spans) {
                expect(one.texts[field]?.folded.slice(start, end)).toBe(term);
              }
            }
          }
        },
      ),
      { numRuns: 4000 },
    );
    expect(hits).toBeGreaterThan(1000);
  }, 180_000);

  it('gives spans in reading order, title before text, each once', () => {
    const { spans } = compileExpression('(漏水|墙面) + 漏水 -演练').match(
      segmentedSubject({ title: '墙面漏水', text: '漏水，墙面开裂' }),
    );
    expect(spans).toEqual([
      { field: 'title', start: 0, end: 2, term: '墙面' },
      { field: 'title', start: 2, end: 4, term: '漏水' },
      { field: 'text', start: 0, end: 2, term: '漏水' },
      { field: 'text', start: 3, end: 5, term: '墙面' },
    ]);
  });

  it.each([
    ['标题:漏水', { title: '漏水', text: '' }, true],
    ['标题:漏水', { title: '', text: '漏水' }, false],
    ['-标题:招聘 漏水', { title: '招聘', text: '漏水' }, false],
    ['@小区 漏水', { text: '阳光小区又漏水了' }, true],
    ['@小区 漏水', { text: '别的小区漏水' }, false],
    ['漏水 ~1 严重', { text: '漏水非常严重' }, true],
    ['漏水 ~0 严重', { text: '漏水非常严重' }, false],
    ['严重 >3 漏水', { text: '漏水非常严重' }, false],
    ['漏水 ~3 漏水', { text: '只漏水一次' }, false],
    ['漏水 ~句 物业', { text: '漏水三个月了，物业不管。' }, true],
    ['漏水 ~句 物业', { text: '漏水三个月了！物业不管。' }, false],
    ['漏水 ~9 物业', { title: '漏水', text: '物业' }, false],
    ['漏水#3', { title: '漏水', text: '漏水，漏水' }, true],
    ['漏水#3', { text: '漏水，漏水' }, false],
    ['(漏水|渗漏水)#2', { text: '渗漏水' }, false],
    ['/[0-9]+号楼/', { text: '５号楼漏水' }, true],
    ['/[一-龥]{2}楼漏水/', { text: '住宅楼漏水' }, true],
    ['/住宅樓漏水/', { text: '住宅楼漏水' }, true],
    ['/\\S+楼/', { text: '住宅楼' }, true],
    ['開發商', { text: '开发商跑路' }, true],
    ['开发商', { text: '開發商跑路' }, true],
    ['ktv', { text: '楼下ＫＴＶ扰民' }, true],
    ['漏水', { text: '屋顶漏.水了' }, true],
    ['漏水', { text: '屋顶漏 ＊ 水了' }, true],
    ['漏水', { text: '屋顶漏💧水了' }, true],
    ['漏水', { text: '屋顶漏漏水水' }, true],
    ['豆腐渣', { text: '豆腐腐渣工程' }, true],
    ['漏水', { text: '墙面漏 水管坏' }, false],
    ['漏水', { text: '墙面漏，水很多' }, false],
    ['*漏水*', { text: '屋顶漏.水了' }, false],
    ['开发商 ~2 跑路', { text: '开.发.商已经跑路' }, true],
    ['漏水#2', { text: '漏水水水' }, false],
    ['漏水 ~句 物业', { text: '屋顶漏水｡物业不管' }, false],
    ['漏水 ~句 物业', { text: '屋顶漏水⁉物业不管' }, false],
    ['漏水 ~句 物业', { text: '屋顶漏水❗物业不管' }, false],
    ['漏水 ~句 物业', { text: '屋顶漏水⋯⋯物业不管' }, false],
    ['漏水 ~句 物业', { text: '屋顶漏水\u2028物业不管' }, false],
    ['漏水 ~句 物业', { text: '屋顶漏水：物业不管' }, true],
    ['漏水 ~1 物业', { text: '漏水 3.5 物业' }, true],
    ['漏水 ~1 物业', { text: '漏水9:5物业' }, true],
    ['漏水 ~1 物业', { text: '漏水3,5楼物业' }, false],
    ['漏水 ~0 物业', { text: '漏水💧💧物业' }, true],
    ['漏水', { text: '屋顶漏❤️水了' }, true],
  ])('%s on %j: %s', (expression, post, expected) => {
    expect(compileExpression(expression, { lexicon, fold }).match(segmentedSubject(post)).hit).toBe(expected);
  });

  it('points at the whole stretch of a word that was pulled apart', () => {
    const { spans } = compileExpression('拆迁', { fold }).match(segmentedSubject({ text: '反对拆＊迁、乱拆-迁' }));
    expect(spans).toEqual([
      { field: 'text', start: 2, end: 5, term: '拆*迁' },
      { field: 'text', start: 7, end: 10, term: '拆-迁' },
    ]);
  });

  it('counts a word between two places even when the later one is a sign', () => {
    const post: Subject = { texts: { text: fieldFromWords(['楼', '转发', '*']) }, numbers: {} };
    expect(compileExpression('楼 ~0 "*"').match(post).hit).toBe(false);
    expect(compileExpression('楼 ~1 "*"').match(post).hit).toBe(true);
  });

  it.each([
    ['漏水 转发>=100', { reposts: 100 }, true],
    ['漏水 转发>=100', { reposts: 99 }, false],
    ['漏水 转发>=100', {}, false],
    ['漏水 转发<100', {}, false],
    ['漏水 时刻>=22:00', { minute: 1320 }, true],
    ['漏水 星期=六', { weekday: 6 }, true],
    ['转发>=1万', { reposts: 10_000 }, true],
  ])('%s with %j: %s', (expression, numbers, expected) => {
    expect(compileExpression(expression).match(segmentedSubject({ text: '漏水' }, numbers)).hit).toBe(expected);
  });

  it('looks at author, source and region only when asked', () => {
    const base = segmentedSubject({ text: '漏水' });
    const post = {
      ...base,
      texts: { ...base.texts, author: fieldFromWords(['小王']), region: fieldFromWords(['东昌府区']) },
    };
    expect(compileExpression('作者:小王').match(post).hit).toBe(true);
    expect(compileExpression('小王').match(post).hit).toBe(false);
    expect(compileExpression('漏水 + 地区:(东昌府区|茌平区)').match(post).hit).toBe(true);
    expect(compileExpression('来源:小王').match(post).hit).toBe(false);
  });

  it('keeps an exclusion to its own rule and branch', () => {
    const post = segmentedSubject({ text: '漏水演练' });
    expect(compileExpression('(漏水 -演练) | 漏水').match(post).hit).toBe(true);
  });

  it('says why', () => {
    const why = (expression: string, text: string) =>
      compileExpression(expression).match(segmentedSubject({ text })).why;
    expect(why('漏水 -演练', '今天漏水演练')).toBe('被排除：“演练”见正文第 5 字');
    expect(why('漏水 墙面', '今天漏水')).toBe('没有“墙面”');
    expect(why('市长', '上海市长宁区')).toContain('上海市|长宁区');
    expect(why('漏水#3', '漏水')).toBe('漏水出现 1 次，要求至少 3 次');
    expect(why('漏水 ~句 墙面', '漏水。墙面')).toContain('同一句');
    expect(why('漏水 转发>10', '漏水')).toContain('转发不详');
    expect(why('漏水', '房屋漏水')).toBe('“漏水”见正文第 3 字');
  });

  it('stays quick on a long text that repeats its terms', () => {
    const text = '漏水墙面'.repeat(50_000);
    const field = fieldFromWords(text.match(/../g) ?? []);
    const post: Subject = { texts: { text: field }, numbers: {} };
    const { hit, spans } = compileExpression('漏水 ~2 墙面 ~1 (漏水|墙面)').match(post);
    expect(hit).toBe(true);
    expect(spans.length).toBeLessThanOrEqual(100);
  });
});
