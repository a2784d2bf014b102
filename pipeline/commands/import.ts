import { parseArgs } from 'node:util';
import { readItems } from '../../crawlers/import/import-file.ts';
import { IMPORT_KINDS, importKind, parseColumns } from '../../crawlers/import/options.ts';
import { loadRules } from '../../rules/load.ts';
import { readConfig } from '../config.ts';
import { startCore } from '../core.ts';
import { openEngine } from '../engine.ts';
import { importItems } from '../import-items.ts';
import { createIngest } from '../ingest.ts';
import { createLogger } from '../log.ts';
import { toShanghai } from '../model/calendar.ts';
import { notifiersOf } from '../notifiers.ts';
import { createLiveFeed } from '../notify/live-feed.ts';
import { rulesDirOf } from '../paths.ts';
import { readSecretKey } from '../secret-key.ts';
import { type Command, EXIT, UsageError } from './command.ts';

export const importFiles: Command = {
  usage: `import FILE… [--kind ${IMPORT_KINDS.join('|')}] [--columns 标题=留言主题,…]`,
  about: '导入 xlsx、csv、jsonl、txt，走与采集相同的流程；每个文件输出一行计数',
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { kind: { type: 'string' }, columns: { type: 'string' }, json: { type: 'boolean' } },
    });
    if (positionals.length === 0) throw new UsageError('请给出要导入的文件');
    const kind = importKind(values.kind);
    const columns = parseColumns(values.columns);
    const config = readConfig(terminal.env);
    const log = createLogger(config.logLevel === 'info' ? 'warn' : config.logLevel, 'stderr');
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
      // Deadlines and deliveries are the running system's part; an import only puts them on record.
      clock: 'off',
    });
    try {
      const ingest = createIngest(engine.bus, engine.store);
      for (const file of positionals) {
        const items = readItems(file, { kind, columns, fetchedAt: toShanghai(Date.now()) });
        const counts = await importItems(items, { ingest, bus: engine.bus, store: engine.store, signal: stop.signal });
        terminal.out(`${JSON.stringify({ file, ...counts })}\n`);
      }
      await core.drain();
      return EXIT.done;
    } finally {
      await core.close();
      await engine.close();
    }
  },
};
