import { open } from 'node:fs/promises';
import { fileProblem } from './file-problem.ts';
import { readLines } from './lines.ts';
import { readCsv } from './read-csv.ts';
import { readText } from './read-text.ts';
import { isOle, isZip, openXlsx } from './read-xlsx.ts';
import type { Row } from './row.ts';

const MAX_CHARS = 100_000;
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

/** The rows of a table file (csv of any encoding, the sheets of an xlsx one after the other), headings included. */
export async function* fileRows(path: string): AsyncGenerator<Row> {
  if (await isWorkbook(path)) {
    for (const sheet of await openXlsx(path, { maxUnpackedBytes: MAX_UNPACKED_BYTES })) yield* sheet.rows();
  } else yield* readCsv(readLines(readText(path), { maxChars: MAX_CHARS }), { maxChars: MAX_CHARS });
}

async function isWorkbook(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { buffer } = await file.read(Buffer.alloc(512), 0, 512, 0);
      return isZip(buffer) || isOle(buffer);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileProblem(path, '打不开这个文件', '请检查路径、文件名和读取权限', error);
  }
}
