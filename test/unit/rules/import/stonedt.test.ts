import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IMPORT_TOOLS, importKeywords } from '../../../../rules/import/import-keywords.ts';
import { hitsOf, toldOf } from '../../../support/imported-rules.ts';

const read = (source: string) => importKeywords('stonedt', 'plan.txt', source);
const expressions = (source: string) => read(source).pack?.rules.map(({ expression }) => expression);

describe('思通 keyword boxes', () => {
  it('reads A+(B|C) and the box of exclusions', () => {
    const imported = read('方案名称：渗漏\n关键词：小区+（漏水｜渗水）\n排除词：演练|招聘+包吃住\n');
    expect(imported.pack?.rules).toMatchObject([
      { name: '渗漏', expression: '小区 + (漏水 | 渗水) -(演练 | 招聘 + 包吃住)', severity: 0 },
    ]);
    expect(hitsOf(imported, '小区渗水')).toEqual(['渗漏']);
    expect(hitsOf(imported, '小区漏水，防汛演练')).toEqual([]);
  });

  it('keeps exclusions to their own plan, and lets one post count for several', () => {
    const imported = read('关键词：漏水\n排除词：演练\n\n关键词：楼顶');
    expect(hitsOf(imported, '楼顶漏水演练')).toEqual(['楼顶']);
    expect(hitsOf(imported, '楼顶漏水')).toEqual(['漏水', '楼顶']);
  });

  it.each([
    ['labels alone on a line', '【关键词】\n漏水|渗水\n【排除词】\n演练'],
    ['the form’s own headings', '方案主体关键词：漏水|渗水\n监测屏蔽歧义词：演练'],
    ['columns of the database', 'subject_word=漏水|渗水\nstop_word=演练'],
    ['a tab between the boxes', '漏水|渗水\t演练'],
    ['no label for the keywords', '漏水|渗水\n排除词：演练'],
    ['commas between the words', '关键词：漏水，渗水\n屏蔽词：演练'],
    ['CRLF and a byte order mark', '\ufeff关键词：漏水|渗水\r\n排除词：演练\r\n'],
  ])('understands %s', (_, source) => {
    expect(toldOf(read(source))).toEqual([]);
    expect(expressions(source)).toEqual(['(漏水 | 渗水) -演练']);
  });

  it('takes every line without a label as a plan of its own', () => {
    expect(expressions('小区+漏水\n   \n楼顶+渗水\n停暖')).toEqual(['小区 + 漏水', '楼顶 + 渗水', '停暖']);
  });

  it('joins the boxes for place, person and event of older plans', () => {
    expect(expressions('关键词：烂尾\n地域词：城东，城西\n事件词：维权')).toEqual(['烂尾 + (城东 | 城西) + 维权']);
  });

  it('tells how it understood what can be read two ways', () => {
    const imported = read('关键词：漏水|渗水+楼顶\n排除词：\n演练\n招聘');
    expect(toldOf(imported)).toEqual(['1:5 mixed-operators', '4:1 lines-as-or']);
    expect(imported.pack?.rules[0]?.expression).toBe('(漏水 | 渗水 + 楼顶) -(演练 | 招聘)');
  });

  it.each([
    ['an open bracket', '关键词：小区+(漏水|渗水', '1:8 unclosed-bracket!'],
    ['a bracket too many', '关键词：小区+漏水)', '1:10 stray-bracket!'],
    ['nothing between signs', '关键词：小区+|漏水', '1:7 missing-operand!'],
    ['nothing in brackets', '关键词：小区+()', '1:8 empty-group!'],
    ['an exclusion among the keywords', '关键词：小区+-演练', '1:8 misplaced-not!'],
    ['commas beside signs', '关键词：小区,漏水+渗水', '1:7 unexpected-character!'],
    ['a label nobody knows', '备注：以后再说', '1:1 unknown-label!'],
    ['a bracket in the exclusions', '关键词：小区\n排除词：(演练', '2:5 unclosed-bracket!'],
  ])('calls %s an error at its place', (_, source, told) => {
    const imported = read(`${source}\n\n停暖`);
    expect(toldOf(imported)).toContain(told);
    expect(imported.pack?.rules.map(({ name }) => name)).toEqual(['停暖']);
  });

  it('makes nothing of empty boxes', () => {
    expect(read('').pack).toBeNull();
    expect(read('').diagnostics).toMatchObject([{ code: 'empty-file', severity: 'error' }]);
    expect(read('关键词：\n排除词：演练')).toMatchObject({ pack: null });
    expect(toldOf(read('关键词：\n排除词：演练'))).toContain('1:1 only-exclusions');
  });

  it('takes a mark of our language for a word', () => {
    expect(hitsOf(read('关键词：@小区#3'), '@小区#3')).toHaveLength(1);
    expect(hitsOf(read('关键词：@小区#3'), '小区')).toEqual([]);
  });
});

describe('any text', () => {
  const letters = fc.constantFrom(
    ...Array.from('漏水楼顶mac+|()（）｜!！@#/[]=>:：,，\n\r\t "*-~\\\ufeff\u200b\ud800'),
  );
  it.each(IMPORT_TOOLS)('comes to a pack that compiles or to diagnostics within the file (%s)', (tool) => {
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 60 }), (characters) => {
        const source = characters.join('');
        const imported = importKeywords(tool, 'any.txt', source);
        const lines = source.split(/\r\n|\n|\r/);
        for (const { line, column } of imported.diagnostics) {
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
        }
        if (imported.pack === null) expect(imported.diagnostics.length).toBeGreaterThan(0);
        else expect(hitsOf(imported, '')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
