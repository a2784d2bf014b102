import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAnalyser } from '../../../pipeline/analyser.ts';
import { barePost } from '../../../pipeline/match/bare-post.ts';
import { createJieba } from '../../../pipeline/segment/jieba.ts';
import { loadRules } from '../../../rules/load.ts';

const RULES = join(import.meta.dirname, '../../../rules');

let analyse: (text: string) => ReturnType<ReturnType<typeof createAnalyser>['analyse']>['verdict'];
beforeAll(async () => {
  const analyser = createAnalyser(await loadRules(RULES), createJieba(join(RULES, 'lexicon', 'segmentation.txt')));
  analyse = (text) => analyser.analyse(barePost('', text)).verdict;
});

/** Every class of words that the plan's topics must cover, each in one plain sentence. */
const MATTERS: [words: string, topic: string, rule: string, text: string][] = [
  ['延期交房', '房地产市场', 'market.late-delivery', '合同写的五月底，开发商一直拖到现在也没有交房。'],
  ['烂尾', '房地产市场', 'market.unfinished', '我们小区烂尾三年了，房贷还得照还。'],
  ['一房多卖', '房地产市场', 'market.double-sale', '同一套房子卖给了别人，一房两卖谁来管。'],
  ['捆绑销售', '房地产市场', 'market.bundle', '买房必须买车位，这不是捆绑销售吗。'],
  ['中介', '房地产市场', 'market.agency', '房产中介收了定金就不接电话。'],
  ['首付', '房地产市场', 'market.down-payment', '贷款没批下来，首付要不回来。'],
  ['网签', '房地产市场', 'market.contract-record', '交了全款，开发商就是不网签。'],
  ['产权证', '房地产市场', 'market.certificate', '住了七年，房产证还没有办下来。'],
  ['公租房', '住房保障', 'housing-security.public-rental', '公租房排队轮候要等几年。'],
  ['棚改', '住房保障', 'housing-security.shanty', '我们那片棚户区什么时候改造。'],
  ['补贴', '住房保障', 'housing-security.subsidy', '今年的租赁补贴还没有发。'],
  ['欠薪', '建筑市场', 'construction.wages', '工地拖欠农民工工资，快过年了还不给。'],
  ['拖欠工程款', '建筑市场', 'construction.engineering-payment', '工程完工两年，工程款还没有结清。'],
  ['围标', '建筑市场', 'construction.bidding', '几家公司围标串标，标书都一样。'],
  ['渗漏', '工程质量安全', 'quality.leak', '顶楼漏雨，墙皮全泡坏了。'],
  ['开裂', '工程质量安全', 'quality.crack', '新房子的承重墙裂开一条大缝。'],
  ['偷工减料', '工程质量安全', 'quality.shoddy', '楼板里的钢筋偷工减料。'],
  ['坍塌', '工程质量安全', 'quality.collapse', '工地的脚手架坍塌了。'],
  ['起重机', '工程质量安全', 'quality.crane', '工地塔吊的吊臂突然折断。'],
  ['扬尘', '工程质量安全', 'quality.dust', '工地不洒水，尘土飞扬。'],
  ['噪声', '工程质量安全', 'quality.noise', '工地夜间施工，吵得睡不着觉。'],
  ['坠落', '工程质量安全', 'quality.fall', '有工人从脚手架上坠落。'],
  ['外墙脱落', '工程质量安全', 'quality.facade', '外墙瓷砖大块脱落，砸坏了车。'],
  ['物业', '物业与小区', 'property.service', '物业除了收费什么都不管。'],
  ['业委会', '物业与小区', 'property.owners-committee', '社区不让我们成立业委会。'],
  ['维修资金', '物业与小区', 'property.maintenance-fund', '想动用维修基金，半年批不下来。'],
  ['违建', '物业与小区', 'property.illegal-building', '楼上违章搭建，没有人管。'],
  ['供热', '城市建设与市政', 'municipal.heating', '暖气不热，屋里只有十四度。'],
  ['燃气', '城市建设与市政', 'municipal.gas', '搬进来两年还没有通天然气。'],
  ['供水', '城市建设与市政', 'municipal.water-quality', '自来水发黄，没法喝。'],
  ['停水', '城市建设与市政', 'municipal.water', '又停水了，也不通知一声。'],
  ['路灯', '城市建设与市政', 'municipal.street-light', '这条路的路灯一个月没亮。'],
  ['内涝', '城市建设与市政', 'municipal.flooding', '一下雨路口就积水到膝盖。'],
  ['黑臭水体', '城市建设与市政', 'municipal.black-water', '门前这条河又黑又臭。'],
  ['海绵城市', '城市建设与市政', 'municipal.sponge-city', '海绵城市改造完，雨天照样淹。'],
  ['垃圾', '城市建设与市政', 'municipal.sanitation', '垃圾中转站的臭味飘进家里。'],
  ['道路', '城市建设与市政', 'municipal.road', '门前的马路坑坑洼洼，一直没修。'],
  ['危房', '村镇建设与农村危房', 'rural.dangerous-house', '老人还住在危房里，下雨就担心。'],
  ['改厕', '村镇建设与农村危房', 'rural.latrine', '村里改厕以后没人来抽粪。'],
  ['农村污水', '村镇建设与农村危房', 'rural.sewage', '村里的污水没有管道，顺着街流。'],
  ['征收', '征收拆迁', 'demolition.compensation', '拆迁补偿款三年没有到账。'],
  ['强拆', '征收拆迁', 'demolition.forced', '没有文书就把我家房子强拆了。'],
  ['公积金', '公积金', 'fund.withdraw', '离职以后公积金怎么提取。'],
  ['作风', '行政作风', 'conduct.attitude', '房管局窗口态度恶劣，爱理不理。'],
];

