import { parseArgs } from 'node:util';
import { readItems } from '../../crawlers/import/import-file.ts';
import { IMPORT_KINDS, importKind, parseColumns } from '../../crawlers/import/options.ts';
import { createBatchAnalysis } from '../batch-analysis.ts';
import { readConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { toShanghai } from '../model/calendar.ts';
import type { RawItem } from '../model/raw-item.ts';
import { type Command, EXIT, UsageError } from './command.ts';
import { eachFile } from './input-file.ts';
import { PUBLISHED, readRuleSource } from './rule-source.ts';
import { createLineSpool } from './spool-lines.ts';
import { spoolStdin } from './spool-stdin.ts';

/** Items analysed together: enough for several threads, and not more characters than fit into memory easily. */
const TOGETHER = 512;
const CHARACTERS_TOGETHER = 4_000_000;

/** CLI.md: one line a post, in input order. Stores nothing, needs no service unless `--published` asks for the rules in force. */
export const analyse: Command = {
  usage: `analyse FILE…|- [--kind ${IMPORT_KINDS.join('|')}] [--columns 标题=留言主题,…] [--published]`,
  about: '只做研判：分词、规则、风险分、派送；每帖一行 JSON，不入库',
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { kind: { type: 'string' }, columns: { type: 'string' }, json: { type: 'boolean' }, ...PUBLISHED },
    });
    if (positionals.length === 0) throw new UsageError('请给出文件，或用 - 从标准输入读取');
    const config = readConfig(terminal.env);
    const source = await readRuleSource(values.published, terminal);
    const now = Date.now();
    const log = createLogger(config.logLevel === 'info' ? 'warn' : config.logLevel, 'stderr');
    const analysis = await createBatchAnalysis(config, { ...source, now, log });
    const kind = importKind(values.kind);
    const columns = parseColumns(values.columns);
    // Which event a post belongs to is known when all have been read, so the lines wait.
    const lines = await createLineSpool();
    let rejected = 0;
    let waiting: RawItem[] = [];
    let characters = 0;
    const flush = async () => {
      for (const line of await analysis.add(waiting)) await lines.add(JSON.stringify(line));
      waiting = [];
      characters = 0;
    };
    try {
      await eachFile(positionals, async (name) => {
        const path = name === '-' ? await spoolStdin(terminal.stdin) : name;
        for await (const read of readItems(path, { kind, columns, fetchedAt: toShanghai(now) })) {
          if ('item' in read) {
            waiting.push(read.item);
            characters += read.item.body.length;
            if (waiting.length >= TOGETHER || characters >= CHARACTERS_TOGETHER) await flush();
          } else {
            rejected += 1;
            terminal.err(`${name}:${read.row}: ${read.rejected}\n`);
          }
        }
      });
    } finally {
      await flush();
      await analysis.close();
      const place = analysis.places();
      for await (const line of lines.drain()) terminal.out(`${JSON.stringify(place(JSON.parse(line)))}\n`);
    }
    if (rejected > 0) terminal.err(`共有 ${rejected} 行未能读取，其余各行已研判。\n`);
    return EXIT.done;
  },
};
