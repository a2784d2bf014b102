import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { openEngine } from '../engine.ts';
import { createLogger } from '../log.ts';
import { toEpoch, toShanghai } from '../model/calendar.ts';
import type { Queries } from '../store/queries.ts';
import { countWords, hotWords, LEAST_BASELINE, type WordCounts } from '../words/hot-words.ts';
import { type WordsQuery, wordsOfPosts } from '../words/post-words.ts';
import { type Command, EXIT, UsageError } from './command.ts';
import { readEnd, readInstant } from './instant-option.ts';

/** The baseline is so many times as long as the period, right before it. */
const BASELINE_PERIODS = 4;

/** Hot and new words of a period for the bulletin, against the time before it. */
export const words: Command = {
  usage: 'words --from A --to B [--topic 主题] [--limit N] [--json]',
  about: '通报用的热词和新词：与此前四倍时长的帖文相比（对数似然比 G²）',
  async run(args, terminal) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...{ from: { type: 'string' }, to: { type: 'string' }, topic: { type: 'string' } },
        ...{ limit: { type: 'string' }, json: { type: 'boolean' } },
      },
    });
    if (values.from === undefined || values.to === undefined) throw new UsageError('请用 --from 和 --to 给出时段');
    const from = readInstant('--from', values.from);
    const to = readEnd('--to', values.to);
    const span = toEpoch(to) - toEpoch(from);
    if (span <= 0) throw new UsageError('--to 应晚于 --from');
    const limit = Number(values.limit ?? 30);
    if (!Number.isInteger(limit) || limit < 1) throw new UsageError(`--limit 应是正整数，不能是 ${values.limit}`);
    const topic = values.topic === undefined ? {} : { topic: values.topic };
    const before = toShanghai(toEpoch(from) - BASELINE_PERIODS * span);
    const engine = await openEngine(readConfig(terminal.env), { now: Date.now, log: createLogger('warn', 'stderr') });
    try {
      const now = await count(engine.queries, { from, to, ...topic });
      const baseline = await count(engine.queries, { from: before, to: from, ...topic });
      const found = hotWords(now, baseline, { limit, minimum: 3 });
      terminal.err(`本期 ${now.posts} 帖，对照期 ${baseline.posts} 帖（${before} 起）\n`);
      if (baseline.posts < LEAST_BASELINE) terminal.err('对照期帖文太少，只按出现次数排列，不分新旧。\n');
      for (const one of found) terminal.out(values.json ? `${JSON.stringify(one)}\n` : line(one));
      return EXIT.done;
    } finally {
      await engine.close();
    }
  },
};

async function count(queries: Queries, query: WordsQuery): Promise<WordCounts> {
  const posts: (readonly string[])[] = [];
  for await (const words of wordsOfPosts(queries, query)) posts.push(words);
  return countWords(posts);
}

function line({ word, posts, share, usualShare, strength, isNew }: ReturnType<typeof hotWords>[number]): string {
  const percent = (value: number) => `${(value * 100).toFixed(1)}%`;
  return `${word}\t${posts} 帖\t${percent(share)}（平常 ${percent(usualShare)}）\tG² ${strength.toFixed(1)}${isNew ? '\t新词' : ''}\n`;
}
