import { emptyFile } from './file-problem.ts';
import { createItemReaders, type ItemOptions, type ReadItem } from './item-reader.ts';
import type { Line } from './lines.ts';
import { tooLong } from './read-csv.ts';

/** Plain lines → items, one text a line; blank lines are passed over. Throws ConfigError when there is no text at all. */
export async function* textItems(lines: AsyncIterable<Line>, options: ItemOptions): AsyncGenerator<ReadItem> {
  const reader = createItemReaders({ ...options, columns: {} })(['text']);
  let count = 0;
  for await (const { number, text } of lines) {
    if (text !== null && text.trim() === '') continue;
    count += 1;
    yield text === null ? { row: number, rejected: tooLong(number, options.maxChars) } : reader.read(number, [text]);
  }
  if (count === 0) throw emptyFile(options.where);
}
