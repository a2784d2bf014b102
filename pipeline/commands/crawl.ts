import { loadRules } from '../../rules/load.ts';
import { readConfig } from '../config.ts';
import { startCore } from '../core.ts';
import { setUpCrawling } from '../crawl-setup.ts';
import { openEngine } from '../engine.ts';
import { ConfigError } from '../errors.ts';
import { createIngest } from '../ingest.ts';
import { createLogger } from '../log.ts';
import { nearest } from '../nearest.ts';
import { notifiersOf } from '../notifiers.ts';
import { createLiveFeed } from '../notify/live-feed.ts';
import { rulesDirOf } from '../paths.ts';
import { readSecretKey } from '../secret-key.ts';
import { type Command, EXIT } from './command.ts';

export const crawl: Command = {
  usage: 'crawl [来源…]',
  about: '采集一遍指定的来源（不写则为全部），每个来源输出一行计数',
  async run(args, terminal) {
    const names = args.filter((arg) => arg !== '--json');
    const config = readConfig(terminal.env);
    const log = createLogger(config.logLevel === 'info' ? 'error' : config.logLevel, 'stderr');
    const rules = await loadRules(rulesDirOf(config));
    const stop = new AbortController();
    const engine = await openEngine(config, { now: Date.now, log });
    const core = await startCore({
      ...engine,
      rules,
      rulesDir: rulesDirOf(config),
      secretKey: readSecretKey(config),
      live: createLiveFeed(),
      notifiers: notifiersOf(config, Date.now),
      maxAlertAgeDays: config.alertMaxAgeDays,
      now: Date.now,
      random: Math.random,
      log,
      onFatal: (error) => stop.abort(error),
      clock: 'off',
    });
    try {
      const ingest = createIngest(engine.bus, engine.store);
      const crawling = await setUpCrawling({ config, store: engine.store, ingest, log, now: Date.now });
      try {
        requireKnown(names, crawling.sources);
        for await (const run of crawling.runNow(names.length > 0 ? names : undefined)) {
          terminal.out(`${JSON.stringify(run)}\n`);
        }
      } finally {
        await crawling.close();
      }
      await core.drain();
      return EXIT.done;
    } finally {
      await core.close();
      await engine.close();
    }
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
