import { z } from 'zod';
import type { Totals } from '../queries.ts';
import { totalsOf } from '../totals.ts';
import type { Elastic, Json } from './elastic-client.ts';
import type { Names } from './elastic-indices.ts';

const counted = z.object({
  values: z.object({ buckets: z.array(z.object({ key: z.union([z.string(), z.number()]), doc_count: z.number() })) }),
});

/** Every figure of the front page, as the indexes were when last refreshed. */
export async function readTotals(elastic: Elastic, { cases, marks, posts }: Names): Promise<Totals> {
  const count = async (index: string, query: Json) =>
    (await elastic.search({ index, query, size: 0, count: MANY })).total;
  const by = async (index: string, field: string, query: Json) => {
    const values = { terms: { field, size: 20 } };
    const { aggs } = await elastic.search({ index, query, size: 0, aggs: { values } });
    const buckets = aggs === undefined ? [] : counted.parse(aggs).values.buckets;
    return (value: string | number) => buckets.find(({ key }) => key === value)?.doc_count ?? 0;
  };
  const ofKind = (kind: string, ...more: Json[]): Json => ({ bool: { filter: [{ term: { kind } }, ...more] } });
  const [allPosts, domainPosts, events, alerts, openAlerts, outcomes, notices] = await Promise.all([
    count(posts, { match_all: {} }),
    count(posts, { term: { domain: true } }),
    count(cases, ofKind('event')),
    by(cases, 'state', ofKind('alert')),
    by(cases, 'level', ofKind('alert', { term: { state: 'open' } })),
    by(marks, 'outcome', ofKind('outcome')),
    by(cases, 'state', ofKind('notice')),
  ]);
  return totalsOf({ posts: allPosts, domainPosts, events, alerts, openAlerts, outcomes, notices });
}

/** Counts exactly. */
const MANY = 2_000_000_000;
