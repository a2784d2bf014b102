import { describe, expect, it } from 'vitest';
import { parse } from '../../../rules/language/parser.ts';
import { print } from '../../../rules/language/print.ts';

/** Expression → canonical form. */
const READS: readonly (readonly [string, string])[] = [
  ['漏水', '漏水'],
  ['漏水 墙面', '漏水 + 墙面'],
  ['漏水+墙面', '漏水 + 墙面'],
  ['漏水＋墙面｜渗水', '漏水 + 墙面 | 渗水'],
  ['漏水 + (墙面|屋顶) - 演练', '漏水 + (墙面 | 屋顶) -演练'],
  ['A+B-C', 'A + B -C'],
  ['A -B', 'A -B'],
  ['A - B', 'A -B'],
  ['漏水-演练', '漏水 -演练'],
  ['漏水－演练', '漏水 -演练'],
  ['A−B', 'A -B'],
  ['A-B', 'A -B'],
  ['covid-19', 'covid-19'],
  ['x-1', 'x-1'],
  ['wi-fi -mac', 'wi-fi -mac'],
  ['400-800-1234', '400-800-1234'],
  ['12:30', '12:30'],
  ['pm2.5超标', 'pm2.5超标'],
  ['((漏水))', '漏水'],
  ['(A B) C', 'A + B + C'],
  ['A|(B|C)', 'A | B | C'],
  ['A -(B|C)', 'A -(B | C)'],
  ['-A B', '-A + B'],
  ['A+-B', 'A -B'],
  ['"供热 不热"', '"供热 不热"'],
  ['“供热不热”', '供热不热'],
  ['「一房多卖」', '一房多卖'],
  ['"说\\"好\\"\\\\"', '"说\\"好\\"\\\\"'],
  ['标题:漏水 正文：墙', '标题:漏水 + 正文:墙'],
  ['title:漏水', '标题:漏水'],
  ['标题:(漏水|渗水)', '标题:(漏水 | 渗水)'],
  ['-标题:广告 漏水', '-标题:广告 + 漏水'],
  ['@小区 漏水', '@小区 + 漏水'],
  ['＠小区', '@小区'],
  ['*漏水*', '*漏水*'],
  ['＊漏水＊', '*漏水*'],
  ['*"a b"*', '*"a b"*'],
  ['A#3', 'A#3'],
  ['(A|B)#３', '(A | B)#3'],
  ['A ~5 B', 'A ~5 B'],
  ['A～5B', 'A ~5 B'],
  ['A >5 B', 'A >5 B'],
  ['A ~句 (B|C)', 'A ~句 (B | C)'],
  ['A ~5 B ~3 C', 'A ~5 B ~3 C'],
  ['A ~5 (B ~3 C)', 'A ~5 (B ~3 C)'],
  ['-A ~5 B D', '-A ~5 B + D'],
  ['转发>=100 漏水', '转发>=100 + 漏水'],
  ['阅读 > 10万 漏水', '阅读>100000 + 漏水'],
  ['转发≥100', '转发>=100'],
  ['转发 >5 举报', '"转发" >5 举报'],
  ['转发>5', '转发>5'],
  ['时刻>=22:00 | 时刻<6:00', '时刻>=22:00 | 时刻<06:00'],
  ['星期=六', '星期=6'],
  ['星期=天', '星期=7'],
  ['/第?[0-9]+号楼/', '/第?[0-9]+号楼/'],
  ['/a\\/b/ | c', '/a\\/b/ | c'],
  ['漏水 # 房屋质量\n墙面', '漏水 + 墙面'],
  ['漏水 #', '漏水'],
  ['阅读>=1.5万', '阅读>=15000'],
  ['阅读>=100000万', '阅读>=1000000000'],
  ['阅读>=２亿', '阅读>=200000000'],
  ['阅读>=10，000+漏水', '阅读>=10000 + 漏水'],
  ['标题 ：漏水', '标题:漏水'],
  ['「说＂好」', '"说\\"好"'],
  ['"漏水丨渗水"', '"漏水丨渗水"'],
  ['漏水 # 3 月起用', '漏水'],
  ['"AND"', '"AND"'],
  ['"..."', '"..."'],
];

