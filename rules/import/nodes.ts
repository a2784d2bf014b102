import type { Node } from '../language/ast.ts';

/** Made nodes stand in no expression yet. */
const NOWHERE = { start: 0, end: 0 };

export function term(text: string): Node {
  return { kind: 'term', text, plain: false, at: NOWHERE };
}

/** An unescaped slash inside would end the pattern in our spelling. */
export function regex(source: string): Node {
  const escaped = source.replace(/\\[\s\S]|\//g, (piece) => (piece === '/' ? '\\/' : piece));
  return { kind: 'regex', source: escaped, at: NOWHERE };
}

/** Any of the nodes; at least one. */
export function anyOf(nodes: readonly [Node, ...Node[]]): Node {
  return series('any', nodes);
}

/** All of the nodes; at least one. */
export function allOf(nodes: readonly [Node, ...Node[]]): Node {
  return series('all', nodes);
}

export function not(item: Node): Node {
  return { kind: 'not', item, at: NOWHERE };
}

export function isSome(nodes: readonly Node[]): nodes is readonly [Node, ...Node[]] {
  return nodes.length > 0;
}

function series(kind: 'any' | 'all', nodes: readonly [Node, ...Node[]]): Node {
  const items = nodes.flatMap((node) => (node.kind === kind ? node.items : [node]));
  return items.length === 1 ? nodes[0] : { kind, items, at: NOWHERE };
}
