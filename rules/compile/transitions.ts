/**
 * Hash table (state, class) → state with linear probing, at most half full. An entry is three neighbouring numbers.
 * `children` holds one bit for each class modulo 32 that leaves a state: most look-ups fail, and fail there.
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

  /** −1 when there is no such transition. */
  get(state: number, unitClass: number): number {
    if ((((this.children[state] ?? 0) >>> (unitClass & 31)) & 1) === 0) return -1;
    const { entries, mask } = this;
    let slot = hash(state, unitClass) & mask;
    for (;;) {
      const at = slot * 3;
      const found = entries[at] ?? -1;
      if (found < 0) return -1;
      if (found === state && entries[at + 1] === unitClass) return entries[at + 2] ?? -1;
      slot = (slot + 1) & mask;
    }
  }

  set(state: number, unitClass: number, target: number): void {
    this.children[state] = (this.children[state] ?? 0) | (1 << (unitClass & 31));
    let slot = hash(state, unitClass) & this.mask;
    while ((this.entries[slot * 3] ?? -1) >= 0) slot = (slot + 1) & this.mask;
    this.entries[slot * 3] = state;
    this.entries[slot * 3 + 1] = unitClass;
    this.entries[slot * 3 + 2] = target;
  }
}

function hash(state: number, unitClass: number): number {
  const mixed = Math.imul(state, 0x9e3779b1) ^ Math.imul(unitClass, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
