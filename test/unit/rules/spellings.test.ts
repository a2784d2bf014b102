import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../rules/compile/expression.ts';
import { createSpellings, VARIANTS_LIST } from '../../../rules/compile/spellings.ts';
import { foldText } from '../../../rules/fold-table.ts';
import { loadRules } from '../../../rules/load.ts';
import { segmentedSubject } from '../../support/segmented-subject.ts';

const fold = foldText();
const lexiconOf = (entries: readonly { name: string; aliases: string[] }[]) =>
  new Map([[VARIANTS_LIST, { name: VARIANTS_LIST, entries: [...entries] }]]);

describe('spellings', () => {
  const lexicon = lexiconOf([
    { name: '上访', aliases: ['上坊', '上FANG'] },
    { name: '政府', aliases: ['正府'] },
  ]);
  const spellings = createSpellings({ fold, lexicon });

  it.each([
    ['上访', ['上访', '上坊', '上fang']],
    ['上访户', ['上访户', '上坊户', '上fang户']],
    ['到政府上访', ['到政府上访', '到政府上坊', '到政府上fang', '到正府上访', '到正府上坊', '到正府上fang']],
    ['漏水', ['漏水']],
    ['', ['']],
  ])('%s → %j', (term, expected) => {
    expect(new Set(spellings(term))).toEqual(new Set(expected));
    expect(spellings(term)[0]).toBe(term);
  });

  it('keeps the number of spellings within bounds', () => {
    const many = lexiconOf(
      '甲乙丙丁戊'.split('').map((name) => ({ name, aliases: ['一', '二', '三', '四'].map((n) => name + n) })),
    );
    const found = createSpellings({ fold, lexicon: many })('甲乙丙丁戊');
    expect(found.length).toBeLessThanOrEqual(64);
    expect(found[0]).toBe('甲乙丙丁戊');
  });

  it.each([
    ['上访', '我们要去上坊', true],
    ['上访户', '他是老上坊户', true],
    ['上访', '上FANG三年', true],
    ['*上访*', '我们要去上坊', false],
    ['@诉求', '我们要去上坊', true],
    ['上坊', '我们要去上访', false],
  ])('%s on %s: %s', (expression, text, expected) => {
    const lists = new Map(lexicon).set('诉求', { name: '诉求', entries: [{ name: '上访', aliases: [] }] });
    expect(compileExpression(expression, { fold, lexicon: lists }).match(segmentedSubject({ text })).hit).toBe(
      expected,
    );
  });
});

describe('the variants list', () => {
  it('never lets a word stand for itself or for another word of the list', async () => {
    const { lexicon } = await loadRules(new URL('../../../rules', import.meta.url).pathname);
    const entries = lexicon.get(VARIANTS_LIST)?.entries ?? [];
    const names = new Set(entries.map(({ name }) => fold(name)));
    const aliases = entries.flatMap((entry) => entry.aliases.map(fold));
    expect(entries.length).toBeGreaterThan(30);
    expect(aliases.filter((alias) => names.has(alias))).toEqual([]);
    expect(aliases.filter((alias, index) => aliases.indexOf(alias) !== index)).toEqual([]);
  });
});
