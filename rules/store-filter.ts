import type { Comparison, NumberField, TextField } from './language/ast.ts';

/**
 * What a store can be asked so that it hands over every post on which an expression holds, and as few others as its
 * index allows. Plain data, of no engine: each has a translation. Which of the candidates are hits, the matcher says.
 */
export type StoreFilter =
  | Contains
  | NumberIs
  /** Two items or more, all of which must hold. */
  | { readonly kind: 'all'; readonly items: readonly StoreFilter[] }
  /** Items of which one must hold; none at all: nothing is found. */
  | { readonly kind: 'any'; readonly items: readonly StoreFilter[] }
  /** No condition. */
  | { readonly kind: 'everything' };

/** The text stands in one of the fields once that field is folded and squeezed (see squeeze.ts). */
export interface Contains {
  readonly kind: 'contains';
  readonly fields: readonly TextField[];
  /** Folded, squeezed, not empty. */
  readonly text: string;
}

/** A number that is known and compares so. */
export interface NumberIs {
  readonly kind: 'number';
  readonly field: NumberField;
  readonly comparison: Comparison;
  readonly value: number;
}

export const EVERYTHING: StoreFilter = { kind: 'everything' };

/** All of them, in the simplest form: flat, each condition once, without those that say nothing. */
export function allOf(items: readonly StoreFilter[]): StoreFilter {
  const flat = distinct(items.flatMap((item) => (item.kind === 'all' ? item.items : [item])));
  const telling = withoutVague(flat.filter((item) => item.kind !== 'everything'));
  const [first = EVERYTHING] = telling;
  return telling.length <= 1 ? first : { kind: 'all', items: telling };
}

/** Any of them, in the simplest form. */
export function anyOf(items: readonly StoreFilter[]): StoreFilter {
  const flat = distinct(items.flatMap((item) => (item.kind === 'any' ? item.items : [item])));
  if (flat.some((item) => item.kind === 'everything')) return EVERYTHING;
  const [first] = flat;
  return flat.length === 1 && first !== undefined ? first : { kind: 'any', items: flat };
}

/** One character alone is in every other text and dear to look up: left out where there is a longer text beside it. */
function withoutVague(items: readonly StoreFilter[]): readonly StoreFilter[] {
  const isLong = (item: StoreFilter) => item.kind === 'contains' && [...item.text].length > 1;
  return items.some(isLong) ? items.filter((item) => item.kind !== 'contains' || isLong(item)) : items;
}

function distinct(items: readonly StoreFilter[]): StoreFilter[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
