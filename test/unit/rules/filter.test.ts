import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../rules/compile/expression.ts';
import { compileRegex } from '../../../rules/compile/regex.ts';
import { regexFilter } from '../../../rules/compile/regex-filter.ts';
import { squeeze, squeezedTerm } from '../../../rules/compile/squeeze.ts';
import { foldText } from '../../../rules/fold-table.ts';
import { allOf, anyOf, EVERYTHING, type StoreFilter } from '../../../rules/store-filter.ts';

const fold = foldText();
const list = (name: string, ...entries: [string, ...string[]][]) =>
  [name, { name, entries: entries.map(([first, ...aliases]) => ({ name: first, aliases })) }] as const;
const lexicon = new Map([
  list('小区', ['阳光花园', '阳光小区'], ['湖西雅居']),
  list('写法变体', ['上访', '上坊']),
  list('空的'),
]);

/** `标题:漏水` and the like in one line: what is in brackets, and how it is joined. */
function shown(filter: StoreFilter): string {
  switch (filter.kind) {
    case 'everything':
      return '*';
    case 'contains':
      return filter.fields.join() === 'title,text' ? filter.text : `${filter.fields.join()}:${filter.text}`;
    case 'number':
      return `${filter.field}${filter.comparison}${filter.value}`;
    case 'all':
    case 'any':
      return `(${filter.items.map(shown).join(filter.kind === 'all' ? ' + ' : ' | ')})`;
  }
}

describe('the store filter of an expression', () => {
  it.each([
    ['漏水', '漏水'],
    ['漏.水', '漏水'],
    ['漏漏水', '漏水'],
    ['開發商 ABC', '(开发商 + abc)'],
    ['漏水 -演练', '漏水'],
    ['漏水 + 屋顶 | 渗水', '((漏水 + 屋顶) | 渗水)'],
    ['漏水 ~5 屋顶', '(漏水 + 屋顶)'],
    ['(漏水 | 渗水) >句 屋顶', '((漏水 | 渗水) + 屋顶)'],
    ['漏水#3', '漏水'],
    ['标题:(漏水 | 渗水)', '(title:漏水 | title:渗水)'],
    ['作者:abc 漏水', '(author:abc + 漏水)'],
    ['转发>=100', 'reposts>=100'],
    ['转发>=100 | 漏水', '(reposts>=100 | 漏水)'],
    ['时刻>=22:00 漏水', '(minute>=1320 + 漏水)'],
    ['@小区', '(阳光花园 | 阳光小区 | 湖西雅居)'],
    ['上访户', '(上访户 | 上坊户)'],
    ['*上访户*', '上访户'],
    ['漏水 + 水', '漏水'],
    ['漏水 | 漏水', '漏水'],
    ['漏水 + (水 | -墙)', '漏水'],
    ['"..." | 漏水', '*'],
    ['/[0-9]+号楼/', '号楼'],
    ['漏水 + @空的', '(漏水 + ())'],
  ])('%s → %s', (source, expected) => {
    expect(shown(compileExpression(source, { lexicon, fold }).filter)).toBe(expected);
  });
});

