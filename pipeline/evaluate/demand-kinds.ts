import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { createRawItem } from '../model/raw-item.ts';
import type { Evaluation, Misjudged } from './evaluation.ts';
import { wilson } from './interval.ts';
import { createJudge } from './judge.ts';

/** Messages with the type that the board gave them. */
const BOARD = 'message-board.jsonl';
const AT = '2026-01-01T00:00:00+08:00';
const message = z.object({ tid: z.number(), title: z.string(), content: z.string(), type: z.string() });
/** Types of the board and the kinds that stand for them; 举报 is a complaint there. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  '投诉/求助': ['投诉', '求助', '举报'],
  咨询: ['咨询'],
  建言: ['建议'],
  感谢: ['感谢'],
};

/** Kind of message against the board's own type: the mean over the types, so that the rare ones count as much. */
export const demandKinds: Evaluation = {
  names: ['demand-kind-accuracy'],
  files: [BOARD],
  async run({ data, rulesDir }) {
    const { judge } = await createJudge(rulesDir);
    const tallies = new Map<string, { right: number; all: number }>();
    const misjudged: Misjudged[] = [];
    let row = 0;
    for await (const line of createInterface({ input: createReadStream(join(data, BOARD)) })) {
      row += 1;
      if (line.trim() === '') continue;
      const { tid, title, content, type } = message.parse(JSON.parse(line));
      const wanted = TYPES[type];
      if (wanted === undefined) continue;
      const found = await judge(boardItem({ tid, title, content }));
      const kind = found?.verdict.demand.kind ?? null;
      const tally = tallies.get(type) ?? { right: 0, all: 0 };
      tallies.set(type, tally);
      tally.all += 1;
      if (kind !== null && wanted.includes(kind)) tally.right += 1;
      else misjudged.push({ file: BOARD, row, expected: type, got: kind ?? '无', because: title });
    }
    const shares = [...tallies.values()].map(({ right, all }) => right / all);
    const n = [...tallies.values()].reduce((sum, { all }) => sum + all, 0);
    const value = shares.length === 0 ? 0 : shares.reduce((sum, share) => sum + share, 0) / shares.length;
    const note = `${BOARD}，各类平均；${[...tallies].map(([type, { right, all }]) => `${type} ${right}/${all}`).join('，')}`;
    return { figures: [{ name: 'demand-kind-accuracy', value, ...wilson(value * n, n), n, note }], misjudged };
  },
};

function boardItem({ tid, title, content }: { tid: number; title: string; content: string }) {
  return createRawItem({
    ...{ sourceId: 'evaluate', sourceName: '留言板', channel: 'board', nativeId: String(tid), url: null },
    ...{ title, body: content, publishedRaw: AT, fetchedAt: AT },
  });
}
