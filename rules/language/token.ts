import type { At, Comparison, NumberField, TextField } from './ast.ts';

/** What the lexer hands to the parser. `end` closes every stream. */
export type Token = At &
  (
    | { readonly kind: 'term'; readonly text: string; readonly plain: boolean }
    | { readonly kind: 'list'; readonly name: string }
    | { readonly kind: 'regex'; readonly source: string }
    | { readonly kind: 'scope'; readonly field: TextField }
    | { readonly kind: 'compare'; readonly field: NumberField; readonly comparison: Comparison; readonly value: number }
    | { readonly kind: 'count'; readonly least: number }
    | { readonly kind: 'near'; readonly distance: number | 'sentence'; readonly ordered: boolean }
    | { readonly kind: 'and' | 'or' | 'not' | 'open' | 'close' | 'end' }
  );

/** Distributes Omit over the union, so that each kind keeps its own members. */
export type TokenBody = Token extends infer One ? (One extends Token ? Omit<One, 'start' | 'end'> : never) : never;

/** Stands where a term was meant but could not be read, so that the parser does not complain of a gap as well. */
export const BROKEN: TokenBody = { kind: 'term', text: '?', plain: false };

/** How a sign is named in a message. */
export function signOf(token: Token): string {
  switch (token.kind) {
    case 'and':
      return '+ ';
    case 'or':
      return '| ';
    case 'not':
      return '- ';
    case 'count':
      return '#次数';
    case 'near':
      return token.ordered ? '> ' : '~ ';
    case 'scope':
      return '字段冒号';
    default:
      return '这里';
  }
}
