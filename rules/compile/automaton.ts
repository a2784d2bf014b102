import { Transitions } from './transitions.ts';

/**
 * Aho–Corasick over UTF-16 units in flat typed arrays: finds every occurrence of every pattern in one pass.
 *
 * Units that stand in no pattern map to class 0 and lead straight back to the root. Transitions live in one hash table
 * keyed by (state, class); the root, where most of a text is spent, has a direct table.
 */
export interface Automaton {
  /** Writes each occurrence to `found`, by rising end, longest first at one end. */
  scan(text: string, found: Found): void;
  readonly states: number;
}

/** Occurrences as pairs (pattern index, end offset) in one array that grows. */
export class Found {
  data = new Int32Array(512);
  /** Numbers in use: twice the count of occurrences. */
  length = 0;

  grow(): void {
    const larger = new Int32Array(this.data.length * 2);
    larger.set(this.data);
    this.data = larger;
  }
}

/** Patterns must be distinct and not empty. */
export function buildAutomaton(patterns: readonly string[]): Automaton {
  const classOf = new Uint16Array(0x10000);
  let classes = 1;
  let most = 1;
  for (const pattern of patterns) {
    most += pattern.length;
    for (let i = 0; i < pattern.length; i++) {
      const unit = pattern.charCodeAt(i);
      if (classOf[unit] === 0) classOf[unit] = classes++;
    }
  }
  const trie = growTrie(patterns, classOf, most);
  const nodes = linkStates(trie);
  const root = new Int32Array(classes);
  for (let unitClass = 1; unitClass < classes; unitClass++) root[unitClass] = Math.max(trie.moves.get(0, unitClass), 0);
  return { states: trie.states, scan: createScan({ classOf, root, moves: trie.moves, nodes }) };
}

interface Trie {
  moves: Transitions;
  states: number;
  parent: Int32Array;
  classInto: Uint16Array;
  /** Pattern that ends in the state, or −1. */
  patternAt: Int32Array;
}

/** States are numbered level by level, so that the shallow ones, which are visited most, lie side by side in memory. */
function growTrie(patterns: readonly string[], classOf: Uint16Array, most: number): Trie {
  const moves = new Transitions(most);
  const parent = new Int32Array(most);
  const classInto = new Uint16Array(most);
  const patternAt = new Int32Array(most).fill(-1);
  const stateOf = new Int32Array(patterns.length);
  let states = 1;
  let growing = patterns.map((_, index) => index);
  for (let depth = 0; growing.length > 0; depth++) {
    const longer: number[] = [];
    for (const index of growing) {
      const pattern = patterns[index] ?? '';
      const unitClass = classOf[pattern.charCodeAt(depth)] ?? 0;
      const from = stateOf[index] ?? 0;
      let state = moves.get(from, unitClass);
      if (state < 0) {
        state = states++;
        moves.set(from, unitClass, state);
        parent[state] = from;
        classInto[state] = unitClass;
      }
      stateOf[index] = state;
      if (pattern.length === depth + 1) patternAt[state] = index;
      else longer.push(index);
    }
    growing = longer;
  }
  return { moves, states, parent, classInto, patternAt };
}

/** Four numbers a state: where to go on failure; the nearest state on the suffix chain, itself included, that ends a
 * pattern (0 = none); its pattern; the next such state after itself. */
const FAIL = 0;
const EMIT = 1;
const PATTERN = 2;
const NEXT = 3;

function linkStates({ moves, states, parent, classInto, patternAt }: Trie): Int32Array {
  const nodes = new Int32Array(states * 4);
  for (let state = 1; state < states; state++) {
    const unitClass = classInto[state] ?? 0;
    const above = parent[state] ?? 0;
    let fail = 0;
    if (above !== 0) {
      let suffix = nodes[above * 4 + FAIL] ?? 0;
      let next = moves.get(suffix, unitClass);
      while (next < 0 && suffix !== 0) {
        suffix = nodes[suffix * 4 + FAIL] ?? 0;
        next = moves.get(suffix, unitClass);
      }
      fail = Math.max(next, 0);
    }
    const pattern = patternAt[state] ?? -1;
    const shorter = nodes[fail * 4 + EMIT] ?? 0;
    nodes[state * 4 + FAIL] = fail;
    nodes[state * 4 + EMIT] = pattern >= 0 ? state : shorter;
    nodes[state * 4 + PATTERN] = pattern;
    nodes[state * 4 + NEXT] = shorter;
  }
  return nodes;
}

interface Tables {
  classOf: Uint16Array;
  root: Int32Array;
  moves: Transitions;
  nodes: Int32Array;
}

function createScan({ classOf, root, moves, nodes }: Tables): Automaton['scan'] {
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
        next = moves.get(state, unitClass);
        if (next >= 0) break;
        state = nodes[state * 4 + FAIL] ?? 0;
      }
      state = next >= 0 ? next : (root[unitClass] ?? 0);
      let hit = nodes[state * 4 + EMIT] ?? 0;
      while (hit !== 0) {
        if (found.length + 2 > found.data.length) found.grow();
        found.data[found.length++] = nodes[hit * 4 + PATTERN] ?? 0;
        found.data[found.length++] = i + 1;
        hit = nodes[hit * 4 + NEXT] ?? 0;
      }
    }
  };
}
