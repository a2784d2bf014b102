import { type Comparison, type Node, walk } from '../language/ast.ts';
import { DEFAULT_FIELDS, type FieldMask, maskOf } from './fields.ts';
import { countApart, joinNear } from './places.ts';
import type { Place, Scan } from './scan.ts';
import type { Symbols } from './symbols.ts';

/** An expression ready to run against a scan. */
export interface Program {
  readonly holds: (scan: Scan) => boolean;
  /** Adds the places that speak for a hit, in no order; exclusions and numbers have none. Only when `holds`. */
  readonly collect: (scan: Scan, into: Place[]) => void;
  /** One of these slots is filled whenever the expression holds; null when it may hold without any term. */
  readonly triggers: readonly number[] | null;
  /** Set when the expression is nothing but "this slot is filled in one of these fields". */
  readonly slot?: { readonly index: number; readonly mask: FieldMask };
}

export function compileNode(node: Node, symbols: Symbols, mask: FieldMask = DEFAULT_FIELDS): Program {
  switch (node.kind) {
    case 'term':
      return slotProgram(symbols.slotOfTerm(node.text, node.plain), mask);
    case 'list':
      return slotProgram(symbols.slotOfList(node.name), mask);
    case 'regex': {
      const regex = symbols.regex(node.source);
      const holds = (scan: Scan) => scan.placesOfRegex(regex, mask).length > 0;
      const collect: Program['collect'] = (scan, into) => into.push(...scan.placesOfRegex(regex, mask));
      return { holds, collect, triggers: null };
    }
    case 'scope':
      return compileNode(node.item, symbols, maskOf(node.field));
    case 'compare': {
      const compare = COMPARE[node.comparison];
      const { field, value } = node;
      const holds = (scan: Scan) => {
        const actual = scan.number(field);
        return actual !== undefined && compare(actual, value);
      };
      return { holds, collect: nothing, triggers: null };
    }
    case 'not': {
      const item = compileNode(node.item, symbols, mask);
      return { holds: (scan) => !item.holds(scan), collect: nothing, triggers: null };
    }
    case 'count': {
      const item = compileNode(node.item, symbols, mask);
      const { least } = node;
      const holds = (scan: Scan) => item.holds(scan) && countApart(placesFor(item, scan)) >= least;
      return { holds, collect: item.collect, triggers: item.triggers };
    }
    case 'near': {
      const left = compileNode(node.left, symbols, mask);
      const right = compileNode(node.right, symbols, mask);
      const join = (scan: Scan, most?: number) =>
        joinNear(scan, [placesFor(left, scan), placesFor(right, scan)], node, most);
      return {
        holds: (scan) => left.holds(scan) && right.holds(scan) && join(scan, 1).length > 0,
        collect: (scan, into) => {
          for (const place of join(scan)) into.push(place);
        },
        triggers: rarest([left.triggers, right.triggers], symbols),
      };
    }
    case 'all':
      return allOf(
        node.items.map((item) => compileNode(item, symbols, mask)),
        symbols,
      );
    case 'any':
      return anyOf(
        node.items.map((item) => compileNode(item, symbols, mask)),
        symbols,
      );
  }
}

/** The places of a program that holds. */
export function placesFor(program: Program, scan: Scan): Place[] {
  const places: Place[] = [];
  program.collect(scan, places);
  return places;
}

function nothing(): void {}

const COMPARE: Readonly<Record<Comparison, (actual: number, value: number) => boolean>> = {
  '>=': (actual, value) => actual >= value,
  '<=': (actual, value) => actual <= value,
  '>': (actual, value) => actual > value,
  '<': (actual, value) => actual < value,
  '=': (actual, value) => actual === value,
};

function slotProgram(slot: number, mask: FieldMask): Program {
  return {
    holds: (scan) => scan.has(slot, mask),
    collect: (scan, into) => scan.collectPlaces(slot, mask, into),
    triggers: [slot],
    slot: { index: slot, mask },
  };
}

function allOf(items: readonly Program[], symbols: Symbols): Program {
  const { slots, masks, others } = splitSlots(items, symbols);
  return {
    holds: (scan) => {
      for (let i = 0; i < slots.length; i++) if (!scan.has(slots[i] ?? 0, masks[i] ?? 0)) return false;
      for (const item of others) if (!item.holds(scan)) return false;
      return true;
    },
    collect: (scan, into) => {
      for (let i = 0; i < slots.length; i++) scan.collectPlaces(slots[i] ?? 0, masks[i] ?? 0, into);
      for (const item of others) item.collect(scan, into);
    },
    triggers: rarest(
      items.map((item) => item.triggers),
      symbols,
    ),
  };
}

function anyOf(items: readonly Program[], symbols: Symbols): Program {
  const { slots, masks, others } = splitSlots(items, symbols);
  const triggers = new Set<number>();
  for (const item of items) for (const slot of item.triggers ?? []) triggers.add(slot);
  return {
    holds: (scan) => {
      for (let i = 0; i < slots.length; i++) if (scan.has(slots[i] ?? 0, masks[i] ?? 0)) return true;
      for (const item of others) if (item.holds(scan)) return true;
      return false;
    },
    collect: (scan, into) => {
      for (let i = 0; i < slots.length; i++) scan.collectPlaces(slots[i] ?? 0, masks[i] ?? 0, into);
      for (const item of others) if (item.holds(scan)) item.collect(scan, into);
    },
    triggers: items.some((item) => item.triggers === null) ? null : [...triggers],
  };
}

/** Plain slots, rarest first, apart from the rest: they are tested in one tight loop before anything else. */
function splitSlots(items: readonly Program[], symbols: Symbols) {
  const simple = items.flatMap((item) => item.slot ?? []);
  simple.sort((a, b) => costOf(symbols, a.index) - costOf(symbols, b.index));
  return {
    slots: simple.map((one) => one.index),
    masks: simple.map((one) => one.mask),
    others: items.filter((item) => item.slot === undefined),
  };
}

/** Of sets of slots the one that is filled least often, judged by how many patterns feed it and how long they are. */
export function rarest(sets: readonly (readonly number[] | null)[], symbols: Symbols): readonly number[] | null {
  let best: readonly number[] | null = null;
  let bestCost = Infinity;
  for (const slots of sets) {
    if (slots === null) continue;
    const cost = slots.reduce((sum, slot) => sum + costOf(symbols, slot), 0);
    if (cost < bestCost) {
      best = slots;
      bestCost = cost;
    }
  }
  return best;
}

/** Each further character makes a Chinese term some ten times rarer. */
function costOf(symbols: Symbols, slot: number): number {
  const size = symbols.slots[slot];
  return size === undefined ? 0 : size.patterns * 10 ** -Math.min(size.shortest, 8);
}

/** The fields that the expression looks at. */
export function fieldsOf(node: Node): FieldMask {
  let mask: FieldMask = DEFAULT_FIELDS;
  walk(node, (part) => {
    if (part.kind === 'scope') mask |= maskOf(part.field);
  });
  return mask;
}
