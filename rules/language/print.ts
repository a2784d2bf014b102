import { type Node, NUMBER_FIELDS, TEXT_FIELDS } from './ast.ts';
import { needsQuotes } from './lexer.ts';

/** How tightly a node binds; a part that binds looser than its surroundings needs is put in brackets. */
const STRENGTH = { any: 0, all: 1, not: 2, near: 3, count: 4, primary: 5 } as const;

function strengthOf(node: Node): number {
  switch (node.kind) {
    case 'any':
    case 'all':
    case 'not':
    case 'near':
    case 'count':
      return STRENGTH[node.kind];
    default:
      return STRENGTH.primary;
  }
}

/** The canonical form: `parse(print(node))` gives the same tree again, apart from places. */
export function print(node: Node): string {
  switch (node.kind) {
    case 'term':
      return printTerm(node.text, node.plain);
    case 'list':
      return `@${node.name}`;
    case 'regex':
      return `/${node.source}/`;
    case 'compare':
      return `${NUMBER_FIELDS[node.field]}${node.comparison}${printValue(node.field, node.value)}`;
    case 'scope':
      return `${TEXT_FIELDS[node.field]}:${inside(node.item, STRENGTH.primary)}`;
    case 'count':
      return `${inside(node.item, STRENGTH.primary)}#${node.least}`;
    case 'near': {
      const sign = `${node.ordered ? '>' : '~'}${node.distance === 'sentence' ? '句' : node.distance}`;
      // Left-associative: a near on the right needs brackets, one on the left does not.
      return `${inside(node.left, STRENGTH.near)} ${sign} ${inside(node.right, STRENGTH.count)}`;
    }
    case 'not':
      return `-${inside(node.item, STRENGTH.near)}`;
    case 'all':
      return printAll(node.items);
    case 'any':
      return node.items.map((item) => inside(item, STRENGTH.all)).join(' | ');
  }
}

function inside(node: Node, least: number): string {
  return strengthOf(node) >= least ? print(node) : `(${print(node)})`;
}

/** `a + b -c`: an exclusion follows without a plus. */
function printAll(items: readonly Node[]): string {
  let text = '';
  for (const item of items) {
    const sign = text === '' ? '' : item.kind === 'not' ? ' ' : ' + ';
    text += `${sign}${inside(item, STRENGTH.not)}`;
  }
  return text;
}

function printTerm(text: string, plain: boolean): string {
  const body = needsQuotes(text) ? quote(text) : text;
  return plain ? `*${body}*` : body;
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll(/["＂]/g, '\\"')}"`;
}

function printValue(field: keyof typeof NUMBER_FIELDS, value: number): string {
  if (field !== 'minute') return String(value);
  return `${String(Math.floor(value / 60)).padStart(2, '0')}:${String(value % 60).padStart(2, '0')}`;
}
