import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Lines put aside in a file until all are there: what has to wait for the last one need not wait in memory. */
export interface LineSpool {
  add(line: string): Promise<void>;
  /** All lines in order; the file is gone afterwards. */
  drain(): AsyncGenerator<string>;
}

export async function createLineSpool(): Promise<LineSpool> {
  const folder = await mkdtemp(join(tmpdir(), 'yuqing-lines-'));
  const path = join(folder, 'lines');
  const file = createWriteStream(path);
  let failure: Error | null = null;
  file.on('error', (error) => {
    failure = error;
  });
  return {
    async add(line) {
      if (failure !== null) throw failure;
      // An error while waiting rejects: `once` sees to that.
      if (!file.write(`${line}\n`)) await once(file, 'drain');
    },
    async *drain() {
      try {
        file.end();
        await once(file, 'finish');
        yield* createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}
