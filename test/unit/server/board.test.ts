import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as accountContract from '../../../dashboards/account-contract.ts';
import * as alertContract from '../../../dashboards/alert-contract.ts';
import * as common from '../../../dashboards/contract.ts';
import * as recordContract from '../../../dashboards/record-contract.ts';
import { ruleList } from '../../../dashboards/rulebook-contract.ts';
import * as sourceContract from '../../../dashboards/source-contract.ts';
import { beginWatch } from '../../../pipeline/watch/after-look.ts';
import { MONDAY_NINE } from '../../support/samples.ts';
import { at, codeOf, openServer, type TestServer } from './fixture.ts';

let server: TestServer;
let cookie: string;
beforeAll(async () => {
  server = await openServer();
  cookie = await server.login();
});
afterAll(() => server.close());

const alerts = async (query: string) =>
  (await server.get(alertContract.alertPage, `/api/alerts?${query}`, cookie)).items.map(({ alertId }) => alertId);
const posts = async (query: string) => server.get(recordContract.postPage, `/api/posts?${query}`, cookie);

describe('what everybody with an account may read', () => {
  it('has the shapes of the contract', async () => {
    const overview = await server.get(alertContract.overview, '/api/overview', cookie);
    expect(overview.trend).toHaveLength(30);
    expect(overview.trend.at(-1)).toMatchObject({ from: '2026-03-02T00:00:00+08:00', posts: 25, domainPosts: 20 });
    expect(overview.totals).toMatchObject({
      posts: 25,
      domainPosts: 20,
      alerts: { open: 2 },
      openByLevel: { 橙: 1, 红: 1 },
    });
    expect(overview.topSources).toEqual([{ value: 'forum', count: 20, name: '水城论坛' }]);
    const meta = await server.get(common.meta, '/api/meta', cookie);
    expect(meta).toMatchObject({
      topics: ['工程质量安全'],
      districts: ['东昌府区', '茌平区'],
      timeZone: 'Asia/Shanghai',
    });
    expect(meta.levels.map(({ score }) => score)).toEqual([20, 40, 60, 80]);
    const rules = await server.get(ruleList, '/api/rules', cookie);
    expect(rules.packs[0]?.rules).toMatchObject([
      { id: 'quality.leak', hits: 25, retired: null },
      { id: 'quality.old', hits: 0, retired: '并入房屋渗漏' },
    ]);
    const sources = await server.get(sourceContract.sourceList, '/api/sources', cookie);
    expect(sources.items.find(({ sourceId }) => sourceId === 'forum')).toMatchObject({
      state: 'failing',
      reason: '连接超时',
    });
    expect(sources.mayRun).toBe(true);
    await server.get(recordContract.eventPage, '/api/events?level=橙', cookie);
    await server.get(recordContract.postDetail, '/api/posts/d_1', cookie);
  });

  it('needs a session', async () => {
    for (const path of [
      'overview',
      'alerts',
      'alerts/a_1',
      'events',
      'posts',
      'notices',
      'sources',
      'rules',
      'meta',
      'live',
    ]) {
      const answer = await server.call('GET', `/api/${path}`);
      expect([path, answer.status, codeOf(answer.json)]).toEqual([path, 401, 'not-logged-in']);
    }
  });

  it('counts by the hour on demand', async () => {
    const path = `/api/overview?bucket=hour&from=${encodeURIComponent(at(0))}&to=${encodeURIComponent(at(120))}`;
    const { trend } = await server.get(alertContract.overview, path, cookie);
    expect(trend.map(({ posts }) => posts)).toEqual([25, 0]);
    const endless = await server.call('GET', '/api/overview?bucket=hour&from=2020-01-01T00:00:00%2B08:00', { cookie });
    expect(endless.text).toContain('时间范围过长');
  });
});

