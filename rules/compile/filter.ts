import type { Node, TextField } from '../language/ast.ts';
import { allOf, anyOf, EVERYTHING, type StoreFilter } from '../store-filter.ts';
import { regexFilter } from './regex-filter.ts';
import { squeezedTerm } from './squeeze.ts';
import type { SymbolOptions } from './symbols.ts';

const DEFAULT: readonly TextField[] = ['title', 'text'];

/**
 * The second back end of the language: a condition that every post satisfies on which the expression holds. What an index
 * cannot tell is left out (exclusions, distances, counts, whole words); lists and patterns must have been checked.
 */
export function compileFilter(node: Node, options: SymbolOptions, fields: readonly TextField[] = DEFAULT): StoreFilter {
  const part = (item: Node, inner = fields) => compileFilter(item, options, inner);
  switch (node.kind) {
    case 'term':
      return termFilter(node.text, options, fields);
    case 'list': {
      const entries = options.lexicon.get(node.name)?.entries ?? [];
      const names = entries.flatMap(({ name, aliases }) => [name, ...aliases]);
      return anyOf(names.map((name) => termFilter(name, options, fields)));
    }
    case 'regex':
      return regexFilter(node.source, options.fold, (piece) => containsFilter(options.fold(piece), fields));
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

/** Any spelling under which the matcher takes the term. */
function termFilter(text: string, options: SymbolOptions, fields: readonly TextField[]): StoreFilter {
  return anyOf([options.fold(text)].map((spelling) => containsFilter(spelling, fields)));
}

/** The folded text stands in one of the fields, as it is or in disguise. */
function containsFilter(folded: string, fields: readonly TextField[]): StoreFilter {
  const text = squeezedTerm(folded);
  return text === '' ? EVERYTHING : { kind: 'contains', fields, text };
}
