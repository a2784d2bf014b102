import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../rules/rule-set.ts';
import { searchKeywords } from '../../../rules/search-keywords.ts';

function rule(expression: string, more: Partial<Rule> = {}): Rule {
  return {
    ...{ id: 'a.b', name: '甲', severity: 10, pack: 'a', role: 'topic', topic: '质量', owner: null, domain: 1 },
    ...{ path: '', line: 1, column: 1, expression },
    ...more,
  };
}
const words = (most: number, ...rules: Rule[]) => searchKeywords({ rules }, most);

describe('searchKeywords', () => {
  it.each([
    ['漏水|渗水|返潮', ['漏水', '渗水']],
    ['(屋顶|楼顶) ~6 (漏|渗)', ['屋顶 漏']],
    ['裂缝 - (皮肤|屏幕)', ['裂缝']],
    ['标题:烂尾 + 停工', ['烂尾 停工']],
    ['@小区 + 漏水', ['漏水']],
    ['@小区', []],
    ['/\\d+号楼/', []],
    ['转发 > 100', []],
    ['a + b + c', []],
    ['漏', []],
  ])('%s', (expression, expected) => {
    expect(words(10, rule(expression))).toEqual(expected);
  });

  it('serious rules first, every topic in turn, never more than asked for', () => {
    const rules = [
      rule('漏水|渗水', { severity: 10 }),
      rule('坍塌|垮塌', { severity: 40 }),
      rule('物业费', { topic: '物业', severity: 5 }),
    ];
    expect(words(10, ...rules)).toEqual(['坍塌', '物业费', '垮塌', '漏水', '渗水']);
    expect(words(2, ...rules)).toEqual(['坍塌', '物业费']);
  });

  it('a new rule brings its words; retired ones and other roles do not', () => {
    const before = words(10, rule('漏水'));
    expect(words(10, rule('漏水'), rule('掉砖'))).toEqual([...before, '掉砖']);
    expect(words(10, rule('漏水', { retired: '并入别的规则' }), rule('官方通报', { role: 'relief' }))).toEqual([]);
  });
});
