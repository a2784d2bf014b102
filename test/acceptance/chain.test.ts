import { afterEach, describe, expect, it } from 'vitest';
import { createActionGate } from '../../pipeline/action-hop.ts';
import { RetryableError } from '../../pipeline/errors.ts';
import type { Action } from '../../pipeline/model/action.ts';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import { GROUPS } from '../../pipeline/topology.ts';
import { type Chain, GRAVE, openChain, rawPost } from '../support/chain.ts';
import { SILENT_LOG } from '../support/samples.ts';

let chain: Chain;
afterEach(async () => {
  await chain.close();
});

const ALL = { limit: 200 };
const by = { account: 'wang', name: '王值班', role: '值班员', department: '办公室' };
let actions = 0;

function acknowledge(alertId: string, expectedVersion: number | null = null): Action {
  actions += 1;
  const actionId = `x_${actions}`;
  return { actionId, kind: 'acknowledge', alertId, by, at: toShanghai(chain.clock.now), reason: null, expectedVersion };
}

async function sendGrave(): Promise<void> {
  await chain.ingest.accept([rawPost('1', GRAVE.title, GRAVE.body)]);
  await chain.core.drain();
}

async function onlyAlert() {
  const { items } = await chain.queries.findAlerts({}, ALL);
  expect(items).toHaveLength(1);
  return items[0]!;
}

describe('the chain', () => {
  it('takes a post to an alert with a route, a clock and notices whose score adds up', async () => {
    chain = await openChain();
    await sendGrave();
    const alert = await onlyAlert();
    expect(['橙', '红']).toContain(alert.level);
    expect(alert.state).toBe('open');
    expect(alert.risk.parts.reduce((sum, part) => sum + part.points, 0)).toBeCloseTo(alert.risk.score, 6);
    expect([alert.route.lead, ...alert.route.co]).toEqual(expect.arrayContaining(['人事科', '新闻中心']));
    expect(alert.deadlines.map((deadline) => deadline.kind)).toContain('acknowledge');
    expect(Date.parse(alert.nextDueAt!)).toBeGreaterThan(chain.clock.now);
    const notices = await chain.queries.findNotices({ alertId: alert.alertId }, ALL);
    expect(notices.items.length).toBeGreaterThan(0);
    expect(notices.items.every((notice) => notice.state === 'sent')).toBe(true);
  });

  it('accounts for every item: indexed, duplicate or dropped, and a fresh one passes', async () => {
    chain = await openChain();
    const items = [
      rawPost('1', GRAVE.title, GRAVE.body),
      rawPost('2', GRAVE.title, GRAVE.body),
      rawPost('3', '', '  '),
      rawPost('4', '学校食堂饭菜', '孩子说学校食堂的饭菜不好吃'),
    ];
    await chain.ingest.accept(items);
    await chain.core.drain();
    const outcomes = await chain.store.outcomes(items.map((item) => item.rawId));
    expect(items.map((item) => outcomes.get(item.rawId)?.kind)).toEqual(['indexed', 'duplicate', 'dropped', 'indexed']);
    expect(outcomes.get(items[1]!.rawId)?.duplicateOf).toBe(items[0]!.docId);
    expect(outcomes.get(items[2]!.rawId)?.reason).toBe('empty-text');
    expect((await chain.store.posts([items[3]!.docId])).get(items[3]!.docId)?.verdict.domain).toBe(false);
  });

  it('puts a broken item aside with the reason and goes on', async () => {
    chain = await openChain();
    const good = rawPost('1', GRAVE.title, GRAVE.body);
    const broken = { ...rawPost('2', '标题', '正文'), title: 7 };
    await chain.bus.publish('raw', [
      { key: broken.docId, value: broken },
      { key: good.docId, value: good },
    ]);
    await chain.core.drain();
    const [letter] = await chain.bus.read('dead');
    expect(JSON.stringify(letter?.value)).toContain('wrong shape');
    await expect.poll(async () => (await chain.store.outcomes([broken.rawId])).get(broken.rawId)?.kind).toBe('dead');
    expect((await chain.store.outcomes([good.rawId])).get(good.rawId)?.kind).toBe('indexed');
  });

  it('has the outcome of a broken item on record, also when there was no room for it just then', async () => {
    let refused = 0;
    chain = await openChain({
      storeOf: (store) => ({
        ...store,
        async commit(unit) {
          const isDead = unit.outcomes?.some(({ kind }) => kind === 'dead') ?? false;
          if (isDead && refused < 3) {
            refused += 1;
            throw new RetryableError('no room', { retryAfterMs: 1 });
          }
          return store.commit(unit);
        },
      }),
    });
    await chain.bus.publish('raw', [{ key: 'x', value: { rawId: 'r_x', docId: 'd_x', sourceId: 's' } }]);
    await chain.core.drain();
    expect(refused).toBe(3);
    expect((await chain.store.outcomes(['r_x'])).get('r_x')).toMatchObject({ kind: 'dead', docId: 'd_x' });
    expect(await chain.bus.read('dead')).toHaveLength(1);
  });

  it('changes nothing and tells nobody when everything is delivered again', async () => {
    chain = await openChain();
    await chain.ingest.accept([
      rawPost('1', GRAVE.title, GRAVE.body),
      rawPost('2', '锦绣华府塔吊倒塌后续', GRAVE.body.slice(0, 40)),
    ]);
    await chain.core.drain();
    const before = await snapshot();
    for (const topic of ['raw', 'verdict'] as const) {
      const messages = await chain.bus.read(topic);
      await chain.bus.publish(
        topic,
        messages.map(({ key, value }) => ({ key, value })),
      );
    }
    chain.clock.now += 1_000;
    await chain.core.drain();
    expect(await snapshot()).toEqual(before);
  });

  it('raises a new alert when an event’s level rises, and ends the old clock', async () => {
    chain = await openChain();
    await chain.ingest.accept([
      rawPost('1', '锦绣华府工地噪声', '锦绣华府工地夜间施工噪声扰民，墙面开裂漏水，多次投诉无人处理。', 60),
    ]);
    await chain.core.drain();
    await chain.ingest.accept([rawPost('2', GRAVE.title, `${GRAVE.body}锦绣华府工地夜间施工噪声扰民，墙面开裂漏水。`)]);
    await chain.core.drain();
    const { items } = await chain.queries.findAlerts({}, ALL);
    expect(items.filter((alert) => alert.state === 'open')).toHaveLength(
      items.some((alert) => alert.closedBy === 'system') ? 1 : items.length,
    );
    for (const alert of items) expect(alert.state !== 'open' || alert.nextDueAt !== null).toBe(true);
  });

  it('files old happenings as history without notices', async () => {
    chain = await openChain();
    await chain.ingest.accept([rawPost('1', GRAVE.title, GRAVE.body, 400 * 24 * 60)]);
    await chain.core.drain();
    const alert = await onlyAlert();
    expect(alert).toMatchObject({ state: 'closed', closedBy: 'system', nextDueAt: null });
    expect((await chain.queries.findNotices({}, ALL)).items).toEqual([]);
  });
});

