import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAnalyser } from '../../../pipeline/analyser.ts';
import { barePost } from '../../../pipeline/match/bare-post.ts';
import { createJieba } from '../../../pipeline/segment/jieba.ts';
import { loadRules } from '../../../rules/load.ts';

const RULES = join(import.meta.dirname, '../../../rules');

let analyse: (text: string, title?: string) => ReturnType<ReturnType<typeof createAnalyser>['analyse']>['verdict'];
beforeAll(async () => {
  const analyser = createAnalyser(await loadRules(RULES), createJieba(join(RULES, 'lexicon', 'segmentation.txt')));
  analyse = (text, title = '') => analyser.analyse(barePost(title, text)).verdict;
});

/** What the bureau expects of its own scale: level names in rising order, null = not reported. */
const EXPECTED: [level: string | null, topic: string, lead: string, text: string][] = [
  [null, '公积金', '住房保障科', '请问公积金怎么提取？'],
  [null, '城市建设与市政', '城市建设科', '因管道检修，计划停水八小时，请大家提前储水。'],
  ['蓝', '工程质量安全', '质监站', '我家卫生间漏水，楼下邻居找上门，开发商不维修。'],
  ['蓝', '城市建设与市政', '城市建设科', '供暖一个月了，屋里只有十三度，打电话没人接。'],
  ['蓝', '物业与小区', '物业科', '物业费涨价没有征求业主意见。'],
  ['蓝', '村镇建设与农村危房', '村镇建设科', '村里改厕挖了坑就没人管。'],
  ['黄', '物业与小区', '物业科', '小区电梯从十二楼急坠到五楼，困住三个人，物业说没钱修。'],
  ['黄', '房地产市场', '房地产市场监管科', '楼盘延期交房一年，业主们准备集体停贷。'],
  ['橙', '征收拆迁', '住房保障科', '凌晨一伙人把我家房子强拆了，老人被打伤送医，请求曝光！'],
  ['橙', '建筑市场', '建管处', '我们在工地干了半年，包工头拖欠工资不给，有工友要爬塔吊讨薪，农民工太难了。'],
  ['红', '工程质量安全', '质监站', '今天上午工地脚手架突然坍塌，造成两人死亡、三人受伤，现场正在救援。'],
];

describe('calibration', () => {
  it.each(EXPECTED)('%s · %s · %s: %s', (level, topic, lead, text) => {
    const verdict = analyse(text);
    expect(verdict.domain).toBe(true);
    expect(verdict.topics[0]?.topic).toBe(topic);
    expect(verdict.route?.lead).toBe(lead);
    expect(verdict.risk.level, JSON.stringify(verdict.risk.parts)).toBe(level);
  });

  it.each([
    '小学班主任违规补课收费，请教育局处理。',
    '我县医保报销比例太低，住院一次花了好几千。',
    '12路公交车太少，等一个小时都不来。',
    '退休金今年什么时候调整？',
    '村口养猪场臭气熏天，废水直接排进河里，环保局也不管。',
    '国足比赛又输了，球迷很失望。',
    '今天天气不错，适合散步。',
  ])('leaves to others: %s', (text) => {
    const { domain, risk, route } = analyse(text);
    expect({ domain, level: risk.level, route }).toEqual({ domain: false, level: null, route: null });
  });

  it('takes down a drill, a denial and a repaired fault', () => {
    const real = analyse('工地脚手架坍塌，有工人被埋。').risk.score;
    const drill = analyse('工地举行脚手架坍塌应急演练，模拟工人被埋。').risk;
    const denied = analyse('网传工地脚手架坍塌有工人被埋，官方辟谣：系旧闻。').risk.score;
    expect(drill.score).toBeLessThanOrEqual(real - 30);
    expect(drill.parts.map(({ name }) => name)).toContain('演练');
    expect(denied).toBeLessThan(real);
    const broken = analyse('小区停水三天，居民提水上楼。').risk.score;
    expect(analyse('小区停水三天，昨晚已恢复供水。').risk.score).toBeLessThan(broken);
  });

  it('keeps what happened elsewhere in the background, but no local street or estate', () => {
    const text = '一居民楼坍塌，两人死亡，三人被埋。';
    expect(analyse(text, '沈阳一居民楼坍塌两人死亡').risk.level).not.toBe('红');
    expect(['橙', '红']).not.toContain(analyse('沈阳一居民楼坍塌两人死亡').risk.level);
    expect(analyse(text, '湖南路一居民楼坍塌两人死亡').risk.level).toBe('红');
    expect(analyse(text, '一居民楼坍塌两人死亡').risk.level).toBe('红');
  });

  it('tells fear from fact', () => {
    const fact = analyse('小区消防通道堵死，昨晚发生火灾，两人受伤。').risk.score;
    const fear = analyse('小区消防通道堵死，一旦发生火灾，后果不堪设想。').risk.score;
    expect(fear).toBeLessThan(fact);
  });

  it('grows with the gathering', () => {
    const one = analyse('楼盘烂尾两年，我还在还房贷。').risk.score;
    const many = analyse('楼盘烂尾两年，数百户业主在售楼处拉横幅维权。').risk.score;
    expect(many).toBeGreaterThanOrEqual(one + 20);
  });
});
