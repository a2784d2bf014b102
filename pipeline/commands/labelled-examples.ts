import { fileRows } from '../../crawlers/import/file-rows.ts';
import { readItems } from '../../crawlers/import/import-file.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { ConfigError } from '../errors.ts';
import { createExampleMaker } from '../learned/examples.ts';
import type { Example } from '../learned/train.ts';
import { toShanghai } from '../model/calendar.ts';
import { createNormalise } from '../normalise/normalise.ts';
import type { Segmenter } from '../segment/segmenter.ts';
import { isDropped } from '../stage.ts';
import { type Terminal, UsageError } from './command.ts';

/** The column that says whose business a row is, and the values that say it is the bureau's. */
export interface Label {
  column: string;
  ours: readonly string[];
}

export interface LabelledOptions {
  rules: RuleSet;
  segmenter: Segmenter;
  terminal: Pick<Terminal, 'err'>;
}

const QUIET = { info() {}, warn() {}, error() {} };

/** `类别=城乡建设,住房`. */
export function readLabel(text: string | undefined): Label {
  const [column = '', values = ''] = text?.split(/[=＝]/) ?? [];
  const ours = values.split(/[,，]/).flatMap((value) => value.trim() || []);
  if (column.trim() !== '' && ours.length > 0) return { column: column.trim(), ours };
  throw new UsageError('请用 --label 列名=值 说明哪些行属于本局，例如 --label 类别=城乡建设；几个值用逗号分开');
}

/** Examples of a table (csv, xlsx) that `import` can read, with a column of labels. Rows without a label say nothing. */
export async function labelledExamples(
  file: string,
  label: Label,
  { rules, segmenter, terminal }: LabelledOptions,
): Promise<Example[]> {
  const labels = await readLabels(file, label.column);
  const normalise = createNormalise({ fold: rules.fold, secret: 'not-kept' });
  const toExample = createExampleMaker(rules, segmenter);
  const ctx = { now: Date.now, log: QUIET, signal: new AbortController().signal };
  const examples: Example[] = [];
  for await (const read of readItems(file, { fetchedAt: toShanghai(Date.now()) })) {
    const said = labels.get(read.row) ?? '';
    if ('rejected' in read) terminal.err(`${file}:${read.row}: ${read.rejected}\n`);
    if (!('item' in read) || said === '') continue;
    const [post] = await normalise.run([read.item], ctx);
    if (post !== undefined && !isDropped(post)) examples.push(toExample(post, label.ours.includes(said)));
  }
  return examples;
}

async function readLabels(file: string, column: string): Promise<Map<number, string>> {
  const labels = new Map<number, string>();
  let at: number | null = null;
  let last = 0;
  for await (const row of fileRows(file)) {
    const cells = 'cells' in row ? row.cells.map((cell) => String(cell ?? '').trim()) : null;
    if (row.row <= last) {
      const hint = '把标注过的工作表另存为一个文件';
      throw new ConfigError([{ where: file, message: '有几个工作表，分不清行号', hint }]);
    }
    last = row.row;
    if (cells === null) continue;
    if (at !== null) labels.set(row.row, cells[at] ?? '');
    else if (cells.includes(column)) at = cells.indexOf(column);
  }
  if (at !== null) return labels;
  throw new ConfigError([
    { where: file, message: `没有“${column}”这一列`, hint: '--label 等号前写表头里的列名，例如 --label 类别=城乡建设' },
  ]);
}
