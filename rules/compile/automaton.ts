/**
 * Aho–Corasick over UTF-16 units in flat typed arrays: finds every occurrence of every pattern in one pass.
 *
 * Units that stand in no pattern map to class 0 and lead straight back to the root. Transitions live in one
 * open-addressing hash table keyed by (state, class); the root, where most of a text is spent, has a direct table.
 */
export interface Automaton {
  /** Calls `found(pattern index, end offset)` for each occurrence, by rising end; longest first at one end. */
  scan(text: string, found: (pattern: number, end: number) => void): void;
  readonly states: number;
}

/** Patterns must be distinct and not empty. */
export function buildAutomaton(patterns: readonly string[]): Automaton {
  const classOf = new Uint16Array(0x10000);
  let classes = 1;
  let units = 1;
  for (const pattern of patterns) {
    units += pattern.length;
    for (let i = 0; i < pattern.length; i++) {
      const unit = pattern.charCodeAt(i);
      if (classOf[unit] === 0) classOf[unit] = classes++;
    }
  }
  const trie = new Transitions(units);
  const patternAt = new Int32Array(units).fill(-1);
  const parent = new Int32Array(units);
  const classInto = new Uint16Array(units);
  const depth = new Int32Array(units);
  let states = 1;
  patterns.forEach((pattern, index) => {
    let state = 0;
    for (let i = 0; i < pattern.length; i++) {
      const unitClass = classOf[pattern.charCodeAt(i)] ?? 0;
      let next = trie.get(state, unitClass);
      if (next < 0) {
        next = states++;
        trie.set(state, unitClass, next);
        parent[next] = state;
        classInto[next] = unitClass;
        depth[next] = i + 1;
      }
      state = next;
    }
    patternAt[state] = index;
  });
  const links = linkStates({ trie, parent, classInto, depth, patternAt, states });
  const root = new Int32Array(classes);
  for (let unitClass = 1; unitClass < classes; unitClass++) root[unitClass] = Math.max(trie.get(0, unitClass), 0);
  return { states, scan: createScan({ classOf, root, trie, patternAt: patternAt.slice(0, states), ...links }) };
}

interface Trie {
  trie: Transitions;
  parent: Int32Array;
  classInto: Uint16Array;
  depth: Int32Array;
  patternAt: Int32Array;
  states: number;
}

/** Failure links, and for each state the nearest suffix state that ends a pattern (0 = none), in order of depth. */
function linkStates({ trie, parent, classInto, depth, patternAt, states }: Trie) {
  const order = Int32Array.from({ length: states }, (_, state) => state).sort(
    (a, b) => (depth[a] ?? 0) - (depth[b] ?? 0),
  );
  const fail = new Int32Array(states);
  const output = new Int32Array(states);
  for (const state of order) {
    if ((depth[state] ?? 0) < 2) continue;
    const unitClass = classInto[state] ?? 0;
    let suffix = fail[parent[state] ?? 0] ?? 0;
    let next = trie.get(suffix, unitClass);
    while (next < 0 && suffix !== 0) {
      suffix = fail[suffix] ?? 0;
      next = trie.get(suffix, unitClass);
    }
    fail[state] = Math.max(next, 0);
    const suffixState = fail[state] ?? 0;
    output[state] = (patternAt[suffixState] ?? -1) >= 0 ? suffixState : (output[suffixState] ?? 0);
  }
  return { fail, output };
}

interface Tables {
  classOf: Uint16Array;
  root: Int32Array;
  trie: Transitions;
  fail: Int32Array;
  output: Int32Array;
  patternAt: Int32Array;
}

function createScan({ classOf, root, trie, fail, output, patternAt }: Tables): Automaton['scan'] {
  return (text, found) => {
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const unitClass = classOf[text.charCodeAt(i)] ?? 0;
      if (unitClass === 0) {
        state = 0;
        continue;
      }
      let next = -1;
      while (state !== 0) {
        next = trie.get(state, unitClass);
        if (next >= 0) break;
        state = fail[state] ?? 0;
      }
      state = next >= 0 ? next : (root[unitClass] ?? 0);
      if (state === 0) continue;
      let hit = (patternAt[state] ?? -1) >= 0 ? state : (output[state] ?? 0);
      while (hit !== 0) {
        found(patternAt[hit] ?? 0, i + 1);
        hit = output[hit] ?? 0;
      }
    }
  };
}

/**
 * Hash table (state, class) → state with linear probing, at most half full. An entry is three neighbouring numbers.
 * `children` holds one bit for each class modulo 32 that leaves a state: most look-ups fail, and fail there.
 */
class Transitions {
  private readonly mask: number;
  private readonly entries: Int32Array;
  private readonly children: Int32Array;

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
