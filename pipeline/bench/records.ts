import { toShanghai } from '../model/calendar.ts';
import { channel } from '../model/channels.ts';
import { WARNING_LEVELS } from '../model/levels.ts';
import { NO_DEMAND, NO_PLACES } from '../model/verdict.ts';
import type { AnalysedPost } from '../store/store.ts';

/** The last day that records are spread over, and how many days there are. */
export const LAST_DAY = Date.parse('2026-03-02T00:00:00+08:00');
export const RECORD_DAYS = 365;

const PLACES = ['水城花园', '东湖雅苑', '龙湾公馆', '锦绣华府', '古楼新居', '阳光嘉园', '运河人家', '月季小区'];
const MATTERS = [
  '地下车库大面积渗水，墙面多处开裂',
  '供暖开始一个多星期了，家里只有十四五度',
  '合同约定去年年底交房，到现在还没有竣工验收',
  '物业费涨了三成，电梯还是天天坏',
  '学区是怎样划分的，需要准备什么材料',
  '门前的路修了半年还没有修好，一下雨就积水',
  '申请公租房已经排队两年，摇号的结果在哪里公示',
  '公交车改线以后站点离小区很远',
  '工地夜里施工到两点，噪声让人睡不着',
  '开发商拖欠工程款，农民工拿不到工资',
];
const ASIDES = [
  '多次反映没有结果',
  '打热线也没有人管',
  '老人孩子都受不了',
  '希望尽快给个答复',
  '邻居们都很着急',
  '请领导重视',
];
const TOPICS = ['工程质量安全', '城市建设与市政', '房地产市场', '物业与小区', '住房保障', '建筑市场'];
const DISTRICTS = ['东昌府区', '茌平区', '临清市', '阳谷县', null];

/** What the search bench looks for: words, parts of words, phrases, a number that one record has, one that none has. */
export const SEARCHED = [
  '渗水',
  '物业',
  '农民工',
  '库大面',
  '电梯还是天天坏',
  '第777777件',
  '水城花园',
  '塔吊倒塌',
  '热线',
  '路',
];

/** Record number `i`; deterministic, no two alike, spread evenly over the days in a mixed order. */
export function recordNumber(i: number): AnalysedPost {
  const mixed = Math.imul(i + 1, 0x9e3779b1) >>> 0;
  const pick = <T>(list: readonly T[], divisor: number): T => pickFrom(list, Math.floor(mixed / divisor));
  const instant = toShanghai(LAST_DAY - Math.floor((mixed / 2 ** 32) * RECORD_DAYS * 86_400_000));
  const topic = pick(TOPICS, 5);
  const ids = { docId: `d_${i}`, rawId: `r_${i}` };
  const domain = mixed % 10 < 6;
  const level = mixed % 100 < 12 ? pick(WARNING_LEVELS, 101) : null;
  const asides = [pick(ASIDES, 11), pick(ASIDES, 13), pick(MATTERS, 17)];
  return {
    post: {
      ...ids,
      sourceId: `source-${mixed % 40}`,
      sourceName: `来源${mixed % 40}`,
      channel: pick(channel.options, 19),
      url: null,
      title: `${pick(PLACES, 7)}第${i}件：${pick(MATTERS, 3).slice(0, 12)}`,
      text: `${pick(PLACES, 7)}${(mixed % 30) + 1}号楼的住户说，${pick(MATTERS, 3)}，${asides.join('，')}。`,
      region: null,
      fetchedAt: instant,
      metrics: { reposts: mixed % 50, comments: mixed % 20, likes: null, reads: mixed % 5_000 },
      official: false,
      author: null,
      publishedAt: instant,
      publishedAtProblem: null,
      eventTime: instant,
      contentHash: ids.docId,
      masked: [],
    },
    verdict: {
      ...ids,
      rulesVersion: 'bench',
      domain,
      topics: domain ? [{ topic, weight: 1 }] : [],
      hits: [{ rule: `rule.${mixed % 60}`, name: '测速', version: 'bench', spans: [] }],
      risk: { score: 30, level, parts: [{ name: '测速', points: 30, why: '测速' }] },
      places: { ...NO_PLACES, district: pick(DISTRICTS, 23) },
      sentiment: { label: 'neutral', score: 0 },
      demand: NO_DEMAND,
      keywords: [],
      route: null,
    },
  };
}

function pickFrom<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}
