import { beforeAll, describe, expect, it } from 'vitest';
import { type Analyser, createAnalyser } from '../../../pipeline/analyser.ts';
import { createTracer, type Tracer } from '../../../pipeline/cluster/clues.ts';
import type { Post } from '../../../pipeline/model/post.ts';
import { createRawItem } from '../../../pipeline/model/raw-item.ts';
import type { RawItem } from '../../../pipeline/model/raw-item-schema.ts';
import { createNormalise } from '../../../pipeline/normalise/normalise.ts';
import { RULES_DIR } from '../../../pipeline/paths.ts';
import { segmenterOf } from '../../../pipeline/segment/segmenter-of.ts';
import { type Dropped, isDropped, type Stage } from '../../../pipeline/stage.ts';
import { shippedRules } from '../../support/chain.ts';
import { MONDAY_NINE, SILENT_LOG } from '../../support/samples.ts';

const AT = '2026-03-02T09:00:00+08:00';
const ctx = { now: () => MONDAY_NINE, log: SILENT_LOG, signal: new AbortController().signal };

let normalise: Stage<RawItem, Post>;
let analyser: Analyser;
let tracer: Tracer;
beforeAll(async () => {
  const rules = await shippedRules();
  normalise = createNormalise({ fold: rules.fold, secret: 'a key for tests only' });
  analyser = createAnalyser(rules, segmenterOf(RULES_DIR));
  tracer = createTracer(rules.lexicon, rules.fold);
});

function itemOf(body: string, title = '', publishedRaw = AT): RawItem {
  const source = { sourceId: 'test', sourceName: '测试', channel: 'board', nativeId: '1', url: null } as const;
  return createRawItem({ ...source, title, body, publishedRaw, fetchedAt: AT });
}

async function normalised(item: RawItem): Promise<Post | Dropped> {
  const [result] = await normalise.run([item], ctx);
  if (result === undefined) throw new Error('normalise gave nothing');
  return result;
}

/** All that happens to a post before it meets others. */
async function goThrough(text: string): Promise<void> {
  const post = await normalised(itemOf(text));
  if (!isDropped(post)) tracer.trace(analyser.analyse(post));
}

/** What each is made of, over and over. Every step of the analysis has its own that it might stumble over. */
const SHAPES: Readonly<Record<string, string>> = {
  'one character': '漏',
  'two by turns': '漏水',
  pictographs: '😀',
  'half a pair': '\ud83d',
  scripts: '漏Aя한あ1é',
  Latin: 'a',
  'Latin words': 'ab1 ',
  digits: '7',
  'single digits': '1 ',
  telephones: '138-1234-5678-',
  identities: '372501199001011234 ',
  cards: '6222 0202 ',
  numerals: '一三八',
  'circled digits': '①',
  plates: '鲁P12345 ',
  accounts: '微信号abc123 ',
  'at signs': 'a@',
  'e-mail': 'a@b.cn ',
  brackets: '（【',
  quotes: '“水城花园”小区',
  'closing quotes': '”小区',
  estates: '阳光嘉园3号楼业主',
  districts: '某某区某某镇',
  'anonymised places': 'a3区b市',
  seams: '街道市太悦城小区业主',
  companies: '水城建设集团有限公司',
  'no company': '有限',
  names: '我叫张三',
  labels: '联系人：王小明 ',
  flats: '3栋2单元501室、',
  dates: '2019年4月25日',
  questions: '请问什么时候？',
  'a question without end': '请问是否有没有',
  denials: '不没有未',
  'denied trouble': '没有发现漏水',
  threats: '再不解决就去上访',
  mood: '非常不满意',
  disguise: '漏 * 水 ',
  'old forms': '漏氺開發商',
  'zero width': '\u200b漏',
  controls: '漏\u0001',
  tabs: '漏\t',
  commas: '，',
};
const SMALL = 15_000;
const TIMES = 8;
const FAIR = 3;
const ROUNDS = 6;

describe('cost of one post', () => {
  it.each(Object.entries(SHAPES))('grows with its length and no faster: %s', async (_, unit) => {
    const text = unit.repeat(Math.ceil(SMALL / unit.length));
    const long = text.repeat(TIMES);
    await goThrough(text);
    // As many characters both times; what grows with the square of the length would take 8 times as long in one piece.
    // Whatever else the machine does can only add, so one fair round is enough.
    let ratio = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS && ratio >= FAIR; round++) {
      const apart = await milliseconds(async () => {
        for (let i = 0; i < TIMES; i++) await goThrough(text);
      });
      ratio = Math.min(ratio, (await milliseconds(() => goThrough(long))) / apart);
    }
    expect(ratio).toBeLessThan(FAIR);
  });

  async function milliseconds(work: () => Promise<void>): Promise<number> {
    const start = performance.now();
    await work();
    return performance.now() - start;
  }
});

describe('what is said of strange posts', () => {
  it('of nothing at all, and of too much, the reason why they are dropped', async () => {
    expect(await normalised(itemOf(''))).toEqual({ dropped: 'empty-text' });
    expect(await normalised(itemOf(' \n\t\u3000', '　'))).toEqual({ dropped: 'empty-text' });
    expect(await normalised(itemOf('漏水'.repeat(500_001)))).toEqual({ dropped: 'too-long' });
  });

  it.each(Object.entries(SHAPES))(
    'a verdict whose points add up, whose places lie in the text: %s',
    async (_, unit) => {
      const post = await normalised(itemOf(unit.repeat(700), `${unit}水城花园小区漏水`));
      if (isDropped(post)) throw new Error(`dropped: ${post.dropped}`);
      const { verdict } = analyser.analyse(post);
      const points = verdict.risk.parts.reduce((sum, part) => sum + part.points, 0);
      expect(points).toBeCloseTo(verdict.risk.score, 6);
      expect(verdict.hits.length).toBeGreaterThan(0);
      for (const { spans } of verdict.hits) {
        for (const { field, start, end, term } of spans) {
          const text = field === 'title' ? post.title : post.text;
          expect(text.slice(start, end)).toBe(term);
        }
      }
      // A text that repeats one thing does not become a verdict of its own length.
      expect(JSON.stringify(verdict).length).toBeLessThan(60_000);
    },
  );

  it.each([
    ['2099-12-31 23:59:59', '2099-12-31'],
    ['1970-01-01 00:00:00', '早于1990年'],
  ])('of a time that cannot be (%s), why it is not believed; the post is kept', async (printed, why) => {
    const post = await normalised(itemOf('漏水', '', printed));
    expect(post).toMatchObject({ publishedAt: null, eventTime: AT });
    expect(isDropped(post) ? '' : post.publishedAtProblem).toContain(why);
  });
});
