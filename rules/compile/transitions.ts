/**
 * Hash table (state, UTF-16 unit) → state with linear probing, at most half full. An entry is three neighbouring numbers.
 * `children` holds one bit for each unit modulo 32 that leaves a state: most look-ups fail, and fail there.
 */
export class Transitions {
  private readonly mask: number;
  private readonly entries: Int32Array;
  private readonly children: Int32Array;

  /** `most`: bound on the number of states, the root included. */
  constructor(most: number) {
    let size = 16;
    while (size < most * 2) size *= 2;
    this.mask = size - 1;
    this.entries = new Int32Array(size * 3).fill(-1);
    this.children = new Int32Array(most);
  }

  /** 0 when there is no such transition; no transition leads to state 0. */
  get(state: number, unit: number): number {
    if ((((this.children[state] ?? 0) >>> (unit & 31)) & 1) === 0) return 0;
    const { entries, mask } = this;
    let slot = hash(state, unit) & mask;
    for (;;) {
      const at = slot * 3;
      const found = entries[at] ?? -1;
      if (found < 0) return 0;
      if (found === state && entries[at + 1] === unit) return entries[at + 2] ?? 0;
      slot = (slot + 1) & mask;
    }
  }

  /** Whether any transition leaves the state. */
  leaves(state: number): boolean {
    return this.children[state] !== 0;
  }

  set(state: number, unit: number, target: number): void {
    this.children[state] = (this.children[state] ?? 0) | (1 << (unit & 31));
    let slot = hash(state, unit) & this.mask;
    while ((this.entries[slot * 3] ?? -1) >= 0) slot = (slot + 1) & this.mask;
    this.entries[slot * 3] = state;
    this.entries[slot * 3 + 1] = unit;
    this.entries[slot * 3 + 2] = target;
  }
}

function hash(state: number, unit: number): number {
  const mixed = Math.imul(state, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
