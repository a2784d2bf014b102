import { z } from 'zod';
import { readable } from '../records.ts';
import type { DroppedMonth } from '../store.ts';
import type { Elastic } from './elastic-client.ts';
import { caseId, numberField, textField } from './elastic-docs.ts';
import { casesWhere, casesWithAny, presentIds } from './elastic-events.ts';
import { namesOf } from './elastic-indices.ts';
import { presentSource } from './elastic-intent.ts';
import type { ElasticPosts } from './elastic-posts.ts';
import type { ElasticUnits } from './elastic-units.ts';
import type { Found, Write } from './elastic-write.ts';

interface Deps {
  elastic: Elastic;
  prefix: string;
  posts: ElasticPosts;
  units: ElasticUnits;
}

const BATCH = 500;
const named = z.array(z.string()).catch([]);

/**
 * `Store.dropPosts`. A month goes as a whole index, after the posts of events that stay have moved to an index of their
 * own, which is never dropped.
 */
export async function dropPosts(deps: Deps, before: number): Promise<DroppedMonth[]> {
  const { elastic, prefix, posts, units } = deps;
  const names = namesOf(prefix);
  const first = names.month(before);
  const old = (await elastic.indices(`${prefix}posts-*`)).filter((index) => index < first).toSorted();
  if (old.length === 0) return [];
  await units.lastLine();
  await elastic.refresh(`${prefix}*`);
  const decided = await eventsWithDecisions(elastic, names.cases);
  const months = new Map<string, DroppedMonth>();
  for (const index of old) {
    const month = index.slice(`${prefix}posts-`.length).slice(0, 7).replace('.', '-');
    const tally = months.get(month) ?? { month, dropped: 0, kept: 0 };
    months.set(month, tally);
    for await (const page of pagesOf(elastic, index)) {
      // One that has moved to another month since lies there.
      const here = [...(await posts.get(page)).values()].filter((found) => found.index === index);
      const events = await eventsOf(elastic, names.cases, here);
      const stays = ({ id }: Found) => {
        const event = events.get(id);
        return event !== undefined && (event.lastAt >= before || decided.has(event.eventId));
      };
      const kept = here.filter(stays);
      const gone = here.filter((found) => !stays(found));
      if (kept.length > 0) await posts.move(kept, await keptIndex(elastic, prefix));
      await forget(deps, gone, events);
      tally.kept += kept.length;
      tally.dropped += gone.length;
    }
    await elastic.dropIndex(index);
  }
  return [...months.values()].filter(({ dropped }) => dropped > 0);
}

async function* pagesOf(elastic: Elastic, index: string): AsyncGenerator<string[]> {
  let page: string[] = [];
  for await (const { id } of elastic.all({ index, query: { match_all: {} }, sort: [{ id: 'asc' }] })) {
    page.push(id);
    if (page.length < BATCH) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** Present ids of events that an alert was raised for or a case opened. */
async function eventsWithDecisions(elastic: Elastic, cases: string): Promise<Set<string>> {
  const [alerts, opened] = await Promise.all([
    casesWhere(elastic, cases, 'alert', { match_all: {} }),
    casesWhere(elastic, cases, 'case', { match_all: {} }),
  ]);
  const ids = [
    ...alerts.map(({ source }) => textField(source, 'eventId')),
    ...opened.flatMap(({ source }) => named.parse(source.events)),
  ];
  return new Set((await presentIds(elastic, cases, [...new Set(ids)])).values());
}

/** The event of each post that belongs to one, and until when it reaches, epoch milliseconds. */
async function eventsOf(
  elastic: Elastic,
  cases: string,
  posts: readonly Found[],
): Promise<Map<string, { eventId: string; lastAt: number }>> {
  const memberships = await elastic.get(
    cases,
    posts.map(({ id }) => caseId('membership', id)),
  );
  const eventIds = new Map(
    posts.flatMap(({ id }) => {
      const membership = presentSource(memberships.get(caseId('membership', id)));
      return membership === null ? [] : [[id, textField(membership, 'eventId')] as const];
    }),
  );
  const events = await elastic.get(
    cases,
    [...new Set(eventIds.values())].map((eventId) => caseId('event', eventId)),
  );
  return new Map(
    [...eventIds].map(([id, eventId]) => {
      const event = presentSource(events.get(caseId('event', eventId)));
      return [id, { eventId, lastAt: event === null ? 0 : numberField(event, 'at') }];
    }),
  );
}

/** Everything that leads to posts that are about to go with their index. */
async function forget(
  { elastic, prefix, posts }: Deps,
  gone: readonly Found[],
  events: ReadonlyMap<string, { eventId: string }>,
): Promise<void> {
  const { cases, marks } = namesOf(prefix);
  const docIds = gone.map(({ id }) => id);
  const eventIds = [...new Set(docIds.flatMap((docId) => events.get(docId)?.eventId ?? []))];
  const found = await Promise.all([
    casesWithAny(elastic, cases, 'copy', { field: 'original', values: docIds }),
    casesWithAny(elastic, cases, 'membership', { field: 'eventId', values: eventIds }),
    casesWithAny(elastic, cases, 'alias', { field: 'eventId', values: eventIds }),
  ]);
  const copies = found[0].map(({ source }) => textField(source, 'id'));
  const ids = [
    ...found.flat().map(({ id }) => id),
    ...[...docIds, ...copies].map((docId) => caseId('membership', docId)),
    ...eventIds.map((eventId) => caseId('event', eventId)),
  ];
  const remove = (index: string, all: readonly string[]) =>
    elastic.write([...new Set(all)].map((id): Write => ({ do: 'delete', index, id })));
  await remove(marks, await claimsOf(elastic, marks, posts, gone));
  await remove(cases, ids);
  await posts.forget(docIds);
}

/** Claims of every text that these posts have had; one that another post holds is left to it. */
async function claimsOf(
  elastic: Elastic,
  marks: string,
  posts: ElasticPosts,
  gone: readonly Found[],
): Promise<string[]> {
  const owners = new Map<string, string>();
  for (const { id, source } of gone) {
    const hash = readable('post', textField(source, 'doc'))?.post.contentHash;
    if (hash !== undefined) owners.set(`claim:${hash}`, id);
    for (const { contentHash } of await posts.versions(id)) owners.set(`claim:${contentHash}`, id);
  }
  const claims = await elastic.get(marks, [...owners.keys()]);
  return [...owners].flatMap(([id, docId]) => (claims.get(id)?.source.doc === docId ? [id] : []));
}

/** Its number is for rebuilding, as that of the other indexes. */
async function keptIndex(elastic: Elastic, prefix: string): Promise<string> {
  const there = (await elastic.indices(`${prefix}posts-kept-*`)).toSorted().at(-1);
  if (there !== undefined) return there;
  await elastic.createIndex(`${prefix}posts-kept-1`, {});
  return `${prefix}posts-kept-1`;
}
