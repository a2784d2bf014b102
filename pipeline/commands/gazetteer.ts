import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileRows } from '../../crawlers/import/file-rows.ts';
import { ConfigError } from '../errors.ts';
import {
  FILLED_KINDS,
  type FilledKind,
  mergeList,
  NO_HEADINGS,
  REGISTER_FILES,
  type RegisterReading,
  readRegister,
} from '../places/read-register.ts';
import { emptyLists, type RegisterLists } from '../places/register.ts';
import { type Command, EXIT, UsageError } from './command.ts';

/** The bureau's register of projects (xlsx, csv) → lists of the lexicon. What a list already holds is kept. */
export const gazetteer: Command = {
  usage: 'gazetteer import FILE… --out DIR [--json]',
  about: '把项目登记表（xlsx、csv）并入地名库：小区、项目、开发商、物业企业、施工企业名单写入 DIR（如 rules/lexicon）',
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { out: { type: 'string' }, json: { type: 'boolean' } },
    });
    const [verb, ...files] = positionals;
    if (verb !== 'import' || files.length === 0) throw new UsageError('请写 gazetteer import 和登记表文件');
    if (values.out === undefined) throw new UsageError('请用 --out 给出名单所在的目录，例如 rules/lexicon');
    const lists = emptyLists();
    let rejected = 0;
    for (const file of files) {
      const read = { file, ...(await readFileInto(file, lists)) };
      rejected += read.rejections.length;
      const { rejections, ...counts } = read;
      if (values.json) terminal.out(`${JSON.stringify(read)}\n`);
      else terminal.out(`${file}: 读 ${counts.read} 行，收 ${counts.accepted} 行，未收 ${rejections.length} 行\n`);
      for (const { row, reason } of rejections) terminal.err(`${file}:${row}: ${reason}\n`);
    }
    await mkdir(values.out, { recursive: true });
    for (const kind of FILLED_KINDS) {
      if (lists[kind].size > 0) terminal.err(await writeList(join(values.out, REGISTER_FILES[kind]), kind, lists));
    }
    return rejected === 0 ? EXIT.done : EXIT.no;
  },
};

async function readFileInto(file: string, lists: RegisterLists): Promise<RegisterReading> {
  const reading = await readRegister(fileRows(file), lists);
  if (reading === null) throw new ConfigError([{ where: file, ...NO_HEADINGS }]);
  return reading;
}

/** Writes a list with what was there before. Returns what was done, in words. */
async function writeList(path: string, kind: FilledKind, lists: RegisterLists): Promise<string> {
  const { text, before, after } = mergeList(kind, lists, existsSync(path) ? readFileSync(path, 'utf8') : null);
  await writeFile(path, text);
  return `${path}: 原有 ${before} 个名称，现有 ${after} 个\n`;
}
