import { createCsvRecord } from './csv-record.ts';
import type { Line } from './lines.ts';
import type { Row } from './row.ts';

export interface CsvLimits {
  /** Characters one record may have, over all its lines. */
  maxChars: number;
}

/** A quoted field over more lines than this has lost its closing quote. */
const MOST_LINES = 2_000;

/**
 * Lines → rows. A record that cannot be read (a quote that never closes, more columns than the headings) costs its first
 * line only: reading goes on with the line behind it, so one stray quote does not swallow the file. Blank lines count
 * as rows and give nothing.
 */
export async function* readCsv(lines: AsyncIterable<Line>, { maxChars }: CsvLimits): AsyncGenerator<Row> {
  const queue = createLineQueue(lines);
  let delimiter: string | null = null;
  let columns: number | null = null;
  let row = 0;
  for (let line = await queue.next(); line !== null; line = await queue.next()) {
    row += 1;
    if (line.text === null) yield { row, rejected: tooLong(line.number, maxChars) };
    else if (line.text.trim() !== '') {
      const separator: RegExpExecArray | null = row === 1 ? /^sep=(.)$/i.exec(line.text) : null;
      if (separator?.[1] !== undefined) {
        delimiter = separator[1];
        continue;
      }
      // A title that stands alone above the headings tells neither the delimiter nor the number of columns.
      delimiter ??= delimiterOf(line.text);
      const record = await readRecord({ number: line.number, text: line.text }, queue, {
        delimiter: delimiter ?? ',',
        maxChars,
        columns,
      });
      if (columns === null && record.cells !== null && record.cells.length > 1) columns = record.cells.length;
      yield record.cells === null ? { row, rejected: record.problem } : { row, cells: record.cells };
    }
  }
}

type RecordRead = { cells: readonly string[] } | { cells: null; problem: string };

interface RecordOptions {
  delimiter: string;
  maxChars: number;
  /** How many columns the first record of several has; null up to there. */
  columns: number | null;
}

async function readRecord(
  first: { number: number; text: string },
  queue: LineQueue,
  { delimiter, maxChars, columns }: RecordOptions,
): Promise<RecordRead> {
  const record = createCsvRecord(delimiter);
  const further: Line[] = [];
  let chars = first.text.length;
  let state = record.feed(first.text);
  let reason = '引号后面还有内容';
  while (state === 'open') {
    const line = await queue.next();
    if (line !== null) further.push(line);
    chars += line?.text?.length ?? 0;
    if (line === null || line.text === null || chars > maxChars || further.length > MOST_LINES) {
      state = 'broken';
      reason = '引号没有闭合';
    } else state = record.feed(line.text);
  }
  const count = filled(record.cells);
  if (state === 'done' && (columns === null || count <= columns)) return { cells: record.cells };
  queue.putBack(further);
  if (state === 'done') reason = `有${count}列，多于表头的${columns}列，可能有未加引号的分隔符`;
  else if (further.length > 0) reason = '引号没有闭合';
  return { cells: null, problem: `文件第${first.number}行${reason}；本行跳过，请改正后重新导入` };
}

/** Columns up to the last one that is not empty. */
export function filled(cells: readonly string[]): number {
  return cells.findLastIndex((cell) => cell.trim() !== '') + 1;
}

export function tooLong(lineNumber: number, maxChars: number): string {
  return `文件第${lineNumber}行超过${maxChars}个字符，未读取；请拆分后重新导入`;
}

interface LineQueue {
  next(): Promise<Line | null>;
  putBack(lines: readonly Line[]): void;
}

function createLineQueue(lines: AsyncIterable<Line>): LineQueue {
  const iterator = lines[Symbol.asyncIterator]();
  /** Lines to be read again, last one first. */
  const again: Line[] = [];
  return {
    async next() {
      const known = again.pop();
      if (known !== undefined) return known;
      const read = await iterator.next();
      return read.done === true ? null : read.value;
    },
    putBack(back) {
      again.push(...back.toReversed());
    },
  };
}

/** The delimiter that the heading line has most of, outside quotes; null where it has none. */
function delimiterOf(heading: string): string | null {
  const bare = heading.replace(/"[^"]*"/g, '');
  const counts = [',', '\t', ';', '|'].map((sign) => ({ sign, count: bare.split(sign).length }));
  const most = counts.reduce((best, one) => (one.count > best.count ? one : best));
  return most.count > 1 ? most.sign : null;
}
