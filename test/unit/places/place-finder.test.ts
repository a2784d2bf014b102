import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_PLACES } from '../../../pipeline/model/verdict.ts';
import { RULES_DIR } from '../../../pipeline/paths.ts';
import { createPlaceFinder } from '../../../pipeline/places/place-finder.ts';
import { createJieba } from '../../../pipeline/segment/jieba.ts';
import type { LexiconSpec } from '../../../rules/schema.ts';
import { shippedRules } from '../../support/chain.ts';
import { emptyBooks, readingOf } from '../../support/reading.ts';

const rules = await shippedRules();
const segmenter = createJieba(join(RULES_DIR, 'lexicon', 'segmentation.txt'));

/** A finder that reads the texts itself. */
function finderBy(lexicon: ReadonlyMap<string, LexiconSpec>) {
  const books = emptyBooks();
  const finder = createPlaceFinder(lexicon, books, segmenter.partOfSpeech);
  const read = (text: string) => readingOf(segmenter.cut(rules.fold(text)), books);
  return (title: string, text: string, region: string) => finder.find(read(title), read(text), read(region));
}

const finder = finderBy(rules.lexicon);

function find(text: string, { title = '', region = '', by = finder } = {}) {
  return by(title, text, region);
}

describe('estates', () => {
  it.each([
    ['龙湾公馆地下车库漏水', '龙湾公馆'],
    ['我买了锦绣华府三期的房子', '锦绣华府'],
    ['投诉某市望江家园小区物业', '望江家园'],
    ['我是清源小区业主，电梯坏了', '清源小区'],
    ['开发商在和顺佳苑随意涂改合同', '和顺佳苑'],
    ['业主和物业说银杏雅苑停水', '银杏雅苑'],
    ['我住在映月台8栋，楼上漏水', '映月台'],
    ['位于运河街道的“水岸东方”小区', '水岸东方'],
    ['碧水湾的房子开裂了', '碧水湾'],
    ['云锦广场二期逾期交房', '云锦广场'],
    ['我是听雨中心的普通业主', '听雨中心'],
    ['星辰悦城东门的路坏了', '星辰悦城'],
    ['位于云汀澜城（西区）南面', '云汀澜城'],
    ['竹苑四区南区5幢漏水', '竹苑四区'],
    ['金桂璀璨华庭小区停水', '金桂璀璨华庭'],
    ['萧山区临河明月轩开发商虚假宣传', '临河明月轩'],
    ['B3县财富中心的业主', '财富中心'],
    ['K4县城锦绣雍景园小区', '锦绣雍景园'],
    ['柳叶巷与丹枫乐园居住小区一带', '丹枫乐园小区'],
    ['白沙堤安置小区三楼以上停水', '白沙堤安置小区'],
    ['云和溪畔中央公园小区开发商', '云和溪畔中央公园小区'],
    ['潮头青年公寓的宽带', '潮头青年公寓'],
    ['某地的青年公寓租金高', null],
    ['工地电梯偷工减料金枫世纪城三期', '金枫世纪城'],
    ['李家湾采石场和东江湾休闲广场', null],
    ['青松镇溪口新村村民的茶林', null],
    ['塘上东门桥的路灯', null],
    ['市民中心广场的居民', null],
    ['最大的居住小区、方便小区住户', null],
    ['我们小区的电梯坏了', null],
    ['老旧小区改造什么时候开始', null],
    ['请市政府管一管，双职工家庭不容易', null],
    ['恳请领导关注住宅小区的消防', null],
    ['各小区、居民小区都没有电', null],
    ['医院、学院、县城和这里都停水', null],
  ])('%s → %s', (text, estate) => {
    expect(find(text).estate).toBe(estate);
  });

  it('takes the surest form, the title before the text where two are equally sure', () => {
    expect(find('旁边是桃花源，我住杏花村小区3栋').estate).toBe('杏花村小区');
    expect(find('我住兰亭雅苑', { title: '枫林佳苑停水' }).estate).toBe('枫林佳苑');
  });
});

describe('districts and streets', () => {
  it.each([
    ['A市A3区的路没人修', 'A3区'],
    ['A7县政府门口', 'A7县'],
    ['A7县北山镇的公路', 'A7县'],
    ['B市供水公司', 'B市'],
    ['B市的饭店，B6县城的人说M9县土鸡馆', 'B6县'],
    ['A市A1区南路的店，归A2区管', 'A2区'],
    ['小区B区地下车库', null],
    ['临清市的危房', '临清市'],
    ['我是萧山区一名业主', '萧山区'],
    ['位于上城区的工地', '上城区'],
    ['各地区、社区和学区的房子', null],
    ['我是浙江绍兴柯桥区村民', '柯桥区'],
    ['各县市区都没有办法', null],
    ['建筑属于住宅小区', null],
    ['A市到A9市河桥的路', 'A市'],
  ])('district of %s is %s', (text, district) => {
    expect(find(text).district).toBe(district);
  });

  it.each([
    ['A9市集里街道办事处', '集里街道'],
    ['K8县湾井镇星光村', '湾井镇'],
    ['D1区和平乡新村', '和平乡'],
    ['C1区，长城乡的公寓', '长城乡'],
    ['小城镇建设和城乡规划', null],
    ['江东义蓬街道的摊贩', '义蓬街道'],
    ['自来水公司和珊瑚乡政府', '珊瑚乡'],
    ['F3区萌宠小镇和河西古镇', null],
    ['L1区买城乡居民医保', null],
    ['各乡镇的街道', null],
  ])('street of %s is %s', (text, street) => {
    expect(find(text).street).toBe(street);
  });

  it('knows the district by the source where the post names none', () => {
    expect(find('电梯坏了', { region: '茌平区' }).district).toBe('茌平区');
  });
});

