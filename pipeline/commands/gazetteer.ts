import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse, stringify } from 'yaml';
import { fileRows } from '../../crawlers/import/file-rows.ts';
import { lexiconSpec } from '../../rules/schema.ts';
import { ConfigError } from '../errors.ts';
import { PLACE_LISTS, type PlaceKind } from '../places/gazetteer.ts';
import {
  addRegisterRow,
  emptyLists,
  entriesOf,
  put,
  type RegisterColumns,
  type RegisterLists,
  registerColumns,
} from '../places/register.ts';
import { type Command, EXIT, UsageError } from './command.ts';

/** File of each list that a register fills. */
const FILES = {
  estate: 'estates.yaml',
  project: 'projects.yaml',
  developer: 'developers.yaml',
  propertyCompany: 'property-companies.yaml',
  contractor: 'contractors.yaml',
} as const;
type FilledKind = keyof typeof FILES;
const FILLED: readonly FilledKind[] = ['estate', 'project', 'developer', 'propertyCompany', 'contractor'];

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
      const read = await readRegister(file, lists);
      rejected += read.rejections.length;
      const { rejections, ...counts } = read;
      if (values.json) terminal.out(`${JSON.stringify(read)}\n`);
      else terminal.out(`${file}: 读 ${counts.read} 行，收 ${counts.accepted} 行，未收 ${rejections.length} 行\n`);
      for (const { row, reason } of rejections) terminal.err(`${file}:${row}: ${reason}\n`);
    }
    await mkdir(values.out, { recursive: true });
    for (const kind of FILLED) {
      if (lists[kind].size > 0) terminal.err(await writeList(join(values.out, FILES[kind]), kind, lists));
    }
    return rejected === 0 ? EXIT.done : EXIT.no;
  },
};

interface RegisterReading {
  file: string;
  read: number;
  accepted: number;
  rejections: { row: number; reason: string }[];
}

async function readRegister(file: string, lists: RegisterLists): Promise<RegisterReading> {
  const reading: RegisterReading = { file, read: 0, accepted: 0, rejections: [] };
  let columns: RegisterColumns | null = null;
  for await (const row of fileRows(file)) {
    const cells = 'cells' in row ? row.cells.map((cell) => String(cell ?? '').trim()) : null;
    const headings = cells === null ? null : registerColumns(cells);
    // A further sheet brings its own headings; titles above the first ones are passed over.
    if (headings !== null) columns = headings;
    if (columns === null || headings !== null || cells?.every((cell) => cell === '')) continue;
    reading.read += 1;
    const reason = cells === null ? ('rejected' in row ? row.rejected : '') : addRegisterRow(lists, cells, columns);
    if (reason === null) reading.accepted += 1;
    else reading.rejections.push({ row: row.row, reason });
  }
  if (columns !== null) return reading;
  const hint = '表头应有“项目名称”或“推广名”，另可有 区县、街道、开发企业、物业企业、施工单位、别名';
  throw new ConfigError([{ where: file, message: '没有找到登记表的表头', hint }]);
}

/** Writes a list with what was there before. Returns what was done, in words. */
async function writeList(path: string, kind: FilledKind & PlaceKind, lists: RegisterLists): Promise<string> {
  const before = existsSync(path) ? lexiconSpec.parse(parse(readFileSync(path, 'utf8'))) : null;
  const entries = new Map((before?.entries ?? []).map((entry) => [entry.name, entry]));
  const known = entries.size;
  for (const entry of lists[kind].values()) put(entries, entry);
  const note = before?.note ?? '由项目登记表导入；可以手工增删，再次导入时保留。';
  await writeFile(path, stringify({ name: PLACE_LISTS[kind], note, entries: entriesOf(entries) }, { lineWidth: 0 }));
  return `${path}: 原有 ${known} 个名称，现有 ${entries.size} 个\n`;
}
