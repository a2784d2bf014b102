import { presentBursts } from '../../../pipeline/heat/burst-watch.ts';
import { heatOf } from '../../../pipeline/heat/heat.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import type { Heat } from '../../../pipeline/model/heat.ts';
import { type PostWatch, postWatch } from '../../../pipeline/model/post-watch.ts';
import type { EventTrail } from '../../../pipeline/store/queries.ts';
import type { HeatSpec } from '../../../rules/schema.ts';
import { eventDetail, eventPage, eventsQuery, postDetail, postPage, postsQuery } from '../../record-contract.ts';
import { ApiProblem } from '../api-problem.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
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
    { ...shape, path: '/api/events/{id}', summary: '一个事件的全过程', query: noQuery, answers: { 200: eventDetail } },
    async ({ param, session }) => {
      const trail = await queries.eventTrail(param('id'));
      if (trail === null) throw new ApiProblem('not-found', '没有这个事件', { hint: '请检查地址，或从列表重新进入' });
      const watches = await watchesOf(store, new Set(trail.alerts.map(({ docId }) => docId)));
      return ok({
        event: trail.event,
        posts: [...trail.posts],
        alerts: trail.alerts.map((alert) => alertView(session.account, alert)),
        notices: [...trail.notices],
        responses: [...trail.responses],
        audit: [...trail.audit],
        cases: (await store.casesOfEvent(trail.event.eventId)).map(caseLinkOf),
        watches,
        heat: heatNow(trail, watches, { now: now(), spec: rules().heat }),
        bursts: (await presentBursts(store)).filter(({ subject }) => subject.ref === trail.event.eventId),
        serverTime: toShanghai(now()),
      });
    },
  );
  return [list, detail];
}

function heatNow(
  { event, posts }: EventTrail,
  watches: readonly PostWatch[],
  { now, spec }: { now: number; spec: HeatSpec | null },
): Heat | null {
  if (spec === null) return null;
  const found = heatOf(
    posts.map(({ post }) => post),
    now,
    spec,
    new Map(watches.map(({ docId, observations }) => [docId, observations])),
  );
  const left = event.postCount - posts.length;
  return left > 0
    ? { ...found, missing: [`只计最近 ${posts.length} 帖，另有 ${left} 帖未计`, ...found.missing] }
    : found;
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
      return ok({ ...pageOf(found, now(), (post) => post), terms });
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
