import { toShanghai } from '../../pipeline/model/calendar.ts';
import { createRawItem, type RawItem } from '../../pipeline/model/raw-item.ts';
import { MONDAY_NINE } from './samples.ts';

const ESTATES = ['水城花园', '东湖雅苑', '龙湾公馆', '锦绣华府'];
const FRONTS = ['春江', '翠竹', '金桂', '银杏', '听雨', '望岳', '临湖', '和风', '清荷', '云栖'];
const MIDDLES = ['一品', '新天', '华庭', '名仕', '书香', '悦景', '国风', '御景', '文昌', '里仁'];
const ENDS = ['花园', '雅苑', '公馆', '华府'];
const TROUBLES = [
  '地下车库大面积漏水，墙面多处开裂，多次找开发商和物业都互相推诿，至今没有人来维修，车都不敢停进去。',
  '电梯三天两头出故障，昨天又把老人困在里面一个多小时，物业费照收，维修资金一分不动，大家意见很大。',
  '合同约定去年年底交房，到现在还没有竣工验收，工地上看不到几个工人，业主的房贷已经还了大半年。',
  '楼下烧烤店油烟直冲楼上，半夜还在吵闹，孩子没法睡觉，打了多少次热线都没有人来管一管这件事。',
];
const SOURCES = ['forum', 'weibo', 'news'];

/** What a random post is made of; small numbers, so that posts meet. */
export interface Recipe {
  estate: number;
  trouble: number;
  /** Days before Monday nine. */
  daysAgo: number;
  source: number;
  /** How it is told: as it is, cut short, with a note in front, with a sentence of its own, without the estate. */
  telling: number;
}

/** Four known ones, then 400 more. */
function estateName(n: number): string {
  const known = ESTATES[n];
  if (known !== undefined) return known;
  const pick = (list: readonly string[], of: number) => list[Math.floor(of) % list.length] ?? '';
  return pick(FRONTS, n) + pick(MIDDLES, n / 10) + pick(ENDS, n / 100);
}

/** The n-th post of a run. Its id depends on n alone, so that the same posts may come in any order. */
export function happeningPost({ estate, trouble, daysAgo, source, telling }: Recipe, n: number): RawItem {
  const name = estateName(estate);
  const told = TROUBLES[trouble % TROUBLES.length] ?? '';
  const sourceId = SOURCES[source % SOURCES.length] ?? '';
  const body = [
    `${name}小区${told}`,
    `${name}小区${told.slice(0, 36)}`,
    `【转载】${name}小区${told}`,
    `我是第${n}次来说这件事了。${name}小区${told}希望有人给个说法。`,
    told,
  ][telling % 5];
  return createRawItem({
    ...{ sourceId, sourceName: sourceId, channel: 'forum', nativeId: `n${n}`, url: `http://bbs.example/${n}` },
    title: telling % 2 === 0 ? `${name}业主反映：${told.slice(0, 12)}` : '',
    body: body ?? told,
    publishedRaw: toShanghai(MONDAY_NINE - daysAgo * 86_400_000 - n * 60_000),
    fetchedAt: toShanghai(MONDAY_NINE),
  });
}
