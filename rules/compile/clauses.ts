import type { Node } from '../language/ast.ts';
import type { Symbols } from './symbols.ts';

/**
 * "One of these slots is filled in title or text", or with `excluded` that none is.
 * Most rules are a few of them that must all hold: (漏水|渗水) + (屋顶|墙面) -演练.
 */
export interface Clause {
  readonly slots: readonly number[];
  readonly excluded: boolean;
}

/** The expression as clauses that must all hold; null when it asks for more than that (fields, distance, numbers, …). */
export function toClauses(node: Node, symbols: Symbols): readonly Clause[] | null {
  const parts = node.kind === 'all' ? node.items : [node];
  const clauses: Clause[] = [];
  for (const part of parts) {
    const excluded = part.kind === 'not';
    const slots = alternatives(excluded ? part.item : part, symbols);
    if (slots === null) return null;
    clauses.push({ slots, excluded });
  }
  return clauses.every(({ excluded }) => excluded) ? null : clauses;
}

function alternatives(node: Node, symbols: Symbols): readonly number[] | null {
  switch (node.kind) {
    case 'term':
      return [symbols.slotOfTerm(node.text, node.plain)];
    case 'list':
      return [symbols.slotOfList(node.name)];
    case 'any': {
      const slots = new Set<number>();
      for (const item of node.items) {
        const inner = alternatives(item, symbols);
        if (inner === null) return null;
        for (const slot of inner) slots.add(slot);
      }
      return [...slots];
    }
    default:
      return null;
  }
}
