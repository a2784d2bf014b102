import type { Place, Scan } from './scan.ts';

/** By field, start, end. */
export function byPlace(a: Place, b: Place): number {
  return a.field - b.field || a.start - b.start || a.end - b.end;
}

/** Each place once, in reading order. Sorts the list in place. */
export function distinct(places: Place[]): Place[] {
  if (places.length < 2) return places;
  places.sort(byPlace);
  let kept = 1;
  for (let i = 1; i < places.length; i++) {
    const place = places[i];
    const before = places[kept - 1];
    if (place !== undefined && before !== undefined && byPlace(before, place) !== 0) places[kept++] = place;
  }
  places.length = kept;
  return places;
}

/** Most places that do not overlap: take the one that ends first, then the next that begins after it, and so on. */
export function countApart(places: readonly Place[]): number {
  const byEnd = [...places].sort((a, b) => a.field - b.field || a.end - b.end);
  let count = 0;
  let field = -1;
  let end = 0;
  for (const place of byEnd) {
    if (place.field === field && place.start < end) continue;
    count += 1;
    field = place.field;
    end = place.end;
  }
  return count;
}

export interface NearSpec {
  readonly distance: number | 'sentence';
  readonly ordered: boolean;
}

/**
 * Stretches from a left place to the right place that follows it most closely (and, unless ordered, the other way
 * round) that are near enough. A farther partner is never nearer, so looking at the closest one loses no hit.
 * Sorts both lists in place. With `most` 1 it stops at the first stretch.
 */
export function joinNear(
  scan: Scan,
  sides: readonly [left: Place[], right: Place[]],
  spec: NearSpec,
  most = Infinity,
): Place[] {
  const [left, right] = sides;
  const joined: Place[] = [];
  followers(scan, left, right.sort(byPlace), { spec, most, joined });
  if (!spec.ordered && joined.length < most) followers(scan, right, left.sort(byPlace), { spec, most, joined });
  return joined;
}

interface Join {
  spec: NearSpec;
  most: number;
  joined: Place[];
}

function followers(scan: Scan, before: readonly Place[], after: readonly Place[], { spec, most, joined }: Join): void {
  for (const one of before) {
    const other = after[firstFrom(after, one.field, one.end)];
    if (other === undefined || other.field !== one.field) continue;
    const near =
      spec.distance === 'sentence'
        ? scan.sameSentence(one.field, one.end - 1, other.start)
        : scan.wordsBetween(one.field, one.end, other.start) <= spec.distance;
    if (near && joined.push({ field: one.field, start: one.start, end: other.end }) >= most) return;
  }
}

/** Index of the first place in the field (or a later one) that starts at the offset or after it. */
function firstFrom(sorted: readonly Place[], field: number, start: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const place = sorted[middle];
    if (place !== undefined && (place.field < field || (place.field === field && place.start < start))) {
      low = middle + 1;
    } else high = middle;
  }
  return low;
}
