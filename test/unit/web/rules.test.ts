import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../../dashboards/web/text/expression-problems.ts';
import { quickFix } from '../../../dashboards/web/text/quick-fix.ts';
import { EMPTY_FORM, fromForm, idOf, problemOf, toForm, withEdit } from '../../../dashboards/web/text/rule-form.ts';
import { diffText } from '../../../dashboards/web/text/text-diff.ts';
import { ruleSpec } from '../../../rules/schema.ts';
import { testSeed } from '../../support/random.ts';

describe('a difference of texts', () => {
  it('marks what is gone and what is new, word by word', () => {
    expect(diffText('漏水 | 渗水', '漏水 | 返潮 | 渗水')).toEqual([
      { kind: 'same', text: '漏水 | ' },
      { kind: 'new', text: '返潮 | ' },
      { kind: 'same', text: '渗水' },
    ]);
  });

  const seed = testSeed();
  it(`always joins to the old and to the new text (seed ${seed})`, () => {
    const text = fc.string({ unit: fc.constantFrom('漏', '水', ' ', '|', '+', '墙', '\n'), maxLength: 40 });
    const joined = (parts: ReturnType<typeof diffText>, but: 'gone' | 'new') =>
      parts.map((part) => (part.kind === but ? '' : part.text)).join('');
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = diffText(before, after);
        expect(joined(parts, 'new')).toBe(before);
        expect(joined(parts, 'gone')).toBe(after);
        if (before === after) expect(parts.every(({ kind }) => kind === 'same')).toBe(true);
      }),
      { seed },
    );
  });

  it('shows texts whole that are too long to compare', () => {
    const long = 'a '.repeat(3_000);
    expect(diffText(long, `${long}b`).map(({ kind }) => kind)).toEqual(['gone', 'new']);
  });
});

describe('problems of an expression', () => {
  it.each([
    ['(漏水 | 渗水', '(漏水 | 渗水)'],
    ['漏水 | 渗水)', '漏水 | 渗水'],
    ['漏水 OR 渗水', '漏水 | 渗水'],
    ['漏水 NOT 演练', '漏水 - 演练'],
    ['漏水、渗水', '漏水 | 渗水'],
    ['"漏水', '"漏水"'],
  ])('of %s have a fix that leads to %s, which is right', (wrong, right) => {
    const [problem] = problemsOf(wrong, []);
    const fix = problem === undefined ? null : quickFix(problem, wrong);
    expect(fix).not.toBeNull();
    expect(wrong.slice(0, fix?.from) + fix?.insert + wrong.slice(fix?.to)).toBe(right);
    expect(problemsOf(right, [])).toEqual([]);
  });

  it('are the server’s only where the grammar has no objection', () => {
    const told = { start: 0, end: 2, severity: 'error' as const, code: 'unknown-list', message: 'm', hint: 'h' };
    expect(problemsOf('@小去', [told])).toEqual([told]);
    expect(problemsOf('(@小去', [told]).map(({ code }) => code)).toEqual(['unclosed-bracket']);
    expect(problemsOf(' ', [told])).toEqual([]);
  });
});

describe('a rule as a form', () => {
  const rule = ruleSpec.parse({
    id: 'quality.leak',
    name: '渗漏',
    expression: '漏水\n',
    severity: 3,
    domain: 0.5,
    samples: { hit: ['漏水了', { title: '标题', text: '正文' }], miss: ['停电'] },
  });

  it('goes there and back', () => {
    expect(fromForm(toForm(rule))).toEqual({ ...rule, expression: '漏水' });
    const bare = ruleSpec.parse({ id: 'a', name: '甲', expression: '水' });
    expect(fromForm(toForm(bare))).toEqual(bare);
  });

  it.each([
    [{ id: 'Quality' }, '编号'],
    [{ name: ' ' }, '名称'],
    [{ expression: '' }, '表达式'],
    [{ severity: '99' }, '分值'],
    [{ severity: '' }, '分值'],
    [{ domain: 'x' }, '领域依据'],
    [{ miss: '' }, '样例'],
  ])('says what is missing: %j', (change, words) => {
    const form = { ...toForm(rule), ...change };
    expect(problemOf(form)).toContain(words);
    expect(fromForm(form)).toBeNull();
  });

  it('starts empty and cannot be sent so', () => {
    expect(fromForm(EMPTY_FORM)).toBeNull();
  });

  it('takes the place of an earlier edit of the same rule', () => {
    const edits = withEdit([{ kind: 'retire', pack: 'quality', id: 'quality.leak', reason: '停' }], {
      kind: 'replace',
      pack: 'quality',
      rule,
    });
    expect(edits.map(({ kind }) => kind)).toEqual(['replace']);
    expect(withEdit(edits, { kind: 'retire', pack: 'quality', id: 'b', reason: '停' }).map(idOf)).toEqual([
      'quality.leak',
      'b',
    ]);
  });
});
