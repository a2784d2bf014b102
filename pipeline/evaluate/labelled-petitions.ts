import { readItems } from '../../crawlers/import/import-file.ts';
import { readLines } from '../../crawlers/import/lines.ts';
import { readCsv } from '../../crawlers/import/read-csv.ts';
import { readText } from '../../crawlers/import/read-text.ts';
import { ConfigError } from '../errors.ts';
import type { RawItem } from '../model/raw-item.ts';

/** A file of petitions with the department that a person gave each: columns id, time, title, text, label. */
export const PETITIONS = 'petitions-labelled.csv';

export interface LabelledPetition {
  /** As in import: the heading row is 1. */
  row: number;
  /** Column `id` of the file. */
  id: string;
  item: RawItem;
  label: string;
}

const MAX_CHARS = 2_000_000;

/** Read as `import` reads it, with the label beside. Throws ConfigError where the column is missing. */
export async function* labelledPetitions(path: string, fetchedAt: string): AsyncGenerator<LabelledPetition> {
  const labels = await readLabels(path);
  for await (const read of readItems(path, { fetchedAt })) {
    const known = labels.get(read.row);
    if ('item' in read && known !== undefined) yield { row: read.row, ...known, item: read.item };
  }
}

async function readLabels(path: string): Promise<Map<number, { id: string; label: string }>> {
  const labels = new Map<number, { id: string; label: string }>();
  let columns: { id: number; label: number } | null = null;
  for await (const record of readCsv(readLines(readText(path), { maxChars: MAX_CHARS }), { maxChars: MAX_CHARS })) {
    if (!('cells' in record)) continue;
    const cells = record.cells.map((cell) => String(cell ?? '').trim());
    if (columns !== null) {
      labels.set(record.row, { id: cells[columns.id] ?? '', label: cells[columns.label] ?? '' });
      continue;
    }
    columns = { id: cells.indexOf('id'), label: cells.indexOf('label') };
    if (columns.label < 0) {
      throw new ConfigError([
        { where: `${path}:1`, message: '没有 label 列', hint: '列名应为 id,time,title,text,label' },
      ]);
    }
  }
  return labels;
}
