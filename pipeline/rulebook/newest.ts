import { toEpoch } from '../model/calendar.ts';

/** Keeps the newest of what it is given, at most so many; the order in which things come does not matter. */
export function createNewest<T extends { id: string; at: string }>(most: number) {
  let kept: T[] = [];

  function trim(): void {
    kept.sort((a, b) => toEpoch(b.at) - toEpoch(a.at) || (a.id < b.id ? -1 : 1));
    kept = kept.slice(0, most);
  }
  return {
    add(item: T): void {
      kept.push(item);
      // Sorted now and then: twice the limit is the most that is held.
      if (kept.length >= most * 2 + 1) trim();
    },
    /** Newest first. */
    items(): T[] {
      trim();
      return kept;
    },
  };
}