/** Expression → code and the text the error points at. */
const REFUSED: readonly (readonly [string, string, string])[] = [
  ['', 'empty-expression', ''],
  [' \t　\n', 'empty-expression', ''],
  ['# 只有注释', 'empty-expression', ''],
  ['(A', 'unclosed-bracket', '('],
  ['A)', 'stray-bracket', ')'],
  ['()', 'empty-group', '('],
  ['A+', 'missing-operand', '+'],
  ['|A', 'missing-operand', '|'],
  ['A || B', 'missing-operand', '|'],
  ['A -', 'missing-operand', '-'],
  ['A --B', 'double-negation', '-'],
  ['-A', 'only-exclusions', '-A'],
  ['A|-B', 'only-exclusions', '-B'],
  ['-(A B)', 'only-exclusions', '-(A B'],
  ['A -A', 'contradiction', 'A'],
  ['A，B', 'unexpected-character', '，'],
  ['A、B', 'unexpected-character', '、'],
  ['A&B', 'unexpected-character', '&'],
  ['标体:漏水', 'unknown-field', '标体'],
  ['转发:100', 'number-field', '转发'],
  ['转发>=很多', 'bad-number', '很多'],
  ['转发>=100次', 'bad-number', '100次'],
  ['阅读=>100', 'bad-number', '>100'],
  ['阅读>=1.23456万', 'bad-number', '1.23456万'],
  ['阅读>=10001亿', 'bad-number', '10001亿'],
  ['漏水# 3', 'bad-count', '# 3'],
  ['(漏水 #　３) 墙', 'bad-count', '#　３'],
  ['漏水丨渗水', 'unexpected-character', '丨'],
  ['漏水│渗水', 'unexpected-character', '│'],
  ['漏水➕渗水', 'unexpected-character', '➕'],
  ['标题∶漏水', 'unexpected-character', '∶'],
  ['时刻>22', 'bad-number', '22'],
  ['时刻>25:00', 'bad-number', '25:00'],
  ['星期=8', 'bad-number', '8'],
  ['漏水*', 'stray-star', '*'],
  ['*漏水', 'unclosed-star', '*'],
  ['**', 'stray-star', '*'],
  ['@', 'empty-list', '@'],
  ['"漏水', 'unclosed-quote', '"'],
  ['""', 'empty-term', '""'],
  ['A#0', 'bad-count', '#0'],
  ['A#999', 'bad-count', '#999'],
  ['#话题#', 'bad-count', '#'],
  ['#3', 'missing-operand', '#3'],
  ['A#2#3', 'double-count', '#3'],
  ['A ~ B', 'bad-distance', '~'],
  ['A ~999 B', 'bad-distance', '~999'],
  ['~5 A', 'missing-operand', '~5'],
  ['A ~5', 'missing-operand', '~5'],
  ['A ~5 -B', 'missing-operand', '~5'],
  ['A ~5 (B C)', 'no-place', 'B C'],
  ['(A -B)#2', 'no-place', 'A -B'],
  ['标题:(正文:A)', 'nested-field', '正文:A'],
  ['标题:(A 转发>3)', 'nested-field', '转发>3'],
  ['标题:', 'missing-operand', '标题:'],
  ['/abc', 'unclosed-regex', '/'],
  ['//', 'bad-regex', '//'],
  ['/abc/i', 'regex-flags', 'i'],
  ['A/B', 'stray-slash', '/'],
  ['A AND B', 'operator-word', 'AND'],
  ['漏水 or 渗水', 'operator-word', 'or'],
  ['漏水 Not 演练', 'operator-word', 'Not'],
  ['漏\u200b水', 'invisible-character', '\u200b'],
  ['"漏\u202e水"', 'invisible-character', '\u202e'],
  ['漏\ud800', 'broken-character', '\ud800'],
  ['[A]', 'unexpected-character', '['],
];

describe('the expression parser', () => {
  it.each(READS)('reads %j as %s', (source, canonical) => {
    const { node, problems } = parse(source);
    expect(problems).toEqual([]);
    expect(print(node!)).toBe(canonical);
    expect(print(parse(canonical).node!)).toBe(canonical);
  });

  it.each(REFUSED)('refuses %j: %s at %j', (source, code, at) => {
    const { node, problems } = parse(source);
    expect(node).toBeNull();
    const found = problems.find((one) => one.code === code);
    expect(problems.map((one) => one.code)).toContain(code);
    expect(source.slice(found?.start, found?.end)).toBe(at);
    expect(found?.hint).not.toBe('');
  });

  it('reports several mistakes of one expression together, in order of their place', () => {
    const { problems } = parse('(漏水，墙面 + *渗水 | 标体:屋顶');
    expect(problems.map(({ code, start }) => [code, start])).toEqual([
      ['unclosed-bracket', 0],
      ['unexpected-character', 3],
      ['unclosed-star', 9],
      ['unknown-field', 15],
    ]);
  });

  it('suggests the field that was meant', () => {
    expect(parse('标体:漏水').problems[0]?.hint).toContain('标题');
  });

  it('binds exclusion tighter than and, and tighter than or', () => {
    expect(parse('A | B C -D ~5 E').node).toMatchObject({
      kind: 'any',
      items: [{ kind: 'term' }, { kind: 'all', items: [{}, {}, { kind: 'not', item: { kind: 'near' } }] }],
    });
  });
});
