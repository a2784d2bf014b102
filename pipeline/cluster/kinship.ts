import { inkOf } from '../dedupe/ink.ts';
import { likenessOf } from '../dedupe/likeness.ts';
import { areOtherNames, areTwoNames } from '../dedupe/names-another.ts';
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
  const [ourInk, theirInk] = [inkOf(a.post), inkOf(b.post)];
  const likeness = likenessOf(ourInk, theirInk, [...namesIn(ours), ...namesIn(theirs)]);
  if (likeness === null || areOtherEstates(likeness, [ours.estate, ourInk], [theirs.estate, theirInk])) return null;
  if (likeness === 'copy') return likeness;
  const isElsewhere = areApart(ours.district, theirs.district);
  const apart = Math.abs(toEpoch(a.post.eventTime) - toEpoch(b.post.eventTime));
  return isElsewhere || apart > WINDOW_MS ? null : 'retold';
}

/** A city may be the one that the other's district lies in; two districts, or two cities, are two places. */
function areApart(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other && one.endsWith('市') === other.endsWith('市');
}

/**
 * Each text has an estate of its own and nothing of the other's: one complaint sent from two places. The more alike they
 * are otherwise, the more the name tells; who tells a thing in words of their own may also call the place otherwise.
 */
function areOtherEstates(
  likeness: 'copy' | 'retold',
  [one, ink]: readonly [string | null, string],
  [other, otherInk]: readonly [string | null, string],
): boolean {
  if (one === null || other === null || ink.includes(other) || otherInk.includes(one)) return false;
  return likeness === 'copy' ? areTwoNames(one, other) : areOtherNames(one, other);
}
