import { afterEach, describe, expect, it } from 'vitest';
import type { EventAction } from '../../pipeline/model/action.ts';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import { type Chain, openChain, rawPost } from '../support/chain.ts';

let chain: Chain;
afterEach(async () => {
  await chain.close();
});

const ALL = { limit: 200 };
const LEAK = '龙湾公馆小区地下车库大面积漏水，墙面多处开裂，多次找开发商和物业都互相推诿，至今没有人来维修。';
const LIFT = '龙湾公馆小区电梯三天两头出故障，昨天把老人困在里面一个多小时，物业至今不管，业主意见很大。';
const by = { account: 'wang', name: '王值班', role: '值班员', department: '办公室' };

async function send(...items: ReturnType<typeof rawPost>[]) {
  await chain.ingest.accept(items);
  await chain.core.drain();
}
async function events() {
  const { items } = await chain.queries.findEvents({}, ALL);
  const all = [];
  for (const event of items) {
    all.push({ event, members: (await chain.store.membersOf(event.eventId)).map(({ docId }) => docId) });
  }
  return all.sort((a, b) => b.members.length - a.members.length);
}
function submit(action: Partial<EventAction> & Pick<EventAction, 'kind' | 'actionId'>, more: object) {
  return chain.core.submitAction({
    by,
    at: toShanghai(chain.clock.now),
    reason: '核实过',
    ...action,
    ...more,
  } as EventAction);
}

describe('copies', () => {
  it('of the very same words count as spread, once, however often they come', async () => {
    chain = await openChain();
    const copies = [2, 3, 4].map((n) => ({ ...rawPost(String(n), '', LEAK, 10 * n), sourceId: `s${n}` }));
    await send(rawPost('1', '', LEAK, 5), ...copies);
    const before = await events();
    expect(before[0]?.event).toMatchObject({ postCount: 4, copyCount: 3, sourceCount: 4 });
    expect((await chain.queries.totals()).posts).toBe(1);
    await chain.bus.publish(
      'raw',
      (await chain.bus.read('raw')).map(({ key, value }) => ({ key, value })),
    );
    await send(...copies);
    expect(await events()).toEqual(before);
  });

  it('of nearly the same words are posts with a link to the original, in its event, even after months', async () => {
    chain = await openChain();
    const [first, again] = [rawPost('1', '', LEAK, 90 * 24 * 60), rawPost('2', '', `【转载】${LEAK}大家都来看看。`)];
    await send(first, again);
    expect((await events()).map(({ members }) => members.length)).toEqual([2]);
    expect((await chain.store.memberships([again.docId])).get(again.docId)?.copyOf).toBe(first.docId);
  });
});

describe('an edited post', () => {
  it('stays one post and moves to the event that it now speaks of', async () => {
    chain = await openChain();
    const edited = rawPost('1', '', LEAK, 30);
    await send(edited, rawPost('2', '', `请问${LEAK}`, 20), rawPost('3', '', LIFT, 10));
    expect((await events()).map(({ members }) => members.length)).toEqual([2, 1]);
    await send(rawPost('1', '', `更正：${LIFT}我家就在三号楼。`, 30));
    const [largest, other] = await events();
    expect(largest?.members).toContain(edited.docId);
    expect(other?.members).toHaveLength(1);
    expect((await chain.queries.totals()).posts).toBe(3);
    const versions = await chain.store.versions(edited.docId);
    expect(new Set(versions.map(({ contentHash }) => contentHash)).size).toBe(2);
    expect(versions.map(({ rawId }) => rawId)).toContain(edited.rawId);
  });

  it('leaves its event when it is not the bureau’s business any more', async () => {
    chain = await openChain();
    await send(rawPost('1', '', LEAK, 30), rawPost('2', '', `请问${LEAK}`, 20));
    await send(rawPost('1', '', '孩子说学校食堂的饭菜不好吃', 30));
    expect((await events()).map(({ event }) => event.postCount)).toEqual([1]);
  });
});

describe('operators', () => {
  it('split an event for good, and join it again', async () => {
    chain = await openChain();
    const posts = [1, 2, 3].map((n) => rawPost(String(n), '', `${LEAK}我是第${'一二三'[n - 1]}批业主。`, 40 - n));
    await send(...posts);
    const [whole] = await events();
    const eventId = whole?.event.eventId ?? '';
    const out = posts[2]?.docId ?? '';
    expect(await submit({ kind: 'split', actionId: 'x1' }, { eventId, docIds: [out] })).toMatchObject({
      state: 'applied',
    });
    expect((await events()).map(({ members }) => members.length)).toEqual([2, 1]);
    await chain.bus.publish(
      'verdict',
      (await chain.bus.read('verdict')).map(({ key, value }) => ({ key, value })),
    );
    await send(rawPost('4', '', `转：${LEAK}`, 5));
    const apart = await events();
    expect(apart).toHaveLength(2);
    expect(apart.find(({ members }) => members.includes(out))?.members).not.toContain(posts[0]?.docId);

    const [one, other] = apart;
    const merge = { eventId: one?.event.eventId, otherEventId: other?.event.eventId };
    expect(await submit({ kind: 'merge', actionId: 'x2' }, merge)).toMatchObject({ state: 'applied' });
    expect((await events()).map(({ members }) => members.length)).toEqual([4]);
    for (const id of [merge.eventId, merge.otherEventId])
      expect(await chain.queries.eventTrail(id ?? '')).not.toBeNull();
    const actions = (await chain.queries.findAudit({}, ALL)).items.map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['event.split', 'event.merge']));
    expect((await chain.queries.findAlerts({ states: ['open'] }, ALL)).total).toBeLessThanOrEqual(1);
  });

  it('are told why something cannot be done', async () => {
    chain = await openChain();
    await send(rawPost('1', '', LEAK));
    const eventId = (await events())[0]?.event.eventId ?? '';
    const ask = async (n: string, kind: EventAction['kind'], more: object) => {
      const result = await submit({ kind, actionId: n }, { eventId, ...more });
      return result === 'pending' ? result : result.problem;
    };
    expect(await ask('a', 'merge', { otherEventId: eventId })).toContain('已是同一个事件');
    expect(await ask('b', 'merge', { otherEventId: 'e_none' })).toContain('没有要并入的那个事件');
    expect(await ask('c', 'split', { docIds: ['d_none'] })).toContain('不在这个事件里');
    expect(await ask('d', 'split', { docIds: [(await events())[0]?.members[0]] })).toContain('两边都要有帖文');
  });
});
