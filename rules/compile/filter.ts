import type { Node, TextField } from '../language/ast.ts';
import { allOf, anyOf, EVERYTHING, type StoreFilter } from '../store-filter.ts';
import { regexFilter } from './regex-filter.ts';
import { createSpellings } from './spellings.ts';
import { squeezedTerm } from './squeeze.ts';
import type { SymbolOptions } from './symbols.ts';

/**
 * The second back end of the language: a condition that every post satisfies on which the expression holds. What an index
 * cannot tell is left out (exclusions, distances, counts, whole words); lists and patterns must have been checked.
 */
export function compileFilter(node: Node, options: SymbolOptions): StoreFilter {
  return filterOf(node, ['title', 'text'], { ...options, spellings: createSpellings(options) });
}

interface FilterOptions extends SymbolOptions {
  spellings(foldedTerm: string): readonly string[];
}

function filterOf(node: Node, fields: readonly TextField[], options: FilterOptions): StoreFilter {
  const part = (item: Node, inner = fields) => filterOf(item, inner, options);
  const word = (text: string) => anyOf(options.spellings(options.fold(text)).map((one) => contains(one, fields)));
  switch (node.kind) {
    case 'term':
      return node.plain ? contains(options.fold(node.text), fields) : word(node.text);
    case 'list': {
      const entries = options.lexicon.get(node.name)?.entries ?? [];
      return anyOf(entries.flatMap(({ name, aliases }) => [name, ...aliases].map(word)));
    }
    case 'regex':
      return regexFilter(node.source, options.fold, (piece) => contains(options.fold(piece), fields));
    case 'scope':
      return part(node.item, [node.field]);
    case 'compare': {
      const { field, comparison, value } = node;
      return { kind: 'number', field, comparison, value };
    }
    case 'not':
      return EVERYTHING;
    case 'count':
      return part(node.item);
    case 'near':
      return allOf([part(node.left), part(node.right)]);
    case 'all':
      return allOf(node.items.map((item) => part(item)));
    case 'any':
      return anyOf(node.items.map((item) => part(item)));
  }
}

/** The folded text stands in one of the fields, as it is or in disguise. */
function contains(folded: string, fields: readonly TextField[]): StoreFilter {
  const text = squeezedTerm(folded);
  return text === '' ? EVERYTHING : { kind: 'contains', fields, text };
}