describe('clocks', () => {
  it('climbs the ladder while nobody acknowledges, and stops once somebody has', async () => {
    chain = await openChain();
    await sendGrave();
    const raised = await onlyAlert();
    chain.clock.now = Date.parse(raised.nextDueAt!) + 1_000;
    await chain.core.drain();
    const climbed = await onlyAlert();
    expect(climbed.step).toBe(1);
    expect(Date.parse(climbed.nextDueAt!)).toBeGreaterThan(chain.clock.now);

    const result = await createActionGate(chain.bus, chain.store, {
      now: Date.now,
      log: SILENT_LOG,
    })(acknowledge(raised.alertId));
    expect(result).toMatchObject({ state: 'applied' });
    chain.clock.now += 30 * 86_400_000;
    await chain.core.drain();
    const after = await onlyAlert();
    expect(after).toMatchObject({ state: 'acknowledged', acknowledgedBy: '王值班', step: 1, nextDueAt: null });
    const escalations = (await chain.queries.findAudit({ object: raised.alertId }, ALL)).items.filter(
      (row) => row.action === 'alert.escalated',
    );
    expect(escalations).toHaveLength(1);
  });

  it('continues after a restart with the clock it had, and nobody is told twice', async () => {
    chain = await openChain();
    await sendGrave();
    const before = await onlyAlert();
    const told = (await chain.queries.findNotices({}, ALL)).items.length;
    chain = await chain.restart();
    await chain.core.drain();
    expect(await onlyAlert()).toEqual(before);
    expect((await chain.queries.findNotices({}, ALL)).items).toHaveLength(told);
  });
});

describe('actions', () => {
  it('lets one of two win and tells the other in words', async () => {
    chain = await openChain();
    await sendGrave();
    const { alertId, version } = await onlyAlert();
    const results = await Promise.all([
      chain.core.submitAction(acknowledge(alertId, version)),
      chain.core.submitAction(acknowledge(alertId, version)),
    ]);
    const states = results.map((result) => (result === 'pending' ? result : result.state)).sort();
    expect(states).toEqual(['applied', 'refused']);
    expect(JSON.stringify(results)).toContain('刚刚有了变化');
  });
});

async function snapshot() {
  const [alerts, events, posts, notices] = await Promise.all([
    chain.queries.findAlerts({}, ALL),
    chain.queries.findEvents({}, ALL),
    chain.queries.findPosts({}, ALL),
    chain.queries.findNotices({}, ALL),
  ]);
  expect(await chain.bus.lag('verdict', GROUPS.respond)).toBe(0);
  return { alerts: alerts.items, events: events.items, posts: posts.items, notices: notices.items };
}
