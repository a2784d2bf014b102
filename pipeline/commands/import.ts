import { parseArgs } from 'node:util';
import { openColumnShapes } from '../../crawlers/import/column-shapes.ts';
import { readItems } from '../../crawlers/import/import-file.ts';
import { IMPORT_KINDS, importKind, parseColumns } from '../../crawlers/import/options.ts';
import { readConfig } from '../config.ts';
import { importItems } from '../import-items.ts';
import { createLogger } from '../log.ts';
import { toShanghai } from '../model/calendar.ts';
import { type Command, EXIT, UsageError } from './command.ts';
import { eachFile } from './input-file.ts';
import { withPipeline } from './with-pipeline.ts';

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
    await withPipeline(config, log, async ({ ingest, bus, store, signal }) => {
      const shapes = await openColumnShapes(store);
      await eachFile(positionals, async (file) => {
        const items = readItems(file, { kind, columns, shapes, fetchedAt: toShanghai(Date.now()) });
        const counts = await importItems(items, { ingest, bus, store, signal });
        await shapes.save();
        terminal.out(`${JSON.stringify({ file, ...counts })}\n`);
      });
    });
    return EXIT.done;
  },
};
