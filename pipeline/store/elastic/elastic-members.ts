import { z } from 'zod';
import { toEpoch } from '../../model/calendar.ts';
import { fillBuckets } from '../buckets.ts';
import type { MemberFilter, Queries } from '../queries.ts';
import type { Elastic } from './elastic-client.ts';
import { allOf, rangeCondition } from './elastic-conditions.ts';
import { textField } from './elastic-docs.ts';
import { presentId } from './elastic-events.ts';

const histogram = z.object({
  hours: z.object({ buckets: z.array(z.object({ key: z.number(), doc_count: z.number() })) }),
});

/** Members of events by their own times. */
export function createMemberQueries(elastic: Elastic, cases: string): Pick<Queries, 'countMembers' | 'someMembers'> {
  async function membersWhere({ eventId, ...range }: MemberFilter) {
    const present = eventId === undefined ? null : await presentId(elastic, cases, eventId);
    const ofEvent = present === null ? [] : [{ term: { eventId: present } }];
    const within = rangeCondition('at', range);
    const inRange = within === null ? [] : [within];
    return { index: cases, query: allOf([{ term: { kind: 'membership' } }, ...ofEvent, ...inRange]) };
  }

  return {
    async countMembers(filter) {
      const ends = { from: toEpoch(filter.from), to: toEpoch(filter.to) };
      if (ends.from >= ends.to) return [];
      const aggs = { hours: { date_histogram: { field: 'at', fixed_interval: '1h', min_doc_count: 1 } } };
      const found = await elastic.search({ ...(await membersWhere(filter)), size: 0, aggs });
      const hours = found.aggs === undefined ? [] : histogram.parse(found.aggs).hours.buckets;
      const counts = new Map(hours.map(({ key, doc_count: n }) => [key, n]));
      return fillBuckets(ends, 'hour', (start) => counts.get(start) ?? 0);
    },
    async someMembers(filter, limit) {
      const { hits } = await elastic.search({ ...(await membersWhere(filter)), sort: [{ id: 'asc' }], size: limit });
      return hits.map(({ source }) => textField(source, 'id'));
    },
  };
}
