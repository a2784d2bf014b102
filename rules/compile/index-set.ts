/**
 * A set of small numbers that gives them in order without sorting: one bit a number, and above it one bit for each word of
 * bits that is not empty, so that a few numbers among ten thousand are found at a few looks.
 */
export class IndexSet {
  private readonly bits: Int32Array;
  private readonly summary: Int32Array;

  /** `most`: every number is below it. */
  constructor(most: number) {
    this.bits = new Int32Array((most >>> 5) + 1);
    this.summary = new Int32Array((most >>> 10) + 1);
  }

  add(index: number): void {
    const word = index >>> 5;
    this.bits[word] = (this.bits[word] ?? 0) | (1 << (index & 31));
    this.summary[word >>> 5] = (this.summary[word >>> 5] ?? 0) | (1 << (word & 31));
  }

  /** Calls `take` with each, smallest first, and is empty afterwards. */
  drain(take: (index: number) => void): void {
    const { bits, summary } = this;
    for (let top = 0; top < summary.length; top++) {
      for (let words = summary[top] ?? 0; words !== 0; words &= words - 1) {
        const word = (top << 5) + lowest(words);
        for (let left = bits[word] ?? 0; left !== 0; left &= left - 1) take((word << 5) + lowest(left));
        bits[word] = 0;
      }
      summary[top] = 0;
    }
  }
}

/** Index of the lowest bit that is set; not 0. */
function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
