import { z } from 'zod';
import { ConfigError, CursorError } from '../../errors.ts';
import { toEpoch } from '../../model/calendar.ts';
import { membership } from '../../model/event.ts';
import { WARNING_LEVELS } from '../../model/levels.ts';
import { type BucketKind, type Ends, fillBuckets, planBuckets } from '../buckets.ts';
import { decodeCursor, encodeCursor, listKey } from '../cursor.ts';
import type { CandidatePage, CandidateSearch, FoundPost, Page, PostFilter, Queries } from '../queries.ts';
import { type RowReader, storedPost } from '../record-reader.ts';
import type { Elastic, Json } from './elastic-client.ts';
import { allOf, type Conditions, postConditions, rangeCondition } from './elastic-conditions.ts';
import { caseId, textField } from './elastic-docs.ts';
import { casesWhere, presentId } from './elastic-events.ts';
import { toElasticQuery } from './elastic-filter.ts';
import { namesOf } from './elastic-indices.ts';
import { pageSize, readPage } from './elastic-pages.ts';
import { createElasticPosts } from './elastic-posts.ts';
import type { Source } from './elastic-write.ts';

type TermField = Parameters<Queries['topTerms']>[1];
type PostQueries = Pick<Queries, 'findPosts' | 'post' | 'candidates' | 'countPosts' | 'topTerms'>;

const TERM_FIELDS: Record<TermField, string> = {
  topic: 'topics',
  rule: 'rules',
  keyword: 'keywords',
  district: 'district',
  source: 'sourceId',
  channel: 'channel',
  level: 'level',
};
/** Beyond what is asked for, from each month, so that what is frequent over all months is not missed in one of them. */
const SPARE_TERMS = 5_000;
/** What Elasticsearch takes at once. */
const MOST_MEMBERS = 65_000;

const histogram = z.object({
  hours: z.object({ buckets: z.array(z.object({ key: z.number(), doc_count: z.number() })) }),
});
const termCounts = z.object({
  values: z.object({ buckets: z.array(z.object({ key: z.union([z.string(), z.number()]), doc_count: z.number() })) }),
});
const place = z.object({ id: z.string(), pit: z.string() });

