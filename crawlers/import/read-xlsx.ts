import { readFile } from 'node:fs/promises';
import { ConfigError } from '../../pipeline/errors.ts';
import type { Row } from './row.ts';
import { sheetRows } from './xlsx-rows.ts';
import { readWorkbook } from './xlsx-workbook.ts';
import { testUnpack, zipEntries } from './zip-entries.ts';

export interface XlsxLimits {
  /** Most bytes the parts of the workbook may unpack to. */
  maxUnpackedBytes: number;
}

/** A sheet of a workbook, in the order of the workbook. */
export interface Sheet {
  /** Reads from the first row on, as often as asked. */
  rows(): AsyncGenerator<Row>;
}

/** Opens an xlsx file. Throws ConfigError for what is no workbook: old .xls, encrypted, cut off, too large unpacked. */
export async function openXlsx(path: string, { maxUnpackedBytes }: XlsxLimits): Promise<Sheet[]> {
  const bytes = await readFile(path);
  const refuse = (message: string, hint: string) => new ConfigError([{ where: path, message, hint }]);
  if (isOle(bytes))
    throw refuse('是旧版 .xls 或加了密码的表格，不能读取', '请在表格软件中取消密码，另存为 .xlsx 或 UTF-8 的 .csv');
  const entries = isZip(bytes) ? zipEntries(bytes) : null;
  if (entries === null)
    throw refuse('不是有效的 xlsx 文件（压缩包不完整或已损坏）', '请重新下载，或用表格软件打开后另存为 .xlsx');
  const parts = entries.filter(({ name }) => PART.test(name));
  const { bytes: unpacked, damaged } = await testUnpack(parts, maxUnpackedBytes);
  if (unpacked > maxUnpackedBytes) {
    const size = `${Math.round(maxUnpackedBytes / 1_048_576)} MB`;
    throw refuse(`解压后超过 ${size}，未读取`, '请拆成几个较小的文件，或另存为 .csv');
  }
  // Cells name their text by its position here: with one text missing, every later cell would show another's.
  if ([...damaged].some(({ name }) => /sharedStrings/i.test(name))) {
    throw refuse('文件已损坏：公用文字表不完整，单元格的文字不可靠', '请重新下载，或用表格软件打开修复后另存');
  }
  const book = await readWorkbook(parts);
  if (book.sheets.length === 0) throw refuse('压缩包里没有工作表，不是 xlsx 文件', '请导入 .xlsx 表格，不要导入压缩包');
  return book.sheets.map((sheet) => ({ rows: () => sheetRows(sheet, book, { damaged: damaged.has(sheet) }) }));
}

/** The parts that are read; pictures and other attachments are not even unpacked. */
const PART =
  /^\/?xl\/(?:workbook|sharedStrings|styles|_rels\/workbook\.xml\.rels|workbook\.xml|worksheets\/[^/]+)(?:\.xml|\.rels)?$/i;

export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);
}

/** The container of .xls, and of encrypted .xlsx. */
export function isOle(head: Uint8Array): boolean {
  return head[0] === 0xd0 && head[1] === 0xcf && head[2] === 0x11 && head[3] === 0xe0;
}
