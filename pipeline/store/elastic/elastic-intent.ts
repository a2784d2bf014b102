import { z } from 'zod';
import { storedPost } from '../record-reader.ts';
import type { Names } from './elastic-indices.ts';
import type { Found, Source, Write } from './elastic-write.ts';

/**
 * What a unit does to one record, worked out against what was stored, so that whoever lays it down comes to the same.
 * `unit`: written unless a later unit has written it; no source means that the record is gone from then on.
 * `once`: written where there is nothing. `plain`: written whatever is there.
 */
const recordWrite = z.object({
  index: z.enum(['cases', 'marks', 'state']),
  id: z.string(),
  source: z.record(z.string(), z.unknown()).nullable(),
  rule: z.enum(['unit', 'once', 'plain']),
});
export type RecordWrite = z.infer<typeof recordWrite>;

/** A unit of work as a list of writes. `outcomes` come last, so that none is seen before what it speaks of. */
export const intent = z.object({
  posts: z.array(storedPost),
  records: z.array(recordWrite),
  outcomes: z.array(recordWrite),
});
export type Intent = z.infer<typeof intent>;

/** What stands where a unit took a record away: a later write of an older unit still finds that it comes too late. */
const GONE: Source = { kind: 'gone', doc: '' };

/** Null where there is nothing, or nothing any more. */
export function presentSource(found: Found | undefined): Source | null {
  return found === undefined || found.source.kind === GONE.kind ? null : found.source;
}

/** `unit` is the number of the unit, the version under which Elasticsearch keeps what it writes. */
export function toWrite(names: Names, unit: number, { index, id, source, rule }: RecordWrite): Write {
  const target = { index: names[index], id, source: source ?? GONE };
  if (rule === 'once') return { do: 'create', ...target };
  return rule === 'unit' ? { do: 'put', ...target, version: unit } : { do: 'put', ...target };
}

/** Whether it touches records of one of these kinds; the kind of a record is the beginning of its id. */
export function touches({ records }: Intent, kinds: readonly string[]): boolean {
  return records.some(({ id }) => kinds.some((kind) => id.startsWith(`${kind}:`)));
}
