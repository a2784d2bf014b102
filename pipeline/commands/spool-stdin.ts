import { createWriteStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Standard input into a file of its own, so that it is read like any other. The kind is told from its beginning. */
export async function spoolStdin(stdin: NodeJS.ReadableStream): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'yuqing-stdin-'));
  const path = join(folder, 'stdin.auto');
  await pipeline(stdin, createWriteStream(path));
  return path;
}