/** Words of urgency and spread, each beside a matter of the bureau. */
const SIGNALS: [words: string, rule: string, text: string][] = [
  ['上访', 'urgency.petition', '楼盘烂尾，业主商量去省里上访。'],
  ['拉横幅', 'urgency.collective', '交不了房，业主在售楼处拉横幅。'],
  ['围堵', 'urgency.collective', '工人讨薪，围堵了项目部大门。'],
  ['罢工', 'urgency.collective', '工地欠薪，工人罢工了。'],
  ['伤亡', 'harm.death', '工地塔吊倒塌，一人死亡。'],
  ['曝光', 'spread.exposure', '物业再不管就把你们曝光。'],
  ['记者', 'spread.media', '记者来拍小区停暖的事。'],
  ['热搜', 'spread.hot', '小区停水的事上热搜了。'],
  ['时限', 'urgency.deadline', '三天内不修好暖气，否则我们集体去市里。'],
  ['承诺', 'authority.broken-promise', '答应年底通暖气，承诺又不兑现。'],
];

describe('a plain sentence is enough', () => {
  it.each(MATTERS)('%s → %s', (_, topic, rule, text) => {
    const verdict = analyse(text);
    expect(verdict.hits.map((hit) => hit.rule)).toContain(rule);
    expect(verdict.domain).toBe(true);
    expect(verdict.topics[0]?.topic).toBe(topic);
  });

  it.each(SIGNALS)('%s is a signal', (_, rule, text) => {
    const verdict = analyse(text);
    expect(verdict.hits.map((hit) => hit.rule)).toContain(rule);
    expect(verdict.domain).toBe(true);
  });
});

describe('what is not the bureau’s business', () => {
  it.each([
    '孩子班主任课后有偿补课，教育局管不管。',
    '学校食堂的饭菜又贵又难吃。',
    '医保卡在外地住院怎么报销。',
    '医生态度不好，挂号排队两个小时。',
    '公交车半小时不来一趟，希望增加班次。',
    '出租车拒载，投诉到运管处也没用。',
    '退休金今年怎么还没有调整。',
    '公司不签劳动合同，加班费也不给。',
    '景区门票乱涨价，导游强迫购物。',
    '化工厂半夜偷排废水，河里的鱼都死了。',
    '派出所不给孩子上户口。',
    '网购的手机是翻新机，商家不退货。',
    '今晚的演唱会门票抢不到。',
    '交通违章罚款在哪里交。',
  ])('%s', (text) => {
    expect(analyse(text)).toMatchObject({ domain: false, risk: { level: null }, route: null });
  });

  it('stays so when a housing word comes up in passing', () => {
    const school =
      '请问今年小学招生怎样划分学区，需要哪些材料，孩子的户口不在本地可以入学吗，报名从哪一天开始，' +
      '班级人数有没有限制，教育局的咨询电话总是占线，班主任也说不清楚，希望尽快公布招生办法。我们家的房子在学校旁边的小区。';
    expect(analyse(school).domain).toBe(false);
  });
});