describe('companies', () => {
  it.each([
    ['由K市泰兆房地产开发有限公司开发建设', { developer: 'K市泰兆房地产开发有限公司' }],
    ['银花置业公司一直推脱', { developer: '银花置业公司' }],
    ['反应给腾鑫物业后没有人管', { propertyCompany: '腾鑫物业' }],
    ['强烈要求更换华东物业管理有限公司', { propertyCompany: '华东物业管理有限公司' }],
    ['投诉杭州兴*房地产开发有限公司', { developer: '杭州兴*房地产开发有限公司' }],
    ['施工单位是广福建筑公司', { contractor: '广福建筑公司' }],
    ['对面宏远建工集团每天五点施工', { contractor: '宏远建工集团' }],
    ['办不了房产证D市天朗房地产公司开发', { developer: 'D市天朗房地产公司' }],
    ['电梯都物业没有及时响应', {}],
    ['本小区是航宇经济发展有限公司开发', { developer: '航宇经济发展有限公司' }],
    ['物业公司、开发公司和房地产公司互相推诿', {}],
    ['小区物业和前期物业都不管', {}],
  ])('%s', (text, companies) => {
    const { developer, propertyCompany, contractor } = find(text);
    expect({ developer, propertyCompany, contractor }).toEqual({
      ...{ developer: null, propertyCompany: null, contractor: null },
      ...companies,
    });
  });
});

describe('the lexicon', () => {
  const list = (name: string, entries: LexiconSpec['entries']): [string, LexiconSpec] => [name, { name, entries }];
  const by = finderBy(
    new Map([
      ...rules.lexicon,
      list('小区', [
        { name: '云栖谷', aliases: ['云栖'], belongs: { 区县: '东区', 开发商: '云上置业', 物业企业: '云管家' } },
        { name: '云栖谷北岸', aliases: [] },
      ]),
      list('项目', [{ name: '水厂二期工程', aliases: [], belongs: { 施工企业: '一建' } }]),
    ]),
  );

  it('takes the longest name, knows it by its alias, and fills in what belongs to it', () => {
    expect(find('云栖谷北岸停水', { by }).estate).toBe('云栖谷北岸');
    expect(find('云栖停水', { by })).toEqual({
      ...NO_PLACES,
      ...{ estate: '云栖谷', district: '东区', developer: '云上置业', propertyCompany: '云管家' },
    });
    expect(find('水厂二期工程欠薪', { by })).toMatchObject({ project: '水厂二期工程', contractor: '一建' });
  });

  it('does not overrule what the post itself says', () => {
    expect(find('云栖谷的开发商是长河置业公司', { by }).developer).toBe('长河置业公司');
  });
});

describe('any text', () => {
  const piece = fc.constantFrom(
    ...[
      'a',
      '3',
      '市',
      '区',
      '县',
      '镇',
      '街',
      '道',
      '小区',
      '和',
      '业主',
      '8',
      '栋',
      '公司',
      '物业',
      '房地产',
      '“',
      '”',
    ],
    ...['花园', '云', '的', '在', '苑', '府', '政府', '项目', '。', '\n', '😀', '\ud800', 'Ａ', '開發', '*'],
  );

  it('gives names that stand in it, and the same ones each time', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const text = pieces.join('');
        const places = find(text);
        const folded = rules.fold(text).toUpperCase();
        for (const name of Object.values(places)) if (name !== null) expect(folded).toContain(name);
        expect(find(text)).toEqual(places);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('words of our own dictionary', () => {
  const words = readFileSync(join(RULES_DIR, 'lexicon', 'segmentation.txt'), 'utf8')
    .split('\n')
    .map((line) => line.split(/\s/)[0] ?? '')
    .filter((word) => /(?:区|县|市|镇|乡|街道)$/.test(word));
  const known = rules.lexicon.get('区县')?.entries.flatMap(({ name, aliases }) => [name, ...aliases]) ?? [];

  it.each(words.filter((word) => !known.includes(word)))('%s is no district for being one word', (word) => {
    expect(find(`${word}的工作什么时候开始`).district).toBeNull();
  });
});
