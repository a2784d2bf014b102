import { inkOf } from '../dedupe/ink.ts';
import { likenessOf } from '../dedupe/likeness.ts';
import { toEpoch } from '../model/calendar.ts';
import type { AnalysedPost } from '../store/store.ts';
import { namesIn, WINDOW_MS } from './clues.ts';

/**
 * `copy`: the same text, whenever it was published. `retold`: much the same words within the window, and no place that
 * speaks against it. A property of the two posts alone, the same from either side.
 */
export type Kinship = 'copy' | 'retold' | null;

export function kinshipOf(a: AnalysedPost, b: AnalysedPost): Kinship {
  const [ours, theirs] = [a.verdict.places, b.verdict.places];
  const likeness = likenessOf(inkOf(a.post), inkOf(b.post), [...namesIn(ours), ...namesIn(theirs)]);
  if (likeness !== 'retold') return likeness;
  const isElsewhere = areApart(ours.district, theirs.district);
  const apart = Math.abs(toEpoch(a.post.eventTime) - toEpoch(b.post.eventTime));
  return isElsewhere || apart > WINDOW_MS ? null : 'retold';
}

/** A city may be the one that the other's district lies in; two districts, or two cities, are two places. */
function areApart(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other && one.endsWith('市') === other.endsWith('市');
}
