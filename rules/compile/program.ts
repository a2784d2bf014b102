import { type Comparison, type Node, walk } from '../language/ast.ts';
import { DEFAULT_FIELDS, type FieldMask, maskOf } from './fields.ts';
import { countApart, distinct, type Find, joinNear } from './places.ts';
import type { Place, Scan } from './scan.ts';
import type { Symbols } from './symbols.ts';

/** An expression ready to run against a scan. */
export interface Program {
  readonly holds: (scan: Scan) => boolean;
  /** Places that speak for a hit; exclusions and numbers have none. Call it only when `holds`. */
  readonly evidence: Find;
  /** One of these slots is filled whenever the expression holds; null when it may hold without any term. */
  readonly triggers: readonly number[] | null;
}

export function compileNode(node: Node, symbols: Symbols, mask: FieldMask = DEFAULT_FIELDS): Program {
  switch (node.kind) {
    case 'term':
      return slotProgram(symbols.slotOfTerm(node.text, node.plain), mask);
    case 'list':
      return slotProgram(symbols.slotOfList(node.name), mask);
    case 'regex': {
      const regex = symbols.regex(node.source);
      const find: Find = (scan) => scan.placesOfRegex(regex, mask);
      return { holds: (scan) => find(scan).length > 0, evidence: find, triggers: null };
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
      return { holds, evidence: () => [], triggers: null };
    }
    case 'not': {
      const item = compileNode(node.item, symbols, mask);
      return { holds: (scan) => !item.holds(scan), evidence: () => [], triggers: null };
    }
    case 'count': {
      const item = compileNode(node.item, symbols, mask);
      const { least } = node;
      const holds = (scan: Scan) => item.holds(scan) && countApart(item.evidence(scan)) >= least;
      return { ...item, holds };
    }
    case 'near': {
      const left = compileNode(node.left, symbols, mask);
      const right = compileNode(node.right, symbols, mask);
      const evidence: Find = (scan) => joinNear(scan, left.evidence(scan), right.evidence(scan), node);
      const holds = (scan: Scan) => left.holds(scan) && right.holds(scan) && evidence(scan).length > 0;
      return { holds, evidence, triggers: rarest([left, right], symbols) };
    }
    case 'all':
      return allOf(
        node.items.map((item) => compileNode(item, symbols, mask)),
        symbols,
      );
    case 'any':
      return anyOf(node.items.map((item) => compileNode(item, symbols, mask)));
  }
}

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
    evidence: (scan) => scan.placesOf(slot, mask),
    triggers: [slot],
  };
}

function allOf(items: readonly Program[], symbols: Symbols): Program {
  return {
    holds: (scan) => {
      for (const item of items) if (!item.holds(scan)) return false;
      return true;
    },
    evidence: (scan) => distinct(items.flatMap((item) => item.evidence(scan))),
    triggers: rarest(items, symbols),
  };
}

function anyOf(items: readonly Program[]): Program {
  const triggers = new Set<number>();
  for (const item of items) for (const slot of item.triggers ?? []) triggers.add(slot);
  return {
    holds: (scan) => {
      for (const item of items) if (item.holds(scan)) return true;
      return false;
    },
    evidence: (scan) => distinct(items.flatMap((item): readonly Place[] => (item.holds(scan) ? item.evidence(scan) : []))),
    triggers: items.some((item) => item.triggers === null) ? null : [...triggers],
  };
}

/** The trigger set that is filled least often, judged by how many patterns feed it and how long they are. */
function rarest(items: readonly Program[], symbols: Symbols): readonly number[] | null {
  let best: readonly number[] | null = null;
  let bestCost = Infinity;
  for (const { triggers } of items) {
    if (triggers === null) continue;
    const cost = triggers.reduce((sum, slot) => sum + costOf(symbols, slot), 0);
    if (cost < bestCost) {
      best = triggers;
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
