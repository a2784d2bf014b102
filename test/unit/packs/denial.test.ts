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

const denialsOf = (text: string) =>
  analyse(text)
    .risk.parts.map(({ name }) => name)
    .filter((name) => name.startsWith('否定：'))
    .map((name) => name.slice(3));

describe('a denied hit', () => {
  it.each([
    ['经检测，未发现房屋开裂。', '开裂与裂缝'],
    ['现场检查没有发现渗漏。', '房屋渗漏'],
    ['经核查，该项目不存在拖欠工程款的情况。', '拖欠工程款'],
    ['火已经扑灭，没有人员伤亡。', '人员受伤'],
    ['脚手架倒了一截，未造成人员死亡。', '人员死亡'],
    ['网上说的工地塌方系谣言。', '房屋或工程坍塌'],
    ['墙体没有开裂，请大家放心。', '开裂与裂缝'],
    ['屋顶不再漏水。', '房屋渗漏'],
    ['小区燃气爆炸的说法不属实。', '燃气泄漏与爆炸'],
    ['售楼处前无人聚集，没有业主拉横幅。', '聚集、拉横幅、围堵'],
  ])('%s', (text, name) => {
    const { hits, risk } = analyse(text);
    expect(hits.map((hit) => hit.name)).toContain(name);
    const at = risk.parts.findIndex((part) => part.name === `否定：${name}`);
    expect(at).toBeGreaterThan(0);
    const [points, back] = [risk.parts[at - 1], risk.parts[at]];
    expect(points).toMatchObject({ name });
    expect(back?.points).toBeCloseTo(-0.9 * (points?.points ?? 0), 0);
    expect(back?.why).toMatch(/^“.+”说的就是“.+”，退回 90%$/);
  });

  it('denies a whole list', () => {
    expect(denialsOf('经检测，未发现墙体开裂、渗漏和倾斜。')).toEqual(
      expect.arrayContaining(['开裂与裂缝', '房屋渗漏']),
    );
  });

  it('leaves the other hits as they are, and in their rank', () => {
    const alone = analyse('卫生间渗水，楼下找上门。').risk.score;
    const beside = analyse('卫生间渗水，楼下找上门；经检测，未发现墙体开裂。').risk;
    expect(beside.score).toBeGreaterThanOrEqual(alone);
    expect(beside.score).toBeLessThan(alone + 2);
  });

  it('still is the bureau’s business, and adds up', () => {
    const { domain, risk } = analyse('经检测，未发现房屋开裂。');
    expect(domain).toBe(true);
    expect(risk.parts.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(risk.score, 6);
  });
});

describe('a complaint that only looks denied', () => {
  it.each([
    '屋顶漏水没有人管。',
    '没有人来修漏水的屋顶。',
    '多次反映没有解决漏水问题。',
    '没有路灯，天黑不敢出门。',
    '交房两年没有通天然气。',
    '到期未交房，开发商不接电话。',
    '十一月了还不供暖，屋里没有暖气。',
    '难道不存在偷工减料吗。',
    '这墙是不是不存在开裂，你们来看。',
    '防水没做好，一下雨就漏水。',
    '物业说未发现漏水，可是漏水越来越厉害。',
    '没几天就漏水。',
    '无奈之下只能上访。',
    '没有办法，只能上访。',
    '小区有没有漏水都要先交钱。',
  ])('%s', (text) => {
    expect(denialsOf(text)).toEqual([]);
  });
});

describe('a relief that is not so yet', () => {
  it.each([
    '什么时候才能恢复供水。',
    '至今未恢复供暖。',
    '停水三天，迟迟没有恢复正常。',
    '希望问题得到解决，漏水好久了。',
  ])('%s', (text) => {
    const { risk } = analyse(text);
    const parts = risk.parts.filter(({ name }) => name.endsWith('已经处理或恢复'));
    expect(parts.map(({ name }) => name)).toEqual(['已经处理或恢复', '否定：已经处理或恢复']);
    expect(parts[1]?.points).toBeGreaterThan(0);
  });

  it('stands when it is so', () => {
    for (const text of ['昨晚已恢复供水。', '漏水部位已修复，按要求已整改到位。', '恢复供热了，谢谢师傅。']) {
      expect(denialsOf(text)).toEqual([]);
    }
  });
});
