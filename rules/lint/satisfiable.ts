import { DEFAULT_FIELDS, type FieldMask, maskOf } from '../compile/fields.ts';
import type { Node, NumberField } from '../language/ast.ts';
import { type Atom, type AtomOptions, atomOf, createImplies } from './atom.ts';

/** Part of an expression that is to hold, or is not to. */
export interface Wanted {
  readonly node: Node;
  readonly holds: boolean;
  readonly mask?: FieldMask;
}

/** Whether some post could be as wanted. False is certain (see {@link createImplies}); true may only mean "not refuted". */
export type Satisfiable = (wanted: readonly Wanted[]) => boolean;

/** Steps of the search; a question that takes more is answered with true. */
const MOST_STEPS = 20_000;

interface Range {
  low: number;
  high: number;
}

/** What has been decided on the way to an answer; every list only grows and is cut back on return. */
interface State {
  readonly present: Atom[];
  readonly absent: Atom[];
  readonly numbers: { field: NumberField; range: Range }[];
  readonly notNumbers: { field: NumberField; range: Range }[];
  steps: number;
}

/** Whole numbers each field can have: a count has no bound above, the minute of the day and the weekday have. */
const POSSIBLE: Readonly<Record<NumberField, Range>> = {
  reposts: { low: 0, high: Infinity },
  comments: { low: 0, high: Infinity },
  likes: { low: 0, high: Infinity },
  reads: { low: 0, high: Infinity },
  minute: { low: 0, high: 1439 },
  weekday: { low: 1, high: 7 },
};

/**
 * A search over the alternatives (as in a tableau): what must hold is taken apart until only atoms and ranges of
 * numbers are left, and a branch ends where something present implies something absent or a range is empty.
 */
export function createSatisfiable(options: AtomOptions): Satisfiable {
  const implies = createImplies(options);

  /** Of several words one may be the one that is there: only if none is left can it not be. */
  function refuted(present: Atom, absent: readonly Atom[]): boolean {
    const ways = present.kind === 'opaque' ? [present] : present.words.map((word) => ({ ...present, words: [word] }));
    return ways.every((way) => absent.some((other) => implies(way, other)));
  }

  function add(atom: Atom, holds: boolean, state: State): boolean {
    if (holds) {
      state.present.push(atom);
      return !refuted(atom, state.absent);
    }
    state.absent.push(atom);
    return !state.present.some((one) => refuted(one, state.absent));
  }

  function compare(node: Node & { kind: 'compare' }, holds: boolean, state: State): boolean {
    const entry = { field: node.field, range: rangeOf(node) };
    (holds ? state.numbers : state.notNumbers).push(entry);
    const told = state.numbers.filter(({ field }) => field === node.field);
    if (told.length === 0) return true;
    const range = told.reduce((all, one) => both(all, one.range), POSSIBLE[node.field]);
    if (range.low > range.high) return false;
    return !state.notNumbers.some((not) => not.field === node.field && inside(range, not.range));
  }

  function search(todo: Wanted[], choices: readonly Wanted[][], state: State): boolean {
    const pending = [...choices];
    while (todo.length > 0) {
      state.steps += 1;
      if (state.steps > MOST_STEPS) return true;
      const next = todo.pop();
      if (next === undefined) break;
      const { node, holds, mask = DEFAULT_FIELDS } = next;
      const wants = (items: readonly Node[], each = holds, within = mask) =>
        items.map((item) => ({ node: item, holds: each, mask: within }));
      if (node.kind === 'compare') {
        if (!compare(node, holds, state)) return false;
      } else if (node.kind === 'not') todo.push(...wants([node.item], !holds));
      else if (node.kind === 'scope') todo.push(...wants([node.item], holds, maskOf(node.field)));
      else if (node.kind === 'all' || node.kind === 'any') {
        if ((node.kind === 'all') === holds) todo.push(...wants(node.items));
        else pending.push(wants(node.items));
      } else {
        const atom = atomOf(node, mask, options);
        if (atom !== null && !add(atom, holds, state)) return false;
        // A distance or a count that holds needs its parts; one that does not says nothing of them.
        if (holds && node.kind === 'near') todo.push(...wants([node.left, node.right]));
        if (holds && node.kind === 'count') todo.push(...wants([node.item]));
      }
    }
    const [first, ...rest] = pending.sort((a, b) => a.length - b.length);
    if (first === undefined) return true;
    return first.some((choice) => {
      const marks = [state.present, state.absent, state.numbers, state.notNumbers].map((list) => list.length);
      if (search([choice], rest, state)) return true;
      [state.present, state.absent, state.numbers, state.notNumbers].forEach((list, index) => {
        list.length = marks[index] ?? 0;
      });
      return false;
    });
  }

  return (wanted) => search([...wanted], [], { present: [], absent: [], numbers: [], notNumbers: [], steps: 0 });
}

function rangeOf({ comparison, value }: Node & { kind: 'compare' }): Range {
  switch (comparison) {
    case '>=':
      return { low: value, high: Infinity };
    case '>':
      return { low: value + 1, high: Infinity };
    case '<=':
      return { low: -Infinity, high: value };
    case '<':
      return { low: -Infinity, high: value - 1 };
    case '=':
      return { low: value, high: value };
  }
}

function both(a: Range, b: Range): Range {
  return { low: Math.max(a.low, b.low), high: Math.min(a.high, b.high) };
}

function inside(a: Range, b: Range): boolean {
  return a.low >= b.low && a.high <= b.high;
}
