import { levelRank } from '../model/levels.ts';
import type { Notice } from '../model/notice.ts';
import type { Content, ContentLine } from './content.ts';
import type { Shape } from './notifier.ts';

/** Gravest first, then oldest. */
export function byGravity(a: Notice, b: Notice): number {
  return (
    levelRank(b.level) - levelRank(a.level) || (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0)
  );
}

/** Several notices as one message: a line for each alert, the newest notice of it speaking for all. */
export function digestOf(notices: readonly Notice[], contentOf: (notice: Notice) => Content): Content {
  const sorted = [...notices].sort(byGravity);
  const byAlert = Map.groupBy(sorted, (notice) => notice.alertId);
  const lines = [...byAlert.values()].map((same) => lineOf(same, contentOf));
  const level = sorted[0]?.level ?? '蓝';
  const title = `【${level}】${lines.length} 条预警通知汇总`;
  const told = lines.map(({ text, link }) => (link === null ? text : `${text} ${link.url}`));
  return { level, title, lines, link: null, brief: `${title}：${told.join('；')}` };
}

function lineOf(same: readonly Notice[], contentOf: (notice: Notice) => Content): ContentLine {
  const newest = same.reduce((a, b) => (b.createdAt > a.createdAt ? b : a));
  const { title, link } = contentOf(newest);
  const due = newest.dueAt === null ? '' : `（请于 ${newest.dueAt.slice(5, 16).replace('T', ' ')} 前签收）`;
  const times = same.length > 1 ? `（${same.length} 次通知）` : '';
  return { text: `${title}${due}${times}`, link };
}

/** As many of the notices, gravest first, as one message can hold; at least one. */
export function fitting(
  notices: readonly Notice[],
  contentOf: (notice: Notice) => Content,
  shape: Pick<Shape, 'measure' | 'render'> & { limit: number },
): readonly Notice[] {
  const sorted = [...notices].sort(byGravity);
  const fits = (count: number) =>
    shape.measure(shape.render(digestOf(sorted.slice(0, count), contentOf))) <= shape.limit;
  let [low, high] = [1, sorted.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return sorted.slice(0, low);
}
