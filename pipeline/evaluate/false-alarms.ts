import { join } from 'node:path';
import { WARNING_LEVELS } from '../model/levels.ts';
import { createRawItem } from '../model/raw-item.ts';
import type { Evaluation, Misjudged } from './evaluation.ts';
import { wilson } from './interval.ts';
import { createJudge } from './judge.ts';
import { xzLines } from './read-xz.ts';

/** Hot-search titles, one a line: date, tab, title. Nearly none has to do with housing. */
const TITLES = 'hot-titles-2020-2023.tsv.xz';
const ALARMING = new Set<string>(WARNING_LEVELS.slice(WARNING_LEVELS.indexOf('黄')));
const AT = '2026-01-01T00:00:00+08:00';

/**
 * How many hot titles come out at 黄 or above. Measured simply: a title that is rightly 黄 counts too, so the figure is
 * an upper bound of the false alarms.
 */
export const falseAlarms: Evaluation = {
  names: ['false-alarms-per-10000'],
  files: [TITLES],
  async run({ data, rulesDir }) {
    const { judge } = await createJudge(rulesDir);
    const misjudged: Misjudged[] = [];
    let row = 0;
    let n = 0;
    for await (const line of xzLines(join(data, TITLES))) {
      row += 1;
      const title = line.slice(line.indexOf('\t') + 1);
      if (title.trim() === '') continue;
      n += 1;
      const found = await judge(titleItem(title, row));
      const level = found?.verdict.risk.level ?? null;
      if (found === null || level === null || !ALARMING.has(level)) continue;
      const parts = found.verdict.risk.parts.map(({ name, points }) => `${name} ${points}`).join('，');
      misjudged.push({ file: TITLES, row, expected: '低于黄', got: level, because: `${title}；${parts}` });
    }
    const { low, high } = wilson(misjudged.length, n);
    const per = 10_000;
    const note = `${TITLES}，${misjudged.length} 条标题达到黄及以上（确属住建的也计入）`;
    const value = n === 0 ? 0 : (misjudged.length / n) * per;
    return {
      figures: [{ name: 'false-alarms-per-10000', value, low: low * per, high: high * per, n, note }],
      misjudged,
    };
  },
};

function titleItem(title: string, row: number) {
  return createRawItem({
    ...{ sourceId: 'evaluate', sourceName: '热搜标题', channel: 'other', nativeId: String(row), url: null },
    ...{ title, body: '', publishedRaw: AT, fetchedAt: AT },
  });
}
