import { noTextColumn } from './columns.ts';
import { emptyFile } from './file-problem.ts';
import { createItemReaders, type ItemOptions, type ItemReader, type ReadItem } from './item-reader.ts';
import type { Line } from './lines.ts';
import { readJsonl } from './read-jsonl.ts';

/** Lines may differ in their keys; so many different sets of keys are remembered. */
const MOST_SHAPES = 1_000;

/** JSON lines → items. Throws ConfigError when the first object has neither text nor title, or there is no line at all. */
export async function* jsonItems(lines: AsyncIterable<Line>, options: ItemOptions): AsyncGenerator<ReadItem> {
  const open = createItemReaders(options);
  const shapes = new Map<string, ItemReader>();
  let objects = 0;
  let count = 0;
  for await (const line of readJsonl(lines, options)) {
    count += 1;
    if ('rejected' in line) {
      yield line;
      continue;
    }
    const keys = [...line.object.keys()];
    const shape = JSON.stringify(keys);
    const reader = shapes.get(shape) ?? open(keys);
    if (shapes.size < MOST_SHAPES) shapes.set(shape, reader);
    objects += 1;
    const { text, title } = reader.map;
    if (objects === 1 && text === undefined && title === undefined)
      throw noTextColumn(options.where, keys, options.columns);
    yield reader.read(line.row, [...line.object.values()]);
  }
  if (count === 0) throw emptyFile(options.where);
}
