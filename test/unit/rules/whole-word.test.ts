import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../rules/compile/expression.ts';
import { isWholeWord } from '../../../rules/compile/whole-word.ts';
import { fieldFromWords, segmentedSubject, segmentedText } from '../../support/segmented-subject.ts';

/** Term, text, whether it is there: with the segmenter that the product uses. */
const CASES: readonly (readonly [string, string, boolean])[] = [
  ['市长', '上海市长宁区的老房子', false],
  ['市长', '给市长写信', true],
  ['市长', '市长热线打不通', true],
  ['主要', '业主要求退房', false],
  ['主要', '主要问题是漏水', true],
  ['平房', '我们只要公平房价', false],
  ['平房', '老城区的平房要改造', true],
  ['漏水', '卫生间渗漏水', true],
  ['漏水', '房屋漏水严重', true],
  ['质量', '工程质量太差', true],
  ['民工', '这是一项惠民工程', false],
  ['民工', '拖欠民工的工资', true],
  ['工资', '没有施工资质', false],
  ['小区', '小区内没有路灯', true],
  ['住房', '居住房屋有裂缝', false],
  ['一房多卖', '开发商一房多卖', true],
  ['供热不热', '今年供热不热', true],
  ['mac', 'machine learning', false],
  ['mac', 'MacBook', false],
  ['mac', '买了Mac电脑', true],
  ['5号', '15号楼', false],
  ['5号', '住5号楼', true],
  ['５Ｇ', '反对在楼顶建5g基站', true],
  ['pm2.5', 'PM2.5超标', true],
  ['pm2.5', 'pm2.55', false],
];

describe('whole words', () => {
  it.each(CASES)('%s in %s: %s', (term, text, expected) => {
    expect(compileExpression(`"${term}"`).match(segmentedSubject({ text })).hit).toBe(expected);
  });

  it('takes every occurrence between stars', () => {
    for (const [term, text] of CASES) {
      expect(compileExpression(`*${term}*`).match(segmentedSubject({ text })).hit).toBe(true);
    }
  });

  it.each([
    [['上海市', '长宁区'], 2, 4, false, 'cuts two words'],
    [['业', '主要', '求'], 1, 3, true, 'is a word, rightly cut or not'],
    [['渗漏', '水'], 1, 3, true, 'ends where a word ends'],
    [['小', '区内'], 0, 2, true, 'begins where a word begins'],
    [['渗漏水'], 1, 3, true, 'lies inside one word'],
    [['工程', '质量'], 0, 4, true, 'is made of whole words'],
    [['甲乙', '丙', '丁戊'], 1, 4, false, 'cuts two words around a third'],
  ])('%j [%i, %i): %s, it %s', (words, start, end, expected) => {
    expect(isWholeWord(fieldFromWords(words), start, end)).toBe(expected);
  });

  it('depends on the text alone: other terms of the rule change nothing', () => {
    const text = segmentedText('业主要求市长到上海市长宁区看公平房价');
    const subject = { texts: { title: fieldFromWords([]), text }, numbers: {} };
    const alone = compileExpression('市长').match(subject).spans;
    const among = compileExpression('市长|上海|上海市长宁|长宁|业主要|公平房|主要求').match(subject).spans;
    expect(among.filter((span) => span.term === '市长')).toEqual(alone);
    expect(alone).toHaveLength(1);
  });
});
