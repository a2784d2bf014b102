import type { BookEntry } from '../../crawlers/source-book.ts';
import { settingName } from '../../crawlers/source-state.ts';
import { readConfig } from '../config.ts';
import { setUpCrawling } from '../crawl-setup.ts';
import { ConfigError } from '../errors.ts';
import { createLogger } from '../log.ts';
import { nearest } from '../nearest.ts';
import { type Command, EXIT } from './command.ts';
import { withPipeline } from './with-pipeline.ts';

export const crawl: Command = {
  usage: 'crawl [来源…]',
  about: '采集一遍指定的来源（不写则为全部），每个来源输出一行计数',
  async run(args, terminal) {
    const names = args.filter((arg) => arg !== '--json');
    const config = readConfig(terminal.env);
    const log = createLogger(config.logLevel === 'info' ? 'error' : config.logLevel, 'stderr');
    await withPipeline(config, log, async ({ ingest, egress, rules, store }) => {
      const { crawling, sourceBook } = await setUpCrawling({
        config,
        store,
        ingest,
        egress,
        rules,
        log,
        now: Date.now,
      });
      try {
        requireRunnable(names, sourceBook.entries());
        for await (const run of crawling.runNow(names.length > 0 ? names : undefined)) {
          terminal.out(`${JSON.stringify(run)}\n`);
        }
      } finally {
        await crawling.close();
      }
    });
    return EXIT.done;
  },
};

/** Every name that cannot be run, with why. */
function requireRunnable(names: readonly string[], entries: readonly BookEntry[]): void {
  const known = new Map(entries.map((entry) => [entry.row.id, entry]));
  const issues = names.flatMap((name) => {
    const entry = known.get(name);
    if (entry === undefined)
      return [
        { where: name, message: '来源目录中没有这个来源', hint: `是否想写 ${nearest(name, [...known.keys()])}？` },
      ];
    if (entry.retired) return [{ where: name, message: '这个来源已撤下', hint: '可在看板“来源”页恢复' }];
    if (entry.missing === null) return [];
    return [{ where: name, message: '这个来源缺少设置', hint: `请设置 ${settingName(entry.missing)}` }];
  });
  if (issues.length > 0) throw new ConfigError(issues);
}
