import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readItems } from '../../crawlers/import/import-file.ts';
import { createRawItem, type RawItem } from '../model/raw-item.ts';

const AT = '2026-03-02T09:00:00+08:00';
const FILE = 'petitions-labelled.csv';

/** Real petitions, as many as there are, when a folder with them is given, else texts put together from phrases, of like length. */
export async function benchItems(data: string | null, most: number): Promise<{ items: RawItem[]; note: string }> {
  const path = data === null ? null : join(data, FILE);
  if (path === null || !existsSync(path)) {
    if (path !== null) process.stderr.write(`没有 ${path}，改用编写的文本\n`);
    return { items: Array.from({ length: most }, (_, i) => madeUpItem(i)), note: '编写的文本' };
  }
  const items: RawItem[] = [];
  for await (const read of readItems(path, { kind: 'posts', fetchedAt: AT })) {
    if ('item' in read) items.push(read.item);
    if (items.length >= most) break;
  }
  return { items, note: FILE };
}

/**
 * So many items whatever there is: beyond the real ones, such as have every other clause from one of them and the rest from
 * another, which makes new texts of the same words, length and matter.
 */
export async function manyItems(data: string | null, count: number): Promise<{ items: RawItem[]; note: string }> {
  const { items: real, note } = await benchItems(data, count);
  const mixed = Array.from({ length: count - real.length }, (_, i) => {
    const other = i * 7 + 1 + Math.floor(i / real.length) * 131;
    return mixOf(real[i % real.length] ?? madeUpItem(i), real[other % real.length] ?? madeUpItem(other), i);
  });
  return {
    items: [...real, ...mixed],
    note: mixed.length === 0 ? note : `${note}，${real.length} 条以外由其中两条的分句相间编成`,
  };
}

function mixOf(one: RawItem, other: RawItem, i: number): RawItem {
  const [clauses, others] = [clausesOf(one.body), clausesOf(other.body)];
  return createRawItem({
    sourceId: 'bench',
    sourceName: '测速',
    channel: 'board',
    nativeId: `mixed-${i}`,
    url: null,
    title: other.title,
    body: clauses.map((clause, at) => (at % 2 === 0 ? clause : (others[at] ?? clause))).join(''),
    publishedRaw: AT,
    fetchedAt: AT,
  });
}

const clausesOf = (text: string) => text.split(/(?<=[，。！？；\n])/u);

const MATTERS = [
  '地下车库大面积渗水，墙面多处开裂，多次找开发商和物业都互相推诿，没有人来维修',
  '供暖开始一个多星期了，家里只有十四五度，老人孩子冻得受不了，打热线也没有结果',
  '合同约定去年年底交房，到现在还没有竣工验收，工地上看不到几个工人',
  '物业费涨了三成，电梯还是天天坏，消防通道停满了车，业委会一直成立不起来',
  '孩子今年上小学，想问一下学区是怎样划分的，需要准备什么材料',
  '门前的路修了半年还没有修好，一下雨就积水，晚上路灯也不亮，出行很不安全',
  '申请公租房已经排队两年，同一批的都已经入住，想了解摇号的结果在哪里公示',
  '公交车改线以后站点离小区很远，上班的人都觉得不方便，希望能够调整',
];
const PLACES = ['水城花园', '东湖雅苑', '龙湾公馆', '锦绣华府', '古楼新居', '阳光嘉园'];
const CLOSINGS = [
  '恳请有关部门给予重视，尽快给我们一个答复。',
  '大家已经反映了很多次，希望这一次能够真正解决问题，谢谢领导。',
  '如果再没有人管，我们只好去市里反映情况了。',
];

/** Text number `i`; deterministic, no two alike. */
export function madeUpItem(i: number): RawItem {
  const pick = (list: readonly string[], step: number) => list[Math.floor(i / step) % list.length] ?? '';
  const sentences = Array.from(
    { length: 6 },
    (_, k) => `${pick(PLACES, k + 1)}${i + k}号楼的住户说，${pick(MATTERS, k + 2)}。`,
  );
  return createRawItem({
    sourceId: 'bench',
    sourceName: '测速',
    channel: 'board',
    nativeId: String(i),
    url: null,
    title: `${pick(PLACES, 1)}第${i}件：${pick(MATTERS, 3).slice(0, 14)}`,
    body: `${sentences.join('')}${pick(CLOSINGS, 5)}`,
    publishedRaw: AT,
    fetchedAt: AT,
  });
}
