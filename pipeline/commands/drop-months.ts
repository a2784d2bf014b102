import { parseArgs } from 'node:util';
import { readConfig, SETTINGS } from '../config.ts';
import { openEngine } from '../engine.ts';
import { createLogger } from '../log.ts';
import { mustNotBeMigrating } from '../migrate/mark.ts';
import { dropOldPosts } from '../retention.ts';
import { type Command, EXIT, UsageError } from './command.ts';

export const dropMonths: Command = {
  usage: 'drop-months [--keep 月数]',
  about:
    '清理保留期以前的帖文，逐月输出 {month, dropped, kept}；有预警或个案的事件保留。保留几个月取 --keep 或 YUQING_KEEP_MONTHS；运行中的系统每天自动做',
  async run(args, terminal) {
    const { values } = parseArgs({ args: [...args], options: { keep: { type: 'string' }, json: { type: 'boolean' } } });
    const config = readConfig(terminal.env);
    const given = SETTINGS.keepMonths.schema.safeParse(values.keep ?? config.keepMonths);
    if (!given.success) throw new UsageError(`--keep 应是 3 以上的整数（月数），得到「${values.keep}」`);
    if (given.data === undefined) throw new UsageError('没有写保留几个月：用 --keep 12，或设 YUQING_KEEP_MONTHS');
    const engine = await openEngine(config, { now: Date.now, log: createLogger('warn', 'stderr') });
    try {
      await mustNotBeMigrating(engine.store);
      const options = { keepMonths: given.data, now: Date.now(), actor: '命令' };
      const months = await dropOldPosts(engine.store, options);
      for (const month of months) terminal.out(`${JSON.stringify(month)}\n`);
      if (months.length === 0) terminal.err('没有到保留期的帖文\n');
      return EXIT.done;
    } finally {
      await engine.close();
    }
  },
};
