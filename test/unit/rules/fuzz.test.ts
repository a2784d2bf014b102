import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../rules/compile/expression.ts';
import { RuleErrors } from '../../../rules/errors.ts';
import type { Node } from '../../../rules/language/ast.ts';
import { parse } from '../../../rules/language/parser.ts';
import { print } from '../../../rules/language/print.ts';
import { expressionNode, withoutPlaces } from '../../support/expressions.ts';

const piece = fc.constantFrom(
  ...[
    '漏水',
    '墙',
    'A',
    '转发',
    '标题',
    '作者',
    '句',
    '+',
    '|',
    '-',
    '(',
    ')',
    '（',
    '）',
    '"',
    '“',
    '”',
    '#',
    '~',
    '>',
    '=',
  ],
  ...[
    '<',
    '>=',
    ':',
    '：',
    '@',
    '*',
    '/',
    '\\',
    '5',
    '100',
    '万',
    ' ',
    '\n',
    '　',
    '\u200b',
    '\u202e',
    '\ud83d',
    '\udca7',
    '💧',
  ],
  ...[',', '。', '时刻', '22:00', '星期', '-'],
);
const soup = fc.oneof(
  fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
);

describe('the parser on any text', () => {
  it('gives a tree, or errors with a place inside the text', () => {
    fc.assert(
      fc.property(soup, (source) => {
        const { node, problems } = parse(source);
        const errors = problems.filter((one) => one.severity === 'error');
        expect(node === null).toBe(errors.length > 0);
        for (const { start, end } of problems) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(source.length);
          if (source.trim() !== '') expect(start).toBeLessThan(source.length);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('prints what it read so that reading it again gives the same tree', () => {
    fc.assert(
      fc.property(soup, (source) => {
        const { node } = parse(source);
        if (node === null) return;
        expect(withoutPlaces(parse(print(node)).node!)).toEqual(withoutPlaces(node));
      }),
      { numRuns: 5000 },
    );
  });

  it('reads back every tree that can be built', () => {
    fc.assert(
      fc.property(expressionNode, (node: Node) => {
        const { node: again, problems } = parse(print(node));
        const grave = problems.filter((one) => one.code !== 'only-exclusions' && one.code !== 'contradiction');
        expect(grave).toEqual([]);
        if (again !== null) expect(withoutPlaces(again)).toEqual(withoutPlaces(node));
      }),
      { numRuns: 3000 },
    );
  });

  it('never lets another error than RuleErrors out of the compiler', () => {
    fc.assert(
      fc.property(soup, (source) => {
        try {
          compileExpression(source);
        } catch (error) {
          expect(error).toBeInstanceOf(RuleErrors);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it.each([
    ['deep brackets', `${'('.repeat(9000)}漏${')'.repeat(9000)}`, 'too-deep'],
    ['open brackets only', '('.repeat(19_000), 'too-deep'],
    ['a megabyte', '漏水|'.repeat(350_000), 'too-long'],
    ['a long chain of distances', `漏${' ~5 漏'.repeat(3000)}`, 'too-deep'],
    ['many fields', '标题:'.repeat(6000), 'too-deep'],
    ['very many parts', 'a|'.repeat(9000), 'too-many-parts'],
    ['a long word', '漏'.repeat(500), 'long-term'],
  ])('refuses %s', (_name, source, code) => {
    const { node, problems } = parse(source);
    expect(node).toBeNull();
    expect(problems.map((one) => one.code)).toContain(code);
    expect(problems.length).toBeLessThanOrEqual(20);
  });
});
