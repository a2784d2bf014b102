import { createRandom } from '../evaluate/random.ts';
import { toShanghai } from '../model/calendar.ts';
import { channel } from '../model/channels.ts';
import { createRawItem, type RawItem } from '../model/raw-item.ts';

/** Estates are two of these and an ending: a few thousand names, of which some are spoken of often. */
const NAME_HEADS = ['水城', '东湖', '龙湾', '锦绣', '古楼', '阳光', '运河', '月季', '凤凰', '金鼎', '湖西', '望岳'];
const NAME_TAILS = ['花园', '雅苑', '公馆', '华府', '新居', '嘉园', '人家', '小区', '名邸', '一品', '春晓', '家园'];
const DISTRICTS = ['东昌府区', '茌平区', '临清市', '阳谷县', '莘县', '高唐县', ''];
const MATTERS = [
  '地下车库大面积渗水，墙面多处开裂，多次找开发商都互相推诿',
  '供暖开始一个多星期了，家里只有十四五度，老人孩子冻得受不了',
  '合同约定去年年底交房，到现在还没有竣工验收，工地上看不到几个工人',
  '物业费涨了三成，电梯还是天天坏，消防通道停满了车',
  '外墙保温层脱落，砸坏了楼下的两辆车，没有人来围挡',
  '门前的路修了半年还没有修好，一下雨就积水，晚上路灯也不亮',
  '申请公租房已经排队两年，摇号的结果在哪里公示',
  '开发商拖欠工程款，农民工拿不到工资，准备一起去市里反映',
  '工地夜里施工到两点，塔吊就悬在小学上面，家长很担心',
  '燃气管道改造以后厨房有异味，打电话没有人来查',
  '公积金贷款批了三个月还没有放款，首付也退不回来',
  '村里的老房子雨后倾斜，鉴定说是危房，补助一直没有下来',
];
const EVERYDAY = [
  '孩子今年上小学，想问一下要准备什么材料',
  '公交车改线以后上班的人都觉得不方便',
  '周末在公园办了花展，来的人很多，拍了不少照片',
  '菜市场旁边新开了一家面馆，味道不错',
  '昨天夜里下了第一场雪，早上出门慢一点',
];
const ASIDES = [
  '大家已经反映了很多次，希望这一次能够真正解决问题。',
  '打热线也没有结果，业委会一直成立不起来。',
  '恳请有关部门给予重视，尽快给我们一个答复。',
  '如果再没有人管，我们只好去市里反映情况了。',
  '邻居们都在群里转发，已经有几百户联名。',
  '谢谢各位，也欢迎同小区的业主留言。',
];

/**
 * Text number `i` of `count`, spread over `days` before `now`, the last ones the newest, four times as many by day as by
 * night. The first `alike` speak of one happening. Deterministic; no two alike, a few words rare, some in every second one.
 */
export function variedItem(i: number, { count, alike, days, now }: VariedItems): RawItem {
  const random = createRandom(i + 1);
  const pick = <T>(list: readonly T[]): T => {
    const found = list[Math.floor(random() ** 1.4 * list.length)];
    if (found === undefined) throw new RangeError('nothing to pick from');
    return found;
  };
  const age = (1 - i / count) * days * 86_400_000;
  const at = now - Math.floor(i < alike ? random() * 6 * 86_400_000 : age);
  const night = new Date(at + 8 * 3_600_000).getUTCHours() < 7 && random() < 0.75;
  const instant = toShanghai(Math.floor((at - (night ? 9 * 3_600_000 : 0)) / 1_000) * 1_000);
  const estate = i < alike ? '凤凰名邸' : `${pick(NAME_HEADS)}${pick(NAME_TAILS)}`;
  const district = i < alike ? '东昌府区' : pick(DISTRICTS);
  const matters = i >= alike && random() < 0.4 ? EVERYDAY : MATTERS;
  const matter = i < alike ? (MATTERS[0] ?? '') : pick(matters);
  const source = Math.floor(random() ** 1.4 * 40);
  const house = `${1 + Math.floor(random() * 40)}号楼`;
  return createRawItem({
    sourceId: `source-${source}`,
    sourceName: `水城来源${source}`,
    channel: pick(channel.options),
    nativeId: String(i),
    url: null,
    title: `${district}${estate}${house}：${matter.split('，')[0]}`,
    body: `${district}${estate}${house}的住户说，${matter}。${pick(ASIDES)}${pick(matters)}。${pick(ASIDES)}编号${i}。`,
    publishedRaw: instant,
    fetchedAt: instant,
    metrics: {
      reposts: Math.floor(random() ** 4 * 900),
      comments: Math.floor(random() ** 3 * 300),
      likes: null,
      reads: null,
    },
  });
}

export interface VariedItems {
  count: number;
  alike: number;
  days: number;
  /** Epoch milliseconds. */
  now: number;
}
