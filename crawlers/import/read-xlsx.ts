import { readFile } from 'node:fs/promises';
import { streamXlsxRows } from 'hucre/xlsx';
import { ConfigError } from '../../pipeline/errors.ts';
import type { Row } from './row.ts';
import { unpackedBytes, zipEntries } from './zip-entries.ts';

export interface XlsxLimits {
  /** Most bytes the parts of the workbook may unpack to. */
  maxUnpackedBytes: number;
}

/** A sheet of a workbook, in the order of the workbook. */
export interface Sheet {
  /** Reads from the first row; rows without any value are left out. Ends with a rejected row where the file is damaged. */
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
  const parts = entries.filter(({ name }) => name.startsWith('xl/') && /\.(?:xml|rels)$/.test(name));
  const sheets = parts.filter(({ name }) => /^xl\/worksheets\/[^/]+\.xml$/.test(name)).length;
  if (sheets === 0) throw refuse('压缩包里没有工作表，不是 xlsx 文件', '请导入 .xlsx 表格，不要导入压缩包');
  const read = parts.filter(({ name }) => /^xl\/(?:[^/]+\.xml|worksheets\/[^/]+\.xml)$/.test(name));
  if ((await unpackedBytes(read, maxUnpackedBytes)) > maxUnpackedBytes) {
    const size = `${Math.round(maxUnpackedBytes / 1_048_576)} MB`;
    throw refuse(`解压后超过 ${size}，未读取`, '请拆成几个较小的文件，或另存为 .csv');
  }
  return Array.from({ length: sheets }, (_, sheet) => ({ rows: () => sheetRows(bytes, sheet) }));
}

async function* sheetRows(bytes: Uint8Array, sheet: number): AsyncGenerator<Row> {
  let last = 0;
  try {
    for await (const { index, values } of streamXlsxRows(bytes, { sheet })) {
      last = Number.isInteger(index) && index >= last ? index + 1 : last + 1;
      if (values.some((value) => value !== null && value !== '')) yield { row: last, cells: values };
    }
  } catch (error) {
    yield { row: last + 1, rejected: damage(error, last) };
  }
}

function damage(error: unknown, last: number): string {
  const detail = error instanceof Error ? error.message.slice(0, 160) : String(error);
  return `第${last}行之后的内容已损坏，无法读取（${detail}）；请用表格软件打开修复后另存，再重新导入`;
}

export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);
}

/** The container of .xls, and of encrypted .xlsx. */
export function isOle(head: Uint8Array): boolean {
  return head[0] === 0xd0 && head[1] === 0xcf && head[2] === 0x11 && head[3] === 0xe0;
}
