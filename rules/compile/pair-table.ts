/**
 * Pairs of UTF-16 units → state, by open addressing, at most half full, with a Bloom filter of one bit a pair before it:
 * eight bits for each pair, so that one absent pair in eight gets past it and the filter of 30,000 pairs has 32 KB.
 */
export class PairTable {
  /** Key and state of each slot side by side; state 0 marks a free one. */
  private readonly entries: Int32Array;
  private readonly mask: number;
  private readonly filter: Int32Array;
  private readonly filterShift: number;

  /** `most`: bound on the number of pairs. */
  constructor(most: number) {
    let size = 16;
    while (size < most * 2) size *= 2;
    this.entries = new Int32Array(size * 2);
    this.mask = size - 1;
    this.filter = new Int32Array(size / 8);
    this.filterShift = 32 - Math.log2(size * 4);
  }

  /** False for most pairs that are not in the table, true for all that are. */
  mayHold(first: number, second: number): boolean {
    const bit = mix(first, second) >>> this.filterShift;
    return (((this.filter[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) !== 0;
  }

  has(first: number, second: number): boolean {
    return this.mayHold(first, second) && this.get(first, second) !== 0;
  }

  /** 0 when the pair is not there; states begin at 1. */
  get(first: number, second: number): number {
    const { entries, mask } = this;
    const key = (first << 16) | second;
    let slot = mix(first, second) & mask;
    for (;;) {
      const state = entries[slot * 2 + 1] ?? 0;
      if (state === 0 || entries[slot * 2] === key) return state;
      slot = (slot + 1) & mask;
    }
  }

  set(first: number, second: number, state: number): void {
    const { entries, mask } = this;
    const mixed = mix(first, second);
    let slot = mixed & mask;
    while (entries[slot * 2 + 1] !== 0) slot = (slot + 1) & mask;
    entries[slot * 2] = (first << 16) | second;
    entries[slot * 2 + 1] = state;
    const bit = mixed >>> this.filterShift;
    this.filter[bit >>> 5] = (this.filter[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }
}

/** Multiplicative mixing (Knuth, The Art of Computer Programming 3, §6.4): the high bits are the well mixed ones. */
function mix(first: number, second: number): number {
  const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
}
