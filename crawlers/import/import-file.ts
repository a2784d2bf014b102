import { access, constants, open, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { ColumnShapes } from './column-shapes.ts';
import { type ColumnOverrides, type ImportKind, mapColumns } from './columns.ts';
import { emptyFile, fileProblem } from './file-problem.ts';
import type { ItemOptions, ReadItem } from './item-reader.ts';
import { jsonItems } from './json-items.ts';
import { type Line, readLines } from './lines.ts';
import { readCsv } from './read-csv.ts';
import { readText } from './read-text.ts';
import { isOle, isZip } from './read-xlsx.ts';
import { tableItems } from './table-items.ts';
import { textItems } from './text-items.ts';
import { workbookItems } from './workbook-items.ts';

export type { ReadItem } from './item-reader.ts';

export interface ImportLimits {
  /** Characters a line, a csv record, or title and text of one row may have; default 2,000,000. */
  maxChars?: number;
  /** Bytes an xlsx file may have, packed and unpacked; default 256 MB each. */
  maxWorkbookBytes?: number;
}

export interface ImportOptions {
  kind?: ImportKind;
  /** Field → heading, from `--columns`. */
  columns?: ColumnOverrides;
  /** Remembers `columns` for files with the same headings, and supplies them where none are given. */
  shapes?: ColumnShapes;
  /** ISO 8601 instant: when the file was read; 昨天 and the like count from it. */
  fetchedAt: string;
  limits?: ImportLimits;
}

/**
 * Reads posts from xlsx, csv (tsv), jsonl or txt, one at a time and in file order; the kind is told from the ending and
 * the first bytes. Rows that cannot be read come as `rejected` with what to do, and the rest goes on.
 *
 * `row` counts from 1: in tables the heading row is 1 and blank rows count, in jsonl and txt it is the line. The source is
 * named by `kind` (`import:posts`), not by the file, and a number that the source gave (留言编号) names the post, so that
 * one message read from xlsx and from csv is one post.
 *
 * Throws ConfigError for a file that cannot be read at all: missing, a directory, not permitted, empty, only headings, no
 * column for the text, an ending or content that is not known, no workbook, too large.
 */
export async function* readItems(path: string, options: ImportOptions): AsyncGenerator<ReadItem> {
  const { kind = 'posts', columns = {}, shapes, fetchedAt, limits = {} } = options;
  const { maxChars = 2_000_000, maxWorkbookBytes = 268_435_456 } = limits;
  const { head, size } = await lookInto(path);
  const format = formatOf(path, head);
  const item: ItemOptions = { where: path, kind, columns, fetchedAt, maxChars, ...(shapes ? { shapes } : {}) };
  if (format === 'xlsx') {
    if (size > maxWorkbookBytes) throw fileProblem(path, `表格超过 ${mb(maxWorkbookBytes)}`, '请拆成几个较小的文件');
    yield* workbookItems(path, { ...item, maxUnpackedBytes: maxWorkbookBytes });
    return;
  }
  const lines = readLines(readText(path), { maxChars });
  if (format === 'jsonl') yield* jsonItems(lines, item);
  else if (format === 'txt') yield* textItems(lines, item);
  else if (format === 'csv') yield* tableItems(readCsv(lines, { maxChars }), { ...item, allColumns: true });
  else yield* guessedItems(lines, item);
}

type Format = 'xlsx' | 'csv' | 'jsonl' | 'txt' | 'guess';

const FORMATS: Readonly<Record<string, Format>> = {
  ...{ '.xlsx': 'xlsx', '.xlsm': 'xlsx', '.xls': 'xlsx', '.csv': 'csv', '.tsv': 'csv', '.tab': 'csv' },
  ...{ '.jsonl': 'jsonl', '.ndjson': 'jsonl', '.json': 'jsonl', '.txt': 'txt', '.text': 'txt', '.log': 'txt' },
  // What was piped in, and what has no ending, is told from its beginning.
  ...{ '.auto': 'guess', '': 'guess' },
};

/** The bytes go before the ending: a workbook is one under any name. */
function formatOf(path: string, head: Uint8Array): Format {
  if (isZip(head) || isOle(head)) return 'xlsx';
  const ending = extname(path).toLowerCase();
  const format = FORMATS[ending];
  if (format === undefined)
    throw fileProblem(path, `不认识的文件类型“${ending}”`, '可导入 .xlsx、.csv、.tsv、.jsonl、.txt');
  if (format === 'jsonl' && /^(?:\xef\xbb\xbf)?\s*\[\s*\{/.test(latin1(head))) {
    throw fileProblem(path, '整个文件是一个 JSON 数组', '请转成每行一个对象，例如：jq -c ".[]" 文件.json > 文件.jsonl');
  }
  if (format !== 'xlsx') return format;
  const start = latin1(head).trimStart();
  const seen = start.startsWith('<') ? '内容是网页或XML' : '内容不是 xlsx';
  throw fileProblem(
    path,
    `扩展名是 ${ending}，但${seen}`,
    '请用表格软件打开后另存为 .xlsx；如果是 csv，请把扩展名改成 .csv',
  );
}

/** Size and first bytes. Throws ConfigError in words where the file cannot be opened. */
async function lookInto(path: string): Promise<{ head: Uint8Array; size: number }> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw fileProblem(path, '这是一个目录', '请给出文件，例如 目录/文件.xlsx');
    await access(path, constants.R_OK);
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
      if (bytesRead === 0) throw emptyFile(path);
      return { head: buffer.subarray(0, bytesRead), size: info.size };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw openProblem(path, error);
  }
}

function openProblem(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'ENOENT') return fileProblem(path, '没有这个文件', '请检查路径和文件名', error);
  if (error.code === 'EACCES' || error.code === 'EPERM')
    return fileProblem(path, '没有读取权限', '请检查文件权限', error);
  return fileProblem(path, `打不开（${error.message}）`, '请检查文件和磁盘', error);
}

/** JSON lines where the first line is an object, a table where it names a column for the text, otherwise plain lines. */
async function* guessedItems(lines: AsyncGenerator<Line>, options: ItemOptions): AsyncGenerator<ReadItem> {
  const { value: first, done } = await lines.next();
  if (done === true) throw emptyFile(options.where);
  const again = putBack(first, lines);
  const text = first.text ?? '';
  if (text.trimStart().startsWith('{')) yield* jsonItems(again, options);
  else if (await looksLikeTable(first, options))
    yield* tableItems(readCsv(again, options), { ...options, allColumns: true });
  else yield* textItems(again, options);
}

async function looksLikeTable(first: Line, options: ItemOptions): Promise<boolean> {
  for await (const row of readCsv(onlyLine(first), options)) {
    return (
      'cells' in row &&
      row.cells.length > 1 &&
      mapColumns(row.cells.map(String), options.kind, options.columns).text !== undefined
    );
  }
  return false;
}

async function* onlyLine(line: Line): AsyncGenerator<Line> {
  yield line;
}

async function* putBack(first: Line, rest: AsyncIterable<Line>): AsyncGenerator<Line> {
  yield first;
  yield* rest;
}

function mb(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MB`;
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
