import { describe, expect, it } from 'vitest';
import { importKeywords } from '../../../../rules/import/import-keywords.ts';
import { hitsOf, toldOf } from '../../../support/imported-rules.ts';

const read = (source: string) => importKeywords('trendradar', 'words.txt', source);
const expressions = (source: string) => read(source).pack?.rules.map(({ expression }) => expression);

describe('frequency_words.txt', () => {
  it('turns groups of words, required and excluded words into expressions', () => {
    expect(expressions('漏水\n渗水\n+楼顶\n+小区\n!演练\n!招聘\n\n停暖')).toEqual([
      '(漏水 | 渗水) + 楼顶 + 小区 -(演练 | 招聘)',
      '停暖',
    ]);
    expect(expressions('+烂尾\n+业主')).toEqual(['烂尾 + 业主']);
  });

  it('keeps an exclusion to its own group', () => {
    const imported = read('漏水\n!演练\n\n楼顶');
    expect(hitsOf(imported, '楼顶漏水演练')).toEqual(['楼顶']);
    expect(hitsOf(imported, '楼顶漏水')).toEqual(['漏水', '楼顶']);
  });

  it('applies the global filter to every group, words and patterns', () => {
    const imported = read('[GLOBAL_FILTER]\n震惊\n\n/博彩|赌博/\n\n[WORD_GROUPS]\n漏水\n\n楼顶');
    expect(toldOf(imported)).toEqual([]);
    expect(hitsOf(imported, '震惊，楼顶漏水')).toEqual([]);
    expect(hitsOf(imported, '楼顶漏水，网络赌博')).toEqual([]);
    expect(hitsOf(imported, '楼顶漏水')).toEqual(['漏水', '楼顶']);
  });

  it('says what a sign in the global filter comes to', () => {
    const imported = read('[GLOBAL_FILTER]\n!震惊\n[WORD_GROUPS]\n漏水');
    expect(toldOf(imported)).toEqual(['2:1 sign-in-filter']);
    expect(hitsOf(imported, '震惊，漏水')).toEqual(['漏水']);
  });

  it('takes words as words: mac is not in machine', () => {
    const imported = read('mac\nAI');
    expect(hitsOf(imported, 'a new machine, and it said so')).toEqual([]);
    expect(hitsOf(imported, 'the new Mac')).toEqual(['mac / AI']);
    expect(hitsOf(imported, '用ai写的')).toEqual(['mac / AI']);
  });

  it('lets one post count for several groups', () => {
    expect(hitsOf(read('漏水\n\n楼顶\n\n物业'), '楼顶漏水物业不管')).toEqual(['漏水', '楼顶', '物业']);
  });

  it('takes a line of spaces for an empty line', () => {
    expect(expressions('漏水\n \t　\n楼顶')).toEqual(['漏水', '楼顶']);
    expect(expressions('漏水\r\n\r\n楼顶\r\n+小区')).toEqual(['漏水', '楼顶 + 小区']);
  });

  it('names a group by its alias, else by the names of its lines', () => {
    const names = read(
      '[渗漏]\n漏水\n/渗[水漏]/ => 渗\n\n漏雨 => 屋漏\n/雨[水漏]/\n渗雨 => 屋漏\n\n停暖 =>',
    ).pack?.rules.map(({ name }) => name);
    expect(names).toEqual(['渗漏', '屋漏 / 雨[水漏]', '停暖']);
  });

  it('keeps patterns, and slashes within them', () => {
    const imported = read('/(?:停|断)(?:水|暖)/\n\n/a/b/ => 分数');
    expect(imported.pack?.rules.map(({ expression }) => expression)).toEqual(['/(?:停|断)(?:水|暖)/', '/a\\/b/']);
    expect(hitsOf(imported, '昨晚断水')).toEqual(['(?:停|断)(?:水|暖)']);
    expect(hitsOf(imported, '写成 A/B 两种')).toEqual(['分数']);
  });

  it.each([
    ['a pattern that does not compile', '/漏(水/', 'bad-regex'],
    ['look-around', '/漏水(?!演习)/', 'bad-regex'],
    ['a pattern that matches nothing at all', '/漏*/', 'bad-regex'],
    ['a pattern without its end', '/漏水', 'unclosed-regex'],
    ['a flag that changes what is matched', '/漏水/x', 'regex-flags'],
    ['an alias without its end', '[渗漏', 'unclosed-bracket'],
    ['an alias in the middle', '漏水\n[渗漏]', 'misplaced-alias'],
    ['nothing behind a sign', '漏水\n+', 'empty-term'],
  ])('calls %s an error, never a plain word', (_, group, code) => {
    const imported = read(`${group}\n\n停暖`);
    expect(toldOf(imported)).toEqual([expect.stringContaining(`${code}!`)]);
    expect(imported.pack?.rules.map(({ name }) => name)).toEqual(['停暖']);
  });

  it('honours the flags that say what is done anyway', () => {
    const imported = read('/漏水|LOU/gi');
    expect(toldOf(imported)).toEqual([]);
    expect(hitsOf(imported, 'lou')).toHaveLength(1);
  });

  it('names what it cannot carry over, with its place', () => {
    const imported = read('漏水\n  @10\n\n！演练\n停暖\n\n!只有排除\n\n楼顶\n@很多');
    expect(toldOf(imported)).toEqual([
      '2:3 display-limit',
      '4:1 full-width-sign',
      '7:1 only-exclusions',
      '10:1 bad-number',
    ]);
    expect(imported.pack?.rules.map(({ note }) => note)).toEqual(['原文件限制显示 10 条', undefined, undefined]);
    expect(hitsOf(imported, '停暖演练')).toEqual([]);
  });

  it.each(['', '\ufeff', ' \n\n\t\n', '# 只有注释\n', '[GLOBAL_FILTER]\n震惊\n', '[WORD_GROUPS]\n'])(
    'makes nothing of a file with no group: %j',
    (source) => {
      expect(read(source)).toMatchObject({ pack: null, diagnostics: [{ code: 'empty-file', severity: 'error' }] });
    },
  );

  it('imports the same group once, under an id that stays', () => {
    const imported = read('漏水\n\n停暖\n\n漏水');
    expect(toldOf(imported)).toEqual(['5:1 duplicate-expression']);
    const again = read('停暖\n\n漏水');
    expect(again.pack?.rules.map(({ id }) => id).sort()).toEqual(imported.pack?.rules.map(({ id }) => id).sort());
  });

  it('quotes what would be signs of our language', () => {
    const imported = read('C++\niPhone 15\n标题:甲\na|b');
    expect(toldOf(imported)).toEqual([]);
    expect(hitsOf(imported, '用C++写的')).toHaveLength(1);
    expect(hitsOf(imported, '新的 iphone 15 到了')).toHaveLength(1);
    expect(hitsOf(imported, '甲')).toEqual([]);
  });
});
