import { presentBursts } from '../../../pipeline/heat/burst-watch.ts';
import { copiesOfEvent, heatOfEvent } from '../../../pipeline/heat/heat-of-event.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { type PostWatch, postWatch } from '../../../pipeline/model/post-watch.ts';
import { eventRisk } from '../../../pipeline/score/event-risk.ts';
import type { EventTrail, FoundPost } from '../../../pipeline/store/queries.ts';
import { createSoughtPlaces } from '../../../pipeline/store/sought-places.ts';
import type { Store } from '../../../pipeline/store/store.ts';
import {
  eventDetail,
  eventPage,
  eventQuery,
  eventsQuery,
  postDetail,
  postPage,
  postsQuery,
} from '../../record-contract.ts';
import { ApiProblem } from '../api-problem.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
import { eventCurve } from '../event-curve.ts';
import { given, pageAsked, pageOf } from '../page-of.ts';
import { searchTexts } from '../search-texts.ts';
import type { ServerDeps } from '../server-deps.ts';
import { alertView, caseLinkOf } from './alert-routes.ts';

/** Events and posts: what is on record. */
export function recordRoutes(deps: Pick<ServerDeps, 'queries' | 'store' | 'rules' | 'now'>): Endpoint[] {
  return [...eventRoutes(deps), ...postRoutes(deps)];
}

function eventRoutes({
  queries,
  store,
  rules,
  now,
}: Pick<ServerDeps, 'queries' | 'store' | 'rules' | 'now'>): Endpoint[] {
  const shape = { method: 'get', tag: '事件', body: noBody } as const;
  const list = endpoint(
    'login',
    { ...shape, path: '/api/events', summary: '事件列表', query: eventsQuery, answers: { 200: eventPage } },
    async ({ query }) => {
      const { topic, level: levels, from, to } = query;
      const found = await queries.findEvents(given({ topic, levels, from, to }), pageAsked(query));
      return ok(pageOf(found, now(), (event) => event));
    },
  );
  const detail = endpoint(
    'login',
    {
      ...shape,
      path: '/api/events/{id}',
      summary: '一个事件的全过程',
      query: eventQuery,
      answers: { 200: eventDetail },
    },
    async ({ param, query, session }) => {
      const trail = await queries.eventTrail(param('id'));
      if (trail === null) throw new ApiProblem('not-found', '没有这个事件', { hint: '请检查地址，或从列表重新进入' });
      const { event } = trail;
      const posts = trail.posts.slice(0, query.posts);
      const listed = new Set(posts.map(({ post }) => post.docId));
      const { heat, scoring } = rules();
      const [watches, copies, cited, memberships, curve] = await Promise.all([
        watchesOf(store, new Set(trail.alerts.map(({ docId }) => docId))),
        copiesOfEvent(trail, store),
        citedOf(trail, listed, store),
        store.memberships([...listed]),
        eventCurve(event, queries),
      ]);
      const gravest = [...posts, ...cited].find(({ post }) => post.docId === event.gravestDocId);
      return ok({
        event,
        posts: posts.map((found) => ({ ...found, copyOf: memberships.get(found.post.docId)?.copyOf ?? null })),
        cited,
        curve,
        copies: copies.filter(({ original }) => listed.has(original)),
        risk: gravest === undefined ? null : eventRisk(gravest.verdict.risk, event, scoring),
        alerts: trail.alerts.map((alert) => alertView(session.account, alert)),
        notices: [...trail.notices],
        responses: [...trail.responses],
        audit: [...trail.audit],
        cases: (await store.casesOfEvent(event.eventId)).map(caseLinkOf),
        watches,
        heat: heat === null ? null : heatOfEvent({ event, posts: trail.posts, copies, watches }, now(), heat),
        bursts: (await presentBursts(store)).filter(({ subject }) => subject.ref === event.eventId),
        serverTime: toShanghai(now()),
      });
    },
  );
  return [list, detail];
}

/** What the page speaks of beside the posts that are listed. */
async function citedOf({ event, alerts }: EventTrail, listed: ReadonlySet<string>, store: Store): Promise<FoundPost[]> {
  const wanted = [event.gravestDocId, event.firstDocId, ...alerts.map(({ docId }) => docId)];
  const found = await store.posts([...new Set(wanted)].filter((docId) => !listed.has(docId)));
  return [...found.values()].map((analysed) => ({ ...analysed, eventId: event.eventId }));
}

async function watchesOf(store: ServerDeps['store'], docIds: ReadonlySet<string>): Promise<PostWatch[]> {
  const rows = await Promise.all([...docIds].map((docId) => store.state('post-watch', docId)));
  return rows.flatMap((row) => {
    const parsed = postWatch.safeParse(row?.value);
    return parsed.success ? [parsed.data] : [];
  });
}

function postRoutes({ queries, now }: Pick<ServerDeps, 'queries' | 'now'>): Endpoint[] {
  const shape = { method: 'get', tag: '信息', body: noBody } as const;
  const list = endpoint(
    'login',
    { ...shape, path: '/api/posts', summary: '检索信息', query: postsQuery, answers: { 200: postPage } },
    async ({ query }) => {
      const { q, level: levels, source: sourceId, event: eventId, cursor: _, limit: __, ...rest } = query;
      const terms = q === undefined ? [] : searchTexts(q);
      const found = await queries.findPosts(
        given({ ...rest, levels, sourceId, eventId, contains: terms }),
        pageAsked(query),
      );
      const placesIn = createSoughtPlaces(terms);
      const searched = (one: FoundPost) => ({
        ...one,
        sought: { title: placesIn(one.post.title), text: placesIn(one.post.text) },
      });
      return ok({ ...pageOf(found, now(), searched), terms });
    },
  );
  const detail = endpoint(
    'login',
    { ...shape, path: '/api/posts/{id}', summary: '一条信息', query: noQuery, answers: { 200: postDetail } },
    async ({ param }) => {
      const found = await queries.post(param('id'));
      if (found === null)
        throw new ApiProblem('not-found', '没有这条信息', { hint: '请检查地址，或从检索结果重新进入' });
      return ok({ ...found, serverTime: toShanghai(now()) });
    },
  );
  return [list, detail];
}
