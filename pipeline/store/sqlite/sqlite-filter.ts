import type { SQLInputValue } from 'node:sqlite';
import type { StoreFilter } from '../../../rules/store-filter.ts';
import { type Conditions, conditions } from './sqlite-conditions.ts';
import { matchIn } from './sqlite-match.ts';

/** A filter as SQLite is asked: full-text expression and conditions on `posts p`, both of which must hold. */
export interface SqliteFilter {
  /** Null when the index has no say. */
  match: string | null;
  conditions: Conditions;
}

type Condition = readonly [sql: string, ...values: SQLInputValue[]];

export function toSqliteFilter(filter: StoreFilter): SqliteFilter {
  const { match, others } = apart(filter.kind === 'all' ? filter.items : [filter], 'AND');
  return { match, conditions: conditions(others.map(conditionOf)) };
}

/** Items that the index alone can answer, as one expression, and the rest. */
function apart(items: readonly StoreFilter[], word: 'AND' | 'OR'): { match: string | null; others: StoreFilter[] } {
  const matches: string[] = [];
  const others: StoreFilter[] = [];
  for (const item of items) {
    const match = matchOf(item);
    if (match === null) others.push(item);
    else matches.push(`(${match})`);
  }
  return { match: matches.length === 0 ? null : matches.join(` ${word} `), others };
}

/** The full-text parser has a stack of fixed size, and three of its places go to each bracket. */
const DEEPEST_MATCH = 20;

/** A full-text expression for a filter of nothing but texts, null for any other. */
function matchOf(filter: StoreFilter, depth = 0): string | null {
  if (filter.kind === 'contains') return matchIn(filter.fields, filter.text);
  if ((filter.kind !== 'all' && filter.kind !== 'any') || depth > DEEPEST_MATCH) return null;
  const parts: string[] = [];
  for (const item of filter.items) {
    const part = matchOf(item, depth + 1);
    if (part === null) return null;
    parts.push(`(${part})`);
  }
  return parts.length === 0 ? null : parts.join(filter.kind === 'all' ? ' AND ' : ' OR ');
}

function conditionOf(filter: StoreFilter): Condition {
  switch (filter.kind) {
    case 'everything':
      return ['1'];
    case 'contains': {
      const match = matchOf(filter);
      return match === null ? ['1'] : matching(match);
    }
    case 'number':
      return [`p.${filter.field} ${filter.comparison} ?`, filter.value];
    case 'all':
    case 'any': {
      const word = filter.kind === 'all' ? 'AND' : 'OR';
      const { match, others } = apart(filter.items, word);
      const parts = others.map(conditionOf);
      if (match !== null) parts.push(matching(match));
      return parts.length === 0 ? ['0'] : joined(parts, word);
    }
  }
}

function matching(match: string): Condition {
  return ['p.id IN (SELECT rowid FROM post_pairs WHERE post_pairs MATCH ?)', match];
}

/** In halves: a long chain without brackets is as deep as it is long, and SQLite has a limit there. */
function joined(parts: readonly Condition[], word: 'AND' | 'OR'): Condition {
  const [first = ['1'] satisfies Condition] = parts;
  if (parts.length <= 1) return first;
  const middle = parts.length >> 1;
  const [left, ...leftValues] = joined(parts.slice(0, middle), word);
  const [right, ...rightValues] = joined(parts.slice(middle), word);
  return [`(${left} ${word} ${right})`, ...leftValues, ...rightValues];
}
