import { missingOverrides, noTextColumn } from './columns.ts';
import { emptyFile } from './file-problem.ts';
import { createItemReaders, type ItemOptions, type ItemReader, type ReadItem } from './item-reader.ts';
import type { Cell, Row } from './row.ts';
import { wallClock } from './to-item.ts';

/** Titles of a sheet and notes may stand above the headings. */
const HEADING_WITHIN = 10;

/**
 * Rows of a table → items. The headings are the first row that names a column for the text, within the first ten.
 * Throws ConfigError when there is none, or nothing below them.
 */
export async function* tableItems(rows: AsyncIterable<Row>, options: ItemOptions): AsyncGenerator<ReadItem> {
  const openReader = createItemReaders(options);
  const above: Row[] = [];
  let reader: ItemReader | null = null;
  let count = 0;
  for await (const row of rows) {
    if (reader !== null) {
      count += 1;
      yield 'rejected' in row ? row : reader.read(row.row, row.cells.map(asText));
      continue;
    }
    above.push(row);
    reader = headingsIn(row, openReader, options);
    if (reader !== null) for (const earlier of above) if ('rejected' in earlier) yield earlier;
    if (reader === null && above.length >= HEADING_WITHIN) break;
  }
  if (reader === null) throw noHeadings(above, options);
  if (count === 0) throw emptyFile(options.where, '只有表头，没有数据行');
}

function headingsIn(
  row: Row,
  open: (headings: readonly string[]) => ItemReader,
  { where, columns, shapes, kind }: ItemOptions,
): ItemReader | null {
  if (!('cells' in row)) return null;
  const headings = row.cells.map(asText);
  const reader = open(headings);
  if (reader.map.text === undefined) return null;
  if (missingOverrides(headings, columns).length > 0) throw noTextColumn(where, headings, columns);
  if (Object.keys(columns).length > 0) shapes?.remember(headings, kind, columns);
  return reader;
}

function noHeadings(above: readonly Row[], { where, columns }: ItemOptions): Error {
  for (const row of above) if ('cells' in row) return noTextColumn(where, row.cells.map(asText), columns);
  for (const row of above)
    if ('rejected' in row) return emptyFile(where, `没有可读的行；第${row.row}行：${row.rejected}`);
  return emptyFile(where);
}

/** A cell as text; numbers in full, dates as the time of day shown in the sheet. */
function asText(cell: Cell): string {
  if (cell === null) return '';
  return cell instanceof Date ? wallClock(cell) : String(cell);
}
