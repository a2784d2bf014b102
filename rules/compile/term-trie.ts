import { PairFilter, pairKey } from './pair-filter.ts';
import { RowTable } from './row-table.ts';

/** Columns of a row: what its owner keeps in {@link RowTable}. One bit for each unit modulo 32 that goes on from there. */
const ONWARD = 2;
/** Value of the pattern that ends there, 0 when none does. */
const VALUE = 3;

/** Places sifted at a time: few enough to stay in the nearest cache. */
const STRETCH = 512;

/**
 * Finds every occurrence of every pattern. From each place of the text the trie of the patterns is walked for as long
 * as it goes on: the places do not wait for one another, unlike the states of an automaton, and nearly all are left at the
 * first look, since most pairs of neighbouring units begin no pattern and {@link PairFilter} says so. Costs at most the
 * length of the text times that of the longest pattern, which the rules bound.
 */
export interface TermTrie {
  /** Adds each occurrence to `found`, in no order. */
  scan(text: string, found: Found): void;
}

/** Occurrences as (value, start, end) in one array that grows; end exclusive. */
export class Found {
  data = new Int32Array(768);
  /** Numbers in use: three times the count of occurrences. */
  length = 0;

  add(value: number, start: number, end: number): void {
    const at = this.length;
    if (at + 3 > this.data.length) this.grow();
    this.data[at] = value;
    this.data[at + 1] = start;
    this.data[at + 2] = end;
    this.length = at + 3;
  }

  private grow(): void {
    const larger = new Int32Array(this.data.length * 2);
    larger.set(this.data);
    this.data = larger;
  }
}

export interface TermPattern {
  /** Not empty, and no other's. */
  readonly text: string;
  /** What is told of an occurrence; not 0. */
  readonly value: number;
}

export function buildTrie(patterns: readonly TermPattern[]): TermTrie {
  const singles = patterns.filter(({ text }) => text.length === 1);
  const scanLonger = createScan(patterns.filter(({ text }) => text.length > 1));
  return { scan: singles.length === 0 ? scanLonger : withSingles(singles, scanLonger) };
}

/** The first two levels are one table of pairs; rows of the other hold the place of the row above and a unit. */
function createScan(patterns: readonly TermPattern[]): TermTrie['scan'] {
  const keys = new Set(patterns.map(({ text }) => pairKey(text.charCodeAt(0), text.charCodeAt(1))));
  const filter = PairFilter.of(keys);
  const pairs = RowTable.sized(keys.size);
  const longer = RowTable.sized(patterns.reduce((sum, { text }) => sum + text.length - 2, 0));
  const pairRows = pairs.rows;
  const longerRows = longer.rows;
  // Rows of both tables are told apart by their numbers.
  const beyondPairs = pairRows.length;
  for (const { text, value } of patterns) {
    let rows = pairRows;
    let at = pairs.add(text.charCodeAt(0), text.charCodeAt(1));
    let id = at;
    for (let i = 2; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      rows[at + ONWARD] = (rows[at + ONWARD] ?? 0) | (1 << (unit & 31));
      at = longer.add(id, unit);
      rows = longerRows;
      id = beyondPairs + at;
    }
    rows[at + VALUE] = value;
  }

  /** From the row of the pair that begins at `start`. */
  function walk(text: string, start: number, pair: number, found: Found): void {
    let onward = pairRows[pair + ONWARD] ?? 0;
    let id = pair;
    for (let i = start + 2; onward !== 0 && i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (((onward >>> (unit & 31)) & 1) === 0) return;
      const at = longer.find(id, unit);
      if (at < 0) return;
      const value = longerRows[at + VALUE] ?? 0;
      if (value !== 0) found.add(value, start, i + 1);
      onward = longerRows[at + ONWARD] ?? 0;
      id = beyondPairs + at;
    }
  }

  const places = new Int32Array(STRETCH);
  return (text, found) => {
    for (let from = 0; from < text.length - 1; from += STRETCH) {
      const count = filter.sift(text, from, Math.min(from + STRETCH, text.length - 1), places);
      for (let i = 0; i < count; i++) {
        const start = places[i] ?? 0;
        const pair = pairs.find(text.charCodeAt(start), text.charCodeAt(start + 1));
        if (pair < 0) continue;
        const value = pairRows[pair + VALUE] ?? 0;
        if (value !== 0) found.add(value, start, start + 2);
        if (pairRows[pair + ONWARD] !== 0) walk(text, start, pair, found);
      }
    }
  };
}

/** Patterns of a single unit are few: a pass of their own. */
function withSingles(singles: readonly TermPattern[], scanLonger: TermTrie['scan']): TermTrie['scan'] {
  const values = new Map(singles.map(({ text, value }) => [text.charCodeAt(0), value]));
  const isSingle = new Uint8Array(0x10000);
  for (const unit of values.keys()) isSingle[unit] = 1;
  return (text, found) => {
    scanLonger(text, found);
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (isSingle[unit] === 1) found.add(values.get(unit) ?? 0, i, i + 1);
    }
  };
}
