import { PairTable } from './pair-table.ts';
import { Transitions } from './transitions.ts';

/**
 * Aho–Corasick over UTF-16 units in flat typed arrays: finds every occurrence of every pattern in one pass.
 *
 * A pattern begins with a pair of units, and most pairs of a text begin none: the first two levels of the trie are one
 * table of pairs with a filter before it that is small enough to stay in the nearest cache. States exist from the second
 * level on; "no state" (0) stands for the root and for all states of one unit, since the unit before is always at hand.
 * Patterns of a single unit are looked up by themselves.
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

  add(pattern: number, end: number): void {
    if (this.length + 2 > this.data.length) this.grow();
    this.data[this.length++] = pattern;
    this.data[this.length++] = end;
  }

  private grow(): void {
    const larger = new Int32Array(this.data.length * 2);
    larger.set(this.data);
    this.data = larger;
  }
}

/** Patterns must be distinct and not empty. */
export function buildAutomaton(patterns: readonly string[]): Automaton {
  const singles = new Map<number, number>();
  let most = 1;
  patterns.forEach((pattern, index) => {
    if (pattern.length === 1) singles.set(pattern.charCodeAt(0), index);
    most += pattern.length - 1;
  });
  const trie = growTrie(patterns, most);
  const scanLonger = createScan(trie, linkStates(trie));
  return { states: trie.states, scan: singles.size === 0 ? scanLonger : withSingles(singles, scanLonger) };
}

interface Trie {
  pairs: PairTable;
  moves: Transitions;
  states: number;
  parent: Int32Array;
  unitInto: Uint16Array;
  /** Pattern that ends in the state, or −1. */
  patternAt: Int32Array;
}

/** States are numbered level by level, so that the shallow ones, which are visited most, lie side by side in memory. */
function growTrie(patterns: readonly string[], most: number): Trie {
  const pairs = new PairTable(patterns.length);
  const moves = new Transitions(most);
  const parent = new Int32Array(most);
  const unitInto = new Uint16Array(most);
  const patternAt = new Int32Array(most).fill(-1);
  const stateOf = new Int32Array(patterns.length);
  let states = 1;
  let growing = patterns.flatMap((pattern, index) => (pattern.length > 1 ? [index] : []));
  for (let depth = 1; growing.length > 0; depth++) {
    const longer: number[] = [];
    for (const index of growing) {
      const pattern = patterns[index] ?? '';
      const unit = pattern.charCodeAt(depth);
      const from = stateOf[index] ?? 0;
      let state = depth === 1 ? pairs.get(pattern.charCodeAt(0), unit) : moves.get(from, unit);
      if (state === 0) {
        state = states++;
        if (depth === 1) pairs.set(pattern.charCodeAt(0), unit, state);
        else moves.set(from, unit, state);
        parent[state] = from;
        unitInto[state] = unit;
      }
      stateOf[index] = state;
      if (pattern.length === depth + 1) patternAt[state] = index;
      else longer.push(index);
    }
    growing = longer;
  }
  return { pairs, moves, states, parent, unitInto, patternAt };
}

/**
 * Four numbers a state. ONWARD: the nearest state on the suffix chain that has transitions, to go on from when none of
 * its own fits; −1 − that state when it has none at all, so that it is never gone on from. EMIT: the nearest state on the suffix chain, itself included, that ends a pattern (0 = none).
 * PATTERN: its pattern. NEXT: the next such state after itself.
 */
const ONWARD = 0;
const EMIT = 1;
const PATTERN = 2;
const NEXT = 3;

function linkStates(trie: Trie): Int32Array {
  const { moves, states, patternAt } = trie;
  const suffixOf = suffixLinks(trie);
  const nodes = new Int32Array(states * 4);
  for (let state = 1; state < states; state++) {
    const suffix = suffixOf[state] ?? 0;
    const pattern = patternAt[state] ?? -1;
    const shorter = nodes[suffix * 4 + EMIT] ?? 0;
    // The suffix is shorter, so it has been seen to already; one without transitions is passed over.
    const beyond = nodes[suffix * 4 + ONWARD] ?? 0;
    const onward = beyond < 0 ? -1 - beyond : suffix;
    nodes[state * 4 + ONWARD] = moves.leaves(state) ? onward : -1 - onward;
    nodes[state * 4 + EMIT] = pattern >= 0 ? state : shorter;
    nodes[state * 4 + PATTERN] = pattern;
    nodes[state * 4 + NEXT] = shorter;
  }
  return nodes;
}

/** The state of the longest proper suffix of two units or more; 0 when there is none. */
function suffixLinks({ pairs, moves, states, parent, unitInto }: Trie): Int32Array {
  const suffixOf = new Int32Array(states);
  for (let state = 1; state < states; state++) {
    const above = parent[state] ?? 0;
    if (above === 0) continue;
    const unit = unitInto[state] ?? 0;
    let suffix = suffixOf[above] ?? 0;
    let next = suffix === 0 ? 0 : moves.get(suffix, unit);
    while (next === 0 && suffix !== 0) {
      suffix = suffixOf[suffix] ?? 0;
      if (suffix !== 0) next = moves.get(suffix, unit);
    }
    suffixOf[state] = next === 0 ? pairs.get(unitInto[above] ?? 0, unit) : next;
  }
  return suffixOf;
}

function createScan({ pairs, moves }: Trie, nodes: Int32Array): Automaton['scan'] {
  return (text, found) => {
    let state = 0;
    let before = text.charCodeAt(0);
    for (let i = 1; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      let next = 0;
      while (state !== 0) {
        next = moves.get(state, unit);
        if (next !== 0) break;
        state = nodes[state * 4 + ONWARD] ?? 0;
      }
      if (next === 0 && pairs.mayHold(before, unit)) next = pairs.get(before, unit);
      before = unit;
      if (next === 0) continue;
      for (let hit = nodes[next * 4 + EMIT] ?? 0; hit !== 0; hit = nodes[hit * 4 + NEXT] ?? 0) {
        found.add(nodes[hit * 4 + PATTERN] ?? 0, i + 1);
      }
      const onward = nodes[next * 4 + ONWARD] ?? 0;
      state = onward < 0 ? -1 - onward : next;
    }
  };
}

/** Patterns of one unit are few: a pass of their own, then the two lists are merged by end. */
function withSingles(singles: ReadonlyMap<number, number>, scanLonger: Automaton['scan']): Automaton['scan'] {
  const isSingle = new Uint8Array(0x10000);
  for (const unit of singles.keys()) isSingle[unit] = 1;
  const longer = new Found();
  return (text, found) => {
    longer.length = 0;
    scanLonger(text, longer);
    let at = 0;
    for (let i = 0; i < text.length; i++) {
      for (; at < longer.length && (longer.data[at + 1] ?? 0) <= i + 1; at += 2) {
        found.add(longer.data[at] ?? 0, longer.data[at + 1] ?? 0);
      }
      const unit = text.charCodeAt(i);
      if (isSingle[unit] === 1) found.add(singles.get(unit) ?? 0, i + 1);
    }
  };
}
