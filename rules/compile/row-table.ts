/** Numbers in a row: the two of its key, then two for whoever keeps the table. */
const COLUMNS = 4;

/**
 * Rows found by two numbers that are not negative, by open addressing, at most three quarters full. A row is four
 * neighbouring numbers, so that it comes from memory in one piece.
 */
export class RowTable {
  /** Key, key, and two numbers of the owner's, 0 at first. */
  readonly rows: Int32Array;
  private readonly mask: number;

  /** `rows`: those of another table, which they are then shared with. */
  constructor(rows: Int32Array) {
    this.rows = rows;
    this.mask = rows.length / COLUMNS - 1;
  }

  /** `most`: bound on the number of rows. */
  static sized(most: number): RowTable {
    let slots = 16;
    while (slots * 3 < most * 4) slots *= 2;
    const rows = new Int32Array(slots * COLUMNS);
    for (let at = 0; at < rows.length; at += COLUMNS) rows[at] = -1;
    return new RowTable(rows);
  }

  /** Where the row begins in `rows`; −1 when there is none. `mixed`: {@link mix} of the two. */
  find(one: number, other: number, mixed = mix(one, other)): number {
    const { rows, mask } = this;
    let slot = mixed & mask;
    for (;;) {
      const at = slot * COLUMNS;
      const key = rows[at] ?? -1;
      if (key === one && rows[at + 1] === other) return at;
      if (key < 0) return -1;
      slot = (slot + 1) & mask;
    }
  }

  /** Where the row begins, made when there was none. */
  add(one: number, other: number): number {
    const { rows, mask } = this;
    let slot = mix(one, other) & mask;
    for (;;) {
      const at = slot * COLUMNS;
      if (rows[at] === one && rows[at + 1] === other) return at;
      if ((rows[at] ?? -1) < 0) {
        rows[at] = one;
        rows[at + 1] = other;
        return at;
      }
      slot = (slot + 1) & mask;
    }
  }
}

/** Multiplicative mixing (Knuth, The Art of Computer Programming 3, §6.4): the high bits are the well mixed ones. */
export function mix(one: number, other: number): number {
  const mixed = Math.imul(one, 0x9e3779b1) ^ Math.imul(other, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
}
