import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDemandReader } from '../../../pipeline/demand/demand.ts';
import { shippedRules } from '../../support/chain.ts';
import { emptyBooks, readingOf } from '../../support/reading.ts';

const rules = await shippedRules();
const books = emptyBooks();
const reader = createDemandReader(rules.lexicon, books.phrases);
const read = (text: string, { title = '', complains = false } = {}) =>
  reader(
    [
      { field: 'title', shown: title, reading: readingOf([...rules.fold(title)], books) },
      { field: 'text', shown: text, reading: readingOf([...rules.fold(text)], books) },
    ],
    complains,
  );

describe('kind of message', () => {
  it.each([
    ['请问公租房怎么申请，需要哪些材料', '咨询'],
    ['投诉物业乱收费，多次反映没人管', '投诉'],
    ['恳请领导帮帮我们', '求助'],
    ['建议在路口增设红绿灯，望采纳', '建议'],
    ['衷心感谢住建局，特此送锦旗', '感谢'],
    ['实名举报某工程围标串标', '举报'],
    ['今天天气晴', null],
  ])('%s → %s', (text, kind) => {
    expect(read(text).kind).toBe(kind);
  });

  it('takes the title for more, and a trouble without a word for a complaint', () => {
    expect(read('物业不作为', { title: '建议小区增设车位' }).kind).toBe('建议');
    expect(read('车库漏水三个月', { complains: true }).kind).toBe('投诉');
  });
});

describe('threats', () => {
  it.each([
    ['再不解决我们只能去省里上访', ['上访']],
    ['否则我们将拉横幅并找媒体曝光！', ['拉横幅', '媒体曝光']],
    ['全体业主准备停贷', ['停贷']],
    ['再不交房我们就去省里上访，拉横幅，集体停贷，找媒体曝光', ['上访', '拉横幅', '停贷', '媒体曝光']],
    ['再不交房我们就去上访。去年有人拉横幅', ['上访']],
    ['我们只能去上访，但不会拉横幅', ['上访']],
    ['我们不会去上访，也不想闹事', []],
    ['去年有人上访过', []],
    ['银行把我告了，我要被起诉了', []],
    ['城管处理拉横幅的事', []],
  ])('%s → %j', (text, names) => {
    expect(read(text).threats.map(({ name }) => name)).toEqual(names);
  });

  it('quotes the clause as the post has it', () => {
    expect(read('房子漏水。再不解决我們只能去上訪，望重視').threats).toEqual([
      { name: '上访', quote: { field: 'text', start: 5, end: 16, term: '再不解决我們只能去上訪' } },
    ]);
  });
});

describe('questions', () => {
  it('quotes what is asked, not what is exclaimed', () => {
    const text = '小区停水三天了。请问什么时候恢复供水？难道没有人管吗？物业费能否减免';
    expect(read(text).questions.map(({ term }) => term)).toEqual(['请问什么时候恢复供水', '物业费能否减免']);
  });

  it('quotes stretches of any text, at most three, none longer than sixty', () => {
    const piece = fc.constantFrom('请问', '吗', '？', '。', '上访', '只能', '\n', '😀', '漏水', 'Ａ', '何时', '，');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 120 }), (pieces) => {
        const text = pieces.join('');
        const { questions, threats } = read(text);
        expect(questions.length).toBeLessThanOrEqual(3);
        for (const { start, end, term } of [...questions, ...threats.map(({ quote }) => quote)]) {
          expect(term).toBe(text.slice(start, end));
          expect(term.isWellFormed()).toBe(true);
          expect(term.length).toBeLessThanOrEqual(90);
        }
      }),
    );
  });
});
