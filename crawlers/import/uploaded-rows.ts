import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileRows } from './file-rows.ts';
import type { Row } from './row.ts';

/** The rows of a table that somebody sent. Readers want a file, so it lies in one of its own until they are through. */
export async function* uploadedRows(bytes: Uint8Array): AsyncGenerator<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'yuqing-upload-'));
  try {
    const path = join(folder, 'upload');
    await writeFile(path, bytes);
    yield* fileRows(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
