import { toShanghai } from '../../pipeline/model/calendar.ts';
import type { Trace } from '../../pipeline/model/trace.ts';
import { MONDAY_NINE } from './samples.ts';

/** A trace with two shingles that no other number has, far apart from those of its neighbours. */
export function numberedTrace(n: number, docId = `d${n}`): Trace {
  const spread = (n * 2_654_435_761) % 2 ** 40;
  return { docId, at: toShanghai(MONDAY_NINE), shingles: [spread, 2 ** 41 + spread], clues: [] };
}
