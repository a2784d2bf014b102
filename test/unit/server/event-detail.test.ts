import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventDetail } from '../../../dashboards/record-contract.ts';
import type { Copy, Event } from '../../../pipeline/model/event.ts';
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

const detail = () => server.get(eventDetail, '/api/events/e_big', cookie);

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