export function createPostQueries(elastic: Elastic, prefix: string, rows: RowReader): PostQueries {
  const names = namesOf(prefix);
  const posts = createElasticPosts(elastic, prefix);

  async function conditionsOf(filter: PostFilter): Promise<Conditions> {
    if (filter.eventId === undefined) return postConditions(filter, null);
    const present = await presentId(elastic, names.cases, filter.eventId);
    const members = await casesWhere(elastic, names.cases, 'membership', { term: { eventId: present } });
    if (members.length > MOST_MEMBERS) {
      const message = `事件 ${filter.eventId} 有 ${members.length} 条帖文，超过一次能查的 ${MOST_MEMBERS} 条`;
      throw new ConfigError([{ where: 'eventId', message, hint: '请在事件页分批查看' }]);
    }
    return postConditions(
      filter,
      members.map(({ source }) => textField(source, 'id')),
    );
  }

  async function eventsOf(docIds: readonly string[]): Promise<(docId: string) => string | null> {
    const found = await elastic.get(
      names.cases,
      docIds.map((docId) => caseId('membership', docId)),
    );
    return (docId) => {
      const stored = found.get(caseId('membership', docId));
      return stored === undefined ? null : membership.parse(JSON.parse(textField(stored.source, 'doc'))).eventId;
    };
  }

  /** Null when unreadable. */
  function toPost({ source }: { source: Source }): Omit<FoundPost, 'eventId'> | null {
    return rows.read(storedPost, textField(source, 'id'), textField(source, 'doc'));
  }

  return {
    async findPosts(filter, page) {
      const list = { name: 'posts', filter, index: names.posts, conditions: await conditionsOf(filter), at: 'at' };
      const found = await readPage(elastic, list, page, toPost);
      const eventOf = await eventsOf(found.items.map(({ post }) => post.docId));
      return { ...found, items: found.items.map((one) => ({ ...one, eventId: eventOf(one.post.docId) })) };
    },

    async post(docId) {
      const found = (await posts.get([docId])).get(docId);
      if (found === undefined) return null;
      const stored = rows.must(storedPost, docId, textField(found.source, 'doc'));
      return { ...stored, eventId: (await eventsOf([docId]))(docId) };
    },

    candidates: (search, page) => candidates(elastic, names.posts, { search, page }, toPost),

    async countPosts(filter, bucket) {
      const ends = await endsOf(filter);
      if (ends === null || ends.from >= ends.to) return [];
      planBuckets(ends, bucket);
      const count = await countsOf(await conditionsOf(filter), bucket, ends);
      return fillBuckets(ends, bucket, count);
    },

    async topTerms(filter, field, limit) {
      const { aggs } = await elastic.search({
        index: names.posts,
        query: allOf(await conditionsOf(filter)),
        size: 0,
        aggs: {
          values: {
            terms: {
              field: TERM_FIELDS[field],
              size: limit + 1,
              shard_size: limit + SPARE_TERMS,
              order: [{ _count: 'desc' }, { _key: 'asc' }],
            },
          },
        },
      });
      if (aggs === undefined) return [];
      return termCounts
        .parse(aggs)
        .values.buckets.flatMap(({ key, doc_count: count }) => {
          const value = typeof key === 'string' ? key : WARNING_LEVELS[key];
          return value === undefined ? [] : [{ value, count }];
        })
        .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
        .slice(0, limit);
    },
  };

  async function countsOf(conditions: Conditions, bucket: BucketKind, ends: Ends): Promise<(start: number) => number> {
    const { align } = planBuckets(ends, bucket);
    const { aggs } = await elastic.search({
      index: names.posts,
      query: allOf(conditions),
      size: 0,
      aggs: { hours: { date_histogram: { field: 'at', fixed_interval: '1h', min_doc_count: 1 } } },
    });
    const counts = new Map<number, number>();
    const hours = aggs === undefined ? [] : histogram.parse(aggs).hours.buckets;
    for (const { key, doc_count: n } of hours) counts.set(align(key), (counts.get(align(key)) ?? 0) + n);
    return (start) => counts.get(start) ?? 0;
  }

  /** The period asked for; an open end is where the posts found end. Null when it is open and there are none. */
  async function endsOf(filter: PostFilter): Promise<Ends | null> {
    const from = filter.from === undefined ? await timeOf(filter, 'asc') : toEpoch(filter.from);
    const last = filter.to === undefined ? await timeOf(filter, 'desc') : toEpoch(filter.to) - 1;
    return from === null || last === null ? null : { from, to: last + 1 };
  }

  async function timeOf(filter: PostFilter, order: 'asc' | 'desc'): Promise<number | null> {
    const query = allOf(await conditionsOf(filter));
    const { hits } = await elastic.search({ index: names.posts, query, sort: [{ at: order }], size: 1 });
    const [at] = hits[0]?.sort ?? [];
    return typeof at === 'number' ? at : null;
  }
}

/** A walk over a frozen view, so that what comes or moves meanwhile is neither met twice nor missed. */
async function candidates<T>(
  elastic: Elastic,
  index: string,
  { search, page }: { search: CandidateSearch; page: Page },
  toItem: (hit: { source: Source }) => T | null,
): Promise<Omit<CandidatePage, 'items'> & { items: T[] }> {
  const limit = pageSize(page);
  const key = listKey('candidates', search);
  const after = page.cursor === undefined ? null : decodeCursor(key, page.cursor);
  const begun = after === null ? null : placeOf(after.id);
  const pit = begun?.pit ?? (await elastic.openPit(index));
  const range = rangeCondition('at', search);
  const query: Json = allOf([asJson(toElasticQuery(search.filter)), ...(range === null ? [] : [range])]);
  const { hits } = await elastic.search({
    index,
    pit,
    query,
    sort: [{ at: 'desc' }, { id: 'asc' }],
    size: limit + 1,
    ...(after === null || begun === null ? {} : { after: [after.at, begun.id] }),
  });
  const shown = hits.slice(0, limit);
  const [at, id] = shown.at(-1)?.sort ?? [];
  const items = shown.flatMap((hit) => toItem(hit) ?? []);
  if (hits.length <= limit || typeof at !== 'number' || typeof id !== 'string') {
    await elastic.closePit(pit);
    return { items };
  }
  return { items, next: encodeCursor(key, { at, id: JSON.stringify({ id, pit }) }) };
}

function placeOf(text: string): z.infer<typeof place> {
  try {
    return place.parse(JSON.parse(text));
  } catch (error) {
    throw new CursorError('翻页位置无法识别：请从第一页重新开始', { cause: error });
  }
}

function asJson(query: ReturnType<typeof toElasticQuery>): Json {
  return JSON.parse(JSON.stringify(query));
}
