import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readItems } from '../../crawlers/import/import-file.ts';
import { createTracer } from '../cluster/clues.ts';
import { groupCast } from '../cluster/regroup.ts';
import type { AnalysedPost } from '../store/store.ts';
import type { Evaluation, Misjudged } from './evaluation.ts';
import { readLabelledEvents } from './events/labelled.ts';
import { wilson } from './interval.ts';
import { createJudge, type Judge } from './judge.ts';

const AT = '2026-01-01T00:00:00+08:00';
const FIRST_FILE = 'petitions-labelled.csv';

/**
 * Events against happenings that a person told apart by reading. Among posts that were put together with others, the
 * share that belong with the most of their event (purity); among posts of one happening, the share that stayed with the
 * most of it (completeness). Posts that are alone on both sides say nothing and do not count. The posts of the bureau's
 * business are the background; labelled ones take part in any case, so that only the grouping is judged.
 */
export const events: Evaluation = {
  names: ['event-purity', 'event-completeness'],
  files: [FIRST_FILE],
  async run({ data, rulesDir }) {
    const judge = await createJudge(rulesDir);
    const sums = { pure: 0, grouped: 0, complete: 0, labelled: 0 };
    const misjudged: Misjudged[] = [];
    const files: string[] = [];
    for (const [file, groups] of Object.entries(readLabelledEvents())) {
      if (!existsSync(join(data, file))) continue;
      files.push(file);
      const labels = new Map(groups.flatMap((rows, i) => rows.map((row) => [row, `事件${i + 1}`] as const)));
      const posts = await readPosts(join(data, file), labels, judge);
      const rowOf = new Map([...posts].map(([row, { post }]) => [post.docId, row]));
      const labelOf = (row: number) => labels.get(row) ?? `行${row}`;
      const { parts } = groupCast(
        { posts: [...posts.values()], copies: [] },
        createTracer(judge.rules.lexicon, judge.rules.fold),
      );
      const events = parts.map((part) => part.flatMap((docId) => rowOf.get(docId) ?? []));
      const wrong = (rows: readonly number[], expected: string, got: string) =>
        misjudged.push({ file, row: rows[0] ?? 0, expected, got, because: `行 ${rows.join('、')}` });
      for (const rows of events.filter(({ length }) => length > 1)) {
        const most = largest(rows, labelOf);
        sums.grouped += rows.length;
        sums.pure += most;
        if (most < rows.length) wrong(rows, '不是一件事', '归为一件');
      }
      const eventOf = new Map(events.flatMap((rows, i) => rows.map((row) => [row, i] as const)));
      for (const rows of groups) {
        const most = largest(rows, (row) => String(eventOf.get(row) ?? `无${row}`));
        sums.labelled += rows.length;
        sums.complete += most;
        if (most < rows.length) wrong(rows, '同一件事', '没有归在一起');
      }
    }
    const { pure, grouped, complete, labelled } = sums;
    const figure = (name: string, right: number, n: number, note: string) => ({
      ...{ name, value: n === 0 ? 0 : right / n, ...wilson(right, n), n, note: `${files.join('、')}：${note}` },
    });
    return {
      figures: [
        figure('event-purity', pure, grouped, '被归并的帖文中，与所在事件多数同为一件事的'),
        figure('event-completeness', complete, labelled, '人工标为一件事的帖文中，归在其中最大一份的'),
      ],
      misjudged,
    };
  },
};

/** How many are in the commonest group; none where all are apart, since one alone is no company. */
function largest<T>(rows: readonly T[], groupOf: (row: T) => string): number {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(groupOf(row), (counts.get(groupOf(row)) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return most === 1 && rows.length > 1 ? 0 : most;
}

async function readPosts(
  path: string,
  labels: ReadonlyMap<number, string>,
  { judge }: Judge,
): Promise<Map<number, AnalysedPost>> {
  const posts = new Map<number, AnalysedPost>();
  for await (const read of readItems(path, { fetchedAt: AT })) {
    if (!('item' in read)) continue;
    const found = await judge(read.item);
    if (found !== null && (found.verdict.domain || labels.has(read.row))) posts.set(read.row, found);
  }
  return posts;
}
