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
      const { crawling } = await setUpCrawling({ config, store, ingest, egress, rules, log, now: Date.now });
      try {
        requireKnown(names, crawling.sources);
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

function requireKnown(names: readonly string[], known: readonly string[]): void {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new ConfigError(
    unknown.map((name) => ({
      where: name,
      message: '来源目录中没有这个来源',
      hint: `是否想写 ${nearest(name, known)}？`,
    })),
  );
}
