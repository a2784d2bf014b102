import type { NumberIs, StoreFilter } from '../../../rules/store-filter.ts';
import { type Sought, soughtTokens } from '../pair-index.ts';

/** A query as Elasticsearch takes it in JSON. */
export type ElasticQuery =
  | { match_all: Record<string, never> }
  | { match_none: Record<string, never> }
  | { match_phrase: Record<string, string> }
  | { prefix: Record<string, string> }
  | { term: Record<string, number> }
  | { range: Record<string, { gt?: number; gte?: number; lt?: number; lte?: number }> }
  | { bool: { filter: ElasticQuery[] } }
  | { bool: { should: ElasticQuery[]; minimum_should_match: 1 } };

/**
 * A store filter in the query language of Elasticsearch. `pairs.<field>` holds the tokens of pair-index.ts under the
 * `whitespace` analyser, `numbers.<field>` a number, absent where unknown. Nothing in it counts towards a score.
 */
export function toElasticQuery(filter: StoreFilter): ElasticQuery {
  switch (filter.kind) {
    case 'everything':
      return { match_all: {} };
    case 'contains': {
      const sought = soughtTokens(filter.text);
      if (sought === null) return { match_all: {} };
      return anyQuery(filter.fields.map((field) => textQuery(`pairs.${field}`, sought)));
    }
    case 'number':
      return numberQuery(filter);
    case 'all':
      return { bool: { filter: filter.items.map(toElasticQuery) } };
    case 'any':
      return anyQuery(filter.items.map(toElasticQuery));
  }
}

export function textQuery(field: string, { tokens, isPrefix }: Sought): ElasticQuery {
  const text = tokens.join(' ');
  return isPrefix ? { prefix: { [field]: text } } : { match_phrase: { [field]: text } };
}

const RANGE = { '>=': 'gte', '<=': 'lte', '>': 'gt', '<': 'lt' } as const;

function numberQuery({ field, comparison, value }: NumberIs): ElasticQuery {
  const name = `numbers.${field}`;
  return comparison === '=' ? { term: { [name]: value } } : { range: { [name]: { [RANGE[comparison]]: value } } };
}

export function anyQuery(queries: ElasticQuery[]): ElasticQuery {
  const [first] = queries;
  if (first === undefined) return { match_none: {} };
  return queries.length === 1 ? first : { bool: { should: queries, minimum_should_match: 1 } };
}
