import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Evaluation, Misjudged } from './evaluation.ts';
import { wilson } from './interval.ts';
import { createJudge } from './judge.ts';
import { labelledPetitions, PETITIONS } from './labelled-petitions.ts';

/** Ids of petitions with the topics that a reader would accept, best first: `id,topics`, topics with | between them. */
const READ = new URL('./topics-read.csv', import.meta.url);

/** Whether the first topic of a petition is one that a reader gave it; a petition left to others counts as wrong. */
export const topicAccuracy: Evaluation = {
  names: ['topic-accuracy'],
  files: [PETITIONS],
  async run({ data, rulesDir }) {
    const accepted = readTopics(readFileSync(READ, 'utf8'));
    const { judge } = await createJudge(rulesDir);
    const misjudged: Misjudged[] = [];
    let n = 0;
    for await (const { row, id, item } of labelledPetitions(join(data, PETITIONS), new Date().toISOString())) {
      const topics = accepted.get(id);
      if (topics === undefined) continue;
      n += 1;
      const said = (await judge(item))?.verdict.topics ?? [];
      const [first] = said;
      if (first !== undefined && topics.includes(first.topic)) continue;
      misjudged.push({
        ...{ file: PETITIONS, row, expected: topics.join(' 或 '), got: first?.topic ?? '不属于本局职责' },
        because: said.map(({ topic, weight }) => `${topic} ${weight}`).join('，'),
      });
    }
    const right = n - misjudged.length;
    const note = `${PETITIONS} 中读过并标了主题的 ${n} 封，首个主题在可接受之列的比例`;
    const figure = { name: 'topic-accuracy', value: right / n, ...wilson(right, n), n, note };
    return { figures: n === 0 ? [] : [figure], misjudged };
  },
};

export function readTopics(csv: string): Map<string, readonly string[]> {
  const rows = csv.trim().split('\n').slice(1);
  return new Map(
    rows.map((row) => {
      const [id = '', topics = ''] = row.split(',');
      return [id, topics.split('|')];
    }),
  );
}