describe('what a pattern must hold', () => {
  const pieces = (source: string) =>
    shown(regexFilter(source, fold, (text) => ({ kind: 'contains', fields: ['title', 'text'], text })));

  it.each([
    ['漏水', '漏水'],
    ['漏水|渗水', '(漏水 | 渗水)'],
    ['(漏|渗)水了', '((漏 | 渗) + 水了)'],
    ['(?:甲方.*乙方)+', '(甲方 + 乙方)'],
    ['第?[0-9]+号楼', '号楼'],
    ['漏水{2}了吗', '(漏水 + 了吗)'],
    ['漏水*了吗', '了吗'],
    ['漏水{0,3}', '漏'],
    ['(漏水)?', '*'],
    ['(漏水){0}墙面', '墙面'],
    ['a\\.b\\/c', 'a.b/c'],
    ['\\d\\d年', '年'],
    ['^漏水$', '漏水'],
    ['[]漏]水了', '水了'],
    ['開發', '开发'],
    ['漏水||渗水', '*'],
    ['ask', '(a + k)'],
    ['\\x41漏水', '*'],
    ['\\p{Han}漏水', '*'],
    ['\\Q漏水\\E', '*'],
    ['(?i)漏水', '*'],
    ['(?P<名>漏水)', '*'],
    ['[[:alpha:]]漏水', '*'],
    ['漏水)', '*'],
    ['(漏水', '*'],
    ['漏水{2}{0}', '*'],
  ])('%s → %s', (source, expected) => {
    expect(pieces(source)).toBe(expected);
  });

  it('never asks for more than the engine does', () => {
    const text = fc.string({
      unit: fc.constantFrom('漏', '水', 'a', 's', 'ſ', 'k', '{', '.', ' ', '2', ']'),
      maxLength: 12,
    });
    let matched = 0;
    fc.assert(
      fc.property(pattern, fc.array(text, { maxLength: 6 }), (source, texts) => {
        const find = compileRegex(source, fold);
        if (typeof find !== 'function') return;
        const filter = regexFilter(source, fold, (piece) => {
          const held = squeezedTerm(fold(piece));
          return held === '' ? EVERYTHING : { kind: 'contains', fields: ['text'], text: held };
        });
        for (const folded of texts.map(fold)) {
          if (find(folded, 1).length === 0) continue;
          matched += 1;
          expect([source, folded, holds(filter, squeeze(folded)?.text ?? folded)]).toEqual([source, folded, true]);
        }
      }),
      { numRuns: 5000 },
    );
    expect(matched).toBeGreaterThan(500);
  });
});

/** Patterns of all kinds of syntax, right and wrong. */
const pattern: fc.Arbitrary<string> = fc.letrec<{ part: string }>((tie) => {
  const leaf = fc.constantFrom(
    ...[
      '漏',
      '水',
      'a',
      'S',
      'k',
      '.',
      '\\.',
      '\\d',
      '\\s',
      '\\x61',
      '\\pL',
      '\\Q.\\E',
      '[漏水]',
      '[^a]',
      '[]a]',
      '[\\]a]',
    ],
    ...['[[:alpha:]]', '^', '$', '{', '{2', ']', ' ', '\\{', '(?i)', '\\b'],
  );
  const repeat = fc.constantFrom('', '', '', '?', '*', '+', '{2}', '{0,1}', '{1,}', '{0}', '+?', '{2}{0}');
  return {
    part: fc.oneof(
      { depthSize: 'small' },
      fc.tuple(leaf, repeat).map(([one, times]) => one + times),
      fc.array(tie('part'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
      fc.array(tie('part'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('|')),
      fc
        .tuple(fc.constantFrom('(', '(?:', '(?i:', '(?P<n>'), tie('part'), repeat)
        .map(([open, part, times]) => `${open}${part})${times}`),
    ),
  };
}).part;

function holds(filter: StoreFilter, squeezed: string): boolean {
  switch (filter.kind) {
    case 'contains':
      return squeezed.includes(filter.text);
    case 'all':
      return filter.items.every((item) => holds(item, squeezed));
    case 'any':
      return filter.items.some((item) => holds(item, squeezed));
    default:
      return true;
  }
}

describe('joining filters', () => {
  const leaf = (text: string): StoreFilter => ({ kind: 'contains', fields: ['text'], text });

  it('is flat and says nothing twice', () => {
    expect(allOf([leaf('漏水'), allOf([leaf('漏水'), leaf('墙面')]), EVERYTHING])).toEqual({
      kind: 'all',
      items: [leaf('漏水'), leaf('墙面')],
    });
    expect(anyOf([leaf('漏水'), anyOf([leaf('墙面'), leaf('漏水')])])).toEqual({
      kind: 'any',
      items: [leaf('漏水'), leaf('墙面')],
    });
    expect(anyOf([leaf('漏水'), EVERYTHING])).toBe(EVERYTHING);
    expect(allOf([])).toBe(EVERYTHING);
    expect(allOf([leaf('水')])).toEqual(leaf('水'));
    expect(anyOf([])).toEqual({ kind: 'any', items: [] });
  });
});