describe('alerts', () => {
  it.each([
    ['', ['a_2', 'a_1']],
    ['level=红', ['a_2']],
    ['level=红,橙&state=open', ['a_2', 'a_1']],
    ['level=红&level=橙', ['a_2', 'a_1']],
    ['state=closed', []],
    ['topic=公积金', ['a_2']],
    ['district=东昌府区', ['a_1']],
    ['channel=news', ['a_2']],
    ['department=质监站', ['a_1']],
    ['department=人事科', ['a_2', 'a_1']],
    ['q=提取难', ['a_2']],
    [`from=${encodeURIComponent(at(2))}`, ['a_2']],
    [`to=${encodeURIComponent(at(2))}`, ['a_1']],
  ])('are filtered by %s', async (query, expected) => {
    expect(await alerts(query)).toEqual(expected);
  });

  it('come in pages', async () => {
    const first = await server.get(alertContract.alertPage, '/api/alerts?limit=1', cookie);
    expect(first).toMatchObject({ total: 2, totalCapped: false });
    const next = `/api/alerts?limit=1&cursor=${encodeURIComponent(first.next!)}`;
    const second = await server.get(alertContract.alertPage, next, cookie);
    expect([first.items[0]?.alertId, second.items[0]?.alertId, second.next]).toEqual(['a_2', 'a_1', null]);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['level=紫', '只能是 蓝、黄、橙、红'],
    ['from=yesterday', '须为带时区的时间'],
    ['colour=red', '不认识 colour'],
    ['cursor=nonsense', '页'],
  ])('refuse %s in words', async (query, words) => {
    const answer = await server.call('GET', `/api/alerts?${query}`, { cookie });
    expect([answer.status, codeOf(answer.json)]).toEqual([400, 'invalid-request']);
    expect(answer.text).toContain(words);
  });

  it('refuse a cursor of another filter', async () => {
    const { next } = await server.get(alertContract.alertPage, '/api/alerts?limit=1', cookie);
    const answer = await server.call('GET', `/api/alerts?limit=1&state=open&cursor=${encodeURIComponent(next!)}`, {
      cookie,
    });
    expect([answer.status, codeOf(answer.json)]).toEqual([400, 'invalid-request']);
  });

  it('show what they rest on', async () => {
    const detail = await server.get(alertContract.alertDetail, '/api/alerts/a_1', cookie);
    expect(detail.post?.verdict.hits[0]?.spans[0]).toMatchObject({ field: 'text', start: 6, end: 8 });
    expect(detail.notices.map(({ noticeId }) => noticeId)).toEqual(['n_2', 'n_1']);
    expect(detail.audit.map(({ action }) => action)).toEqual(['alert.raised']);
    expect((await server.call('GET', '/api/alerts/a_9', { cookie })).status).toBe(404);
  });
});

describe('posts', () => {
  it('are found by phrases, and by words apart', async () => {
    expect((await posts('q=地下车库')).total).toBe(25);
    expect((await posts('q=车库地下')).total).toBe(0);
    const apart = await posts(`q=${encodeURIComponent('车库 "到处漏水"')}`);
    expect([apart.total, apart.terms]).toEqual([25, ['到处漏水', '车库']]);
    const [{ post, sought }] = apart.items as [(typeof apart.items)[0]];
    expect(sought.text.map(({ start, end }) => post.text.slice(start, end))).toEqual(['到处漏水', '车库']);
    expect((await server.call('GET', '/api/posts?q=%EF%BC%8C%EF%BC%81', { cookie })).text).toContain(
      '没有可检索的文字',
    );
  });

  it('are filtered and come in pages without gaps', async () => {
    expect((await posts('domain=true')).total).toBe(20);
    expect((await posts('domain=false&source=news')).total).toBe(5);
    expect((await posts('event=e_1')).total).toBe(3);
    expect((await posts('rule=quality.old')).total).toBe(0);
    const seen: string[] = [];
    let query = 'limit=10';
    for (let page = await posts(query); ; page = await posts(query)) {
      seen.push(...page.items.map(({ post }) => post.docId));
      if (page.next === null) break;
      query = `limit=10&cursor=${encodeURIComponent(page.next)}`;
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => `d_${25 - i}`));
  });
});

it('shows an event with all that happened to it', async () => {
  const trail = await server.get(recordContract.eventDetail, '/api/events/e_1', cookie);
  expect(trail.posts).toHaveLength(3);
  expect(trail.responses[0]?.text).toBe('已责成物业维修');
  expect(trail.audit.map(({ action }) => action)).toContain('alert.raised');
  expect(trail.alerts[0]?.actions.map(({ kind }) => kind)).toEqual(['acknowledge', 'close', 'comment']);
  expect(trail.watches).toEqual([]);
  expect(trail.heat?.version).toBe('heat-2');
  expect(trail.heat?.value).toBeGreaterThan(0);
  expect(trail.heat?.missing.join()).toContain('互动的增长未知');
  const { docId } = trail.alerts[0]!;
  const post = trail.posts.find((found) => found.post.docId === docId)!.post;
  const watch = beginWatch({ ...post, url: 'https://a.example/1' }, trail.alerts[0]!.detectedAt, MONDAY_NINE);
  await server.store.putState('post-watch', docId, watch, null);
  expect((await server.get(recordContract.eventDetail, '/api/events/e_1', cookie)).watches).toEqual([watch]);
  expect((await server.call('GET', '/api/events/e_9', { cookie })).status).toBe(404);
});

describe('notices', () => {
  const notices = async (path: string, as: string) =>
    (await server.get(alertContract.noticePage, path, as)).items.map(({ noticeId }) => noticeId);

  it('are those of the own post, or all for those who may', async () => {
    expect(await notices('/api/notices', await server.loginAs('liaison', '质监站'))).toEqual(['n_1']);
    expect(await notices('/api/notices?scope=all&alert=a_1', await server.loginAs('duty'))).toEqual(['n_2', 'n_1']);
    const leader = await server.get(accountContract.session, '/api/session', await server.loginAs('leader', '质监站'));
    expect(leader.receivers).toEqual(['质监站:领导', '质监站:科室负责人']);
    const liaison = await server.loginAs('liaison', '质监站');
    expect((await server.call('GET', '/api/notices?scope=all', { cookie: liaison })).status).toBe(403);
  });
});

