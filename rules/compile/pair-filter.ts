import { mix } from './row-table.ts';

/**
 * Bloom filter of one bit a pair of UTF-16 units: at least eight bits for each pair, so that at most one absent pair in
 * eight gets past it and the filter of 30,000 pairs has 32 KB, small enough to stay in the nearest cache.
 */
export class PairFilter {
  readonly bits: Int32Array;
  private readonly shift: number;

  /** `bits`: those of another filter, which they are then shared with. */
  constructor(bits: Int32Array) {
    this.bits = bits;
    this.shift = 32 - Math.log2(bits.length * 32);
  }

  /** Each key is `first << 16 | second`. */
  static of(pairs: ReadonlySet<number>): PairFilter {
    let size = 32;
    while (size < pairs.size * 8) size *= 2;
    const filter = new PairFilter(new Int32Array(size / 32));
    for (const pair of pairs) {
      const bit = mix(pair >>> 16, pair & 0xffff) >>> filter.shift;
      filter.bits[bit >>> 5] = (filter.bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
    return filter;
  }

  /**
   * Puts into `places` every start in [from, to) of a pair of the text that may be in the set; returns how many. Told
   * without a branch, since no processor foresees which pairs are.
   */
  sift(text: string, from: number, to: number, places: Int32Array): number {
    const { bits, shift } = this;
    let count = 0;
    let before = text.charCodeAt(from);
    for (let i = from; i < to; i++) {
      const unit = text.charCodeAt(i + 1);
      const bit = mix(before, unit) >>> shift;
      before = unit;
      places[count] = i;
      count += ((bits[bit >>> 5] ?? 0) >>> (bit & 31)) & 1;
    }
    return count;
  }

  /** False for most pairs that are not in the set, true for all that are. `mixed`: {@link mix} of the two units. */
  mayHold(mixed: number): boolean {
    const bit = mixed >>> this.shift;
    return (((this.bits[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) !== 0;
  }
}

/** The key of a pair. */
export function pairKey(first: number, second: number): number {
  return (first << 16) | second;
}
