import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const PATH = new URL('./labelled.yaml', import.meta.url);

/** File of the data folder → groups of rows that speak of one happening. */
export type LabelledEvents = Readonly<Record<string, readonly (readonly number[])[]>>;

export function readLabelledEvents(): LabelledEvents {
  return z.record(z.string(), z.array(z.array(z.int().positive()).min(2))).parse(parse(readFileSync(PATH, 'utf8')));
}