describe('sources', () => {
  it('are run by administrators only, and only those in use', async () => {
    const started = await server.call('POST', '/api/sources/forum/run', { cookie });
    expect([started.status, sourceContract.sourceRunStarted.parse(started.json)]).toEqual([
      202,
      { sourceId: 'forum', state: 'started' },
    ]);
    expect(server.runs).toEqual(['forum']);
    expect((await server.call('POST', '/api/sources/off/run', { cookie })).status).toBe(409);
    expect((await server.call('POST', '/api/sources/none/run', { cookie })).status).toBe(404);
    const duty = await server.loginAs('duty');
    expect((await server.call('POST', '/api/sources/forum/run', { cookie: duty })).status).toBe(403);
    expect(server.runs).toEqual(['forum']);
  });
});

describe('actions', () => {
  let fresh: TestServer;
  beforeEach(async () => {
    fresh = await openServer();
    return () => fresh.close();
  });
  const act = (as: string, body: object, alertId = 'a_1') =>
    fresh.call('POST', `/api/alerts/${alertId}/actions`, { cookie: as, body });

  it.each([
    ['duty', '办公室', 200, 409],
    ['liaison', '质监站', 200, 403],
    ['liaison', '人事科', 200, 403],
    ['liaison', '新闻中心', 403, 403],
    ['analyst', '质监站', 403, 403],
    ['leader', '办公室', 200, 409],
    ['office', '办公室', 200, 409],
    ['admin', '办公室', 200, 409],
  ] as const)(
    '%s of %s: an orange alert is closed with its case only;',
    async (role, department, acknowledge, close) => {
      const as = await fresh.loginAs(role, department);
      const offered = (await fresh.get(alertContract.alertDetail, '/api/alerts/a_1', as)).alert.actions;
      expect(offered.map(({ allowed }) => allowed).slice(0, 2)).toEqual([acknowledge === 200, false]);
      for (const { allowed, why } of offered) expect(why === null).toBe(allowed);
      expect((await act(as, { kind: 'acknowledge' })).status).toBe(acknowledge);
      expect((await act(as, { kind: 'close', reason: '已维修' })).status).toBe(close);
    },
  );

  it('change the alert, say so, and are on record with the actor', async () => {
    const as = await fresh.loginAs('duty');
    const done = await act(as, { kind: 'acknowledge', expectedVersion: 1 });
    expect(alertContract.actionAnswer.parse(done.json)).toMatchObject({
      state: 'applied',
      alert: { state: 'acknowledged', version: 2 },
    });
    const { audit, alert } = await fresh.get(alertContract.alertDetail, '/api/alerts/a_1', as);
    expect(audit.at(-1)).toMatchObject({ action: 'alert.acknowledge', detail: { role: '值班员' } });
    expect(alert.actions[0]).toMatchObject({ kind: 'acknowledge', allowed: false, why: '预警已签收，不能再签收' });
  });

  it('of two people on the same alert: the second is told in words', async () => {
    const [one, two] = [await fresh.loginAs('duty'), await fresh.loginAs('leader')];
    await act(one, { kind: 'acknowledge', expectedVersion: 1 });
    const late = await act(two, { kind: 'acknowledge', expectedVersion: 1 });
    expect([late.status, codeOf(late.json)]).toEqual([409, 'conflict']);
    expect(late.text).toContain('已签收');
    const again = await act(two, { kind: 'acknowledge' });
    expect([again.status, codeOf(again.json)]).toEqual([409, 'refused']);
  });

  it('need a reason where the rules ask for one, and an alert', async () => {
    const as = await fresh.loginAs('duty');
    const silent = await act(as, { kind: 'close', reason: '  ' });
    expect(silent.status).toBe(400);
    expect(silent.text).toContain('办结和批注须写明理由');
    expect((await act(as, { kind: 'acknowledge' }, 'a_9')).status).toBe(404);
    expect((await act(as, { kind: 'delete' })).text).toContain('只能是 acknowledge、close、comment');
  });

  it('that are not applied yet are answered as pending', async () => {
    const slow = await openServer({}, { submitAction: async () => 'pending' });
    const as = await slow.login();
    const answer = await slow.call('POST', '/api/alerts/a_1/actions', { cookie: as, body: { kind: 'acknowledge' } });
    expect(answer.status).toBe(202);
    expect(alertContract.actionAnswer.parse(answer.json)).toMatchObject({ state: 'pending', alertId: 'a_1' });
    await slow.close();
  });
});
