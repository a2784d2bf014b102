import { characterClasses, RUN } from './character-class.ts';
import type { Symbols } from './symbols.ts';

/**
 * What the trie tells of a pattern. Nearly all feed one slot, are no plain term and begin and end with a Chinese
 * character; for these the value itself is 1 + the slot. Any other is −1 − its row in `rows`.
 */
export interface PatternValues {
  /** By pattern; never 0. */
  readonly values: readonly number[];
  readonly rows: readonly PatternRow[];
}

export interface PatternRow {
  /** Slots that take an occurrence only where it is a whole word. */
  readonly words: readonly number[];
  /** Slots that take every occurrence. */
  readonly plain: readonly number[];
}

export function valuesOf({ patterns, links }: Symbols): PatternValues {
  const classes = characterClasses();
  const isRun = (pattern: string, at: number) => classes[pattern.charCodeAt(at)] === RUN;
  const rows: PatternRow[] = [];
  const values = patterns.map((pattern, index) => {
    const feeds = links[index] ?? [];
    const [only, ...others] = feeds;
    const hasEdges = isRun(pattern, 0) || isRun(pattern, pattern.length - 1);
    if (only !== undefined && others.length === 0 && !only.plain && !hasEdges) return 1 + only.slot;
    const slots = (plain: boolean) => feeds.flatMap((link) => (link.plain === plain ? [link.slot] : []));
    return -rows.push({ words: slots(false), plain: slots(true) });
  });
  return { values, rows };
}
