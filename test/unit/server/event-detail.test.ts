import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventDetail } from '../../../dashboards/record-contract.ts';
import type { Copy, Event } from '../../../pipeline/model/event.ts';
import { momentOf } from '../../../pipeline/model/post-fields.ts';
import { NO_METRICS } from '../../../pipeline/model/raw-item.ts';
import { sampleAnalysed } from '../../support/samples.ts';
import { at, openServer, type TestServer } from './fixture.ts';

const POSTS = 520;
let server: TestServer;
let cookie: string;
const analysed = Array.from({ length: POSTS }, (_, i) =>
  sampleAnalysed({ docId: `m_${i}`, contentHash: `m_${i}`, publishedAt: at(i), eventTime: at(i) }),
);
const copy = (i: number, more: Partial<Copy> = {}): Copy => ({
  ...{ docId: `c_${i}`, rawId: `rc_${i}`, original: `m_${POSTS - 1}`, sourceId: `s_${i}`, sourceName: `转载站${i}` },
  ...{ channel: 'news', url: null, author: null, at: at(POSTS - i), metrics: NO_METRICS, ...more },
});

beforeAll(async () => {
  server = await openServer();
  cookie = await server.login();
  const e1 = await server.store.event('e_1');
  const event: Event = {
    ...e1!,
    ...{ eventId: 'e_big', firstAt: at(0), lastAt: at(POSTS), firstDocId: 'm_0', gravestDocId: 'm_0' },
    ...{ postCount: POSTS + 2, copyCount: 2, sourceCount: 3, version: 1 },
  };
  await server.store.commit({
    posts: analysed,
    copies: [copy(1), copy(2)],
    events: [event],
    memberships: [
      ...analysed.map(({ post }, i) => ({
        ...{ docId: post.docId, eventId: 'e_big', at: post.eventTime, trace: '' },
        copyOf: i === POSTS - 2 ? `m_${POSTS - 1}` : null,
      })),
      ...[copy(1), copy(2)].map(({ docId, original, at: when }) => ({
        ...{ docId, eventId: 'e_big', at: when, trace: '', copyOf: original },
      })),
    ],
  });
});
afterAll(() => server.close());

const detail = (query = '') => server.get(eventDetail, `/api/events/e_big${query}`, cookie);

it('lists the newest posts, and beside them those that the page speaks of', async () => {
  const { posts, cited } = await detail();
  expect(posts).toHaveLength(500);
  expect(cited.map(({ post }) => post.docId)).toEqual(['m_0']);
});

it('tells how the posts were spread: what says another one again, and exact copies, earliest first', async () => {
  const { posts, copies } = await detail();
  expect(posts.filter(({ copyOf }) => copyOf !== null).map(({ post, copyOf }) => [post.docId, copyOf])).toEqual([
    [`m_${POSTS - 2}`, `m_${POSTS - 1}`],
  ]);
  expect(copies.map(({ docId }) => docId)).toEqual(['c_2', 'c_1']);
});

it('works the score of the event out from its gravest post and its spread, wherever that post is', async () => {
  const { risk } = await detail();
  const sum = risk?.parts.reduce((total, { points }) => total + points, 0);
  expect(sum).toBeCloseTo(risk?.score ?? NaN, 6);
  expect(risk?.parts.find(({ name }) => name === '事件扩散')?.why).toContain(`同一事件 ${POSTS + 2} 帖，3 个来源`);
});

it('counts copies in the heat, and names what is not listed', async () => {
  const { heat } = await detail();
  expect(heat?.parts.find(({ name }) => name === '帖文')?.why).toContain('共 502 帖');
  expect(heat?.missing[0]).toBe('只计列出的 502 帖，另有 20 帖未计');
});

it('lists as many posts as are asked for, and still speaks of all', async () => {
  const { posts, cited, copies, curve, heat } = await detail('?posts=2');
  expect(posts.map(({ post }) => post.docId)).toEqual([`m_${POSTS - 1}`, `m_${POSTS - 2}`]);
  expect(cited.map(({ post }) => post.docId)).toEqual(['m_0']);
  expect(copies).toHaveLength(2);
  expect(heat).toEqual((await detail()).heat);
  expect(curve.reduce((sum, { count }) => sum + count, 0)).toBe(POSTS + 2);
  expect((await server.call('GET', '/api/events/e_big?posts=501', { cookie })).status).toBe(400);
});

it('counts a post whose hour is not known on its day', async () => {
  const day = '2026-03-05T00:00:00+08:00';
  const posts = [
    sampleAnalysed({
      docId: 'h_1',
      contentHash: 'h_1',
      publishedAt: '2026-03-05T14:20:00+08:00',
      eventTime: '2026-03-05T14:20:00+08:00',
    }),
    sampleAnalysed({ docId: 'h_2', contentHash: 'h_2', publishedAt: null, eventTime: day }),
  ];
  const e1 = await server.store.event('e_1');
  await server.store.commit({
    posts,
    events: [{ ...e1!, eventId: 'e_day', firstAt: day, lastAt: '2026-03-05T14:20:00+08:00', postCount: 2, version: 1 }],
    memberships: posts.map(({ post }) => ({
      ...{ docId: post.docId, eventId: 'e_day', copyOf: null, trace: '', ...momentOf(post) },
    })),
  });
  const { curve } = await server.get(eventDetail, '/api/events/e_day', cookie);
  expect(curve).toEqual([
    { from: day, count: 1 },
    { from: '2026-03-05T14:00:00+08:00', count: 1 },
  ]);
});
