import { afterEach, describe, expect, it } from 'vitest';
import { createServer } from '../../../dashboards/server/create-server.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import type { Notice } from '../../../pipeline/model/notice.ts';
import { createAckLinks } from '../../../pipeline/notify/ack-link.ts';
import { composeNotices } from '../../../pipeline/notify/compose.ts';
import { parseContacts } from '../../../pipeline/notify/contacts.ts';
import { sampleAlert } from '../../support/samples.ts';
import { openServer, type TestServer } from '../server/fixture.ts';

const HOUR = 3_600_000;
const CONTACTS = parseContacts(
  'contacts.yaml',
  'people: [{name: 王五}]\nroster: {"质监站:联络员": [王五]}\n',
  new Set(['质监站:联络员']),
);
const open: TestServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function linked(receivers: readonly string[] = ['质监站:联络员'], secretKey = 'a key of the test') {
  const server = await openServer();
  open.push(server);
  const { store, clock, deps } = server;
  const now = () => clock.now;
  const links = createAckLinks({ secretKey, store, contacts: CONTACTS, now });
  const app = createServer({ ...deps, ackLinks: links });
  const alert = sampleAlert({ alertId: 'a_link', eventId: 'e_link', nextDueAt: toShanghai(clock.now + HOUR) });
  const notices = composeNotices({
    alert,
    receivers,
    channels: ['wecom'],
    reason: 'raised',
    round: 0,
    at: toShanghai(clock.now),
  });
  await store.commit({ alerts: [alert], notices });
  const [notice] = notices;
  const token = links.tokenOf(notice!) ?? '';
  return {
    server,
    links,
    notice: notice!,
    token,
    get: (given = token) => app.request(`/a/${given}`),
    post: (receiver: string, given = token, headers: Record<string, string> = {}) =>
      app.request(`/a/${given}`, { method: 'POST', body: new URLSearchParams({ receiver }), headers }),
    alert: () => store.alert('a_link'),
  };
}

describe('a link that acknowledges', () => {
  it('changes nothing when it is opened, however often; the button acknowledges in the name of who is on duty', async () => {
    const { get, post, alert, server } = await linked();
    for (let i = 0; i < 3; i++) {
      const page = await get();
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('龙湾公馆地下车库漏水');
    }
    expect((await alert())?.state).toBe('open');
    const done = await post('质监站:联络员');
    expect(done.status).toBe(200);
    expect(await done.text()).toContain('王五');
    expect(await alert()).toMatchObject({ state: 'acknowledged', acknowledgedBy: '王五', nextDueAt: null });
    const audit = await server.store.audit(0, 100);
    const line = audit.find(({ object, action }) => object === 'a_link' && action === 'alert.acknowledge');
    expect(line).toMatchObject({
      actor: expect.stringMatching(/^link:n_/),
      detail: { department: '质监站', role: '联络员' },
    });
  });

  it('explains itself when it is used again', async () => {
    const { get, post } = await linked();
    await post('质监站:联络员');
    for (const again of [await get(), await post('质监站:联络员')]) {
      expect(again.status).toBe(410);
      expect(await again.text()).toMatch(/已经用过.*2026-03-02 10:00.*签收成功/s);
    }
  });

  it('of a group asks for the receiver, and takes no other', async () => {
    const { get, post, alert } = await linked(['质监站:联络员', '人事科:联络员']);
    const page = await (await get()).text();
    expect(page).toContain('以“质监站:联络员”签收');
    expect(page).toContain('以“人事科:联络员”签收');
    expect((await post('局领导:局长')).status).toBe(400);
    expect((await alert())?.state).toBe('open');
    await post('人事科:联络员');
    expect((await alert())?.acknowledgedBy).toBe('人事科:联络员');
  });

  it('serves late for a day, and says that it is late; then it has expired', async () => {
    const { get, post, server, alert } = await linked();
    server.clock.now += 2 * HOUR;
    expect(await (await get()).text()).toContain('记为逾期');
    server.clock.now += 24 * HOUR;
    const gone = await post('质监站:联络员');
    expect(gone.status).toBe(410);
    expect(await gone.text()).toContain('2026-03-02 11:00');
    expect((await alert())?.state).toBe('open');
  });

  it('is not needed once somebody has acknowledged', async () => {
    const { get, server } = await linked();
    const alert = (await server.store.alert('a_link'))!;
    await server.store.commit({
      alerts: [
        {
          ...alert,
          state: 'acknowledged',
          acknowledgedBy: '李值班',
          acknowledgedAt: toShanghai(server.clock.now),
          nextDueAt: null,
          version: 2,
        },
      ],
    });
    const page = await get();
    expect(page.status).toBe(409);
    expect(await page.text()).toContain('李值班');
  });

  it('cannot be forged', async () => {
    const { links, notice, token, get, post, alert, server } = await linked();
    const other = createAckLinks({
      secretKey: 'another key entirely',
      store: server.store,
      contacts: CONTACTS,
      now: () => server.clock.now,
    });
    const [id, due, mac] = token.split('.');
    const later = links.tokenOf({ ...notice, dueAt: toShanghai(server.clock.now + 9 * HOUR) })!.split('.')[1];
    const forged = [
      other.tokenOf(notice) ?? '',
      `${id}.${later}.${mac}`,
      `${id}.${due}.${'A'.repeat(22)}`,
      `${id}.${due}.${mac?.slice(1)}`,
      `${id}.${due}.`,
      `${'a'.repeat(20)}.${due}.${mac}`,
      '.-.',
      '%00',
      'x'.repeat(5_000),
      links.tokenOf({ ...notice, receiver: '局领导:局长' } satisfies Notice) ?? '',
    ];
    for (const given of forged) {
      expect((await get(given)).status).toBe(403);
      expect((await post('质监站:联络员', given)).status).toBe(403);
    }
    expect((await alert())?.state).toBe('open');
  });

  it('is not followed from another site', async () => {
    const { post, token, alert } = await linked();
    const refused = await post('质监站:联络员', token, {
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
    });
    expect(refused.status).toBe(403);
    expect((await alert())?.state).toBe('open');
  });

  it('shows crawled text as text', async () => {
    const { server, notice, get } = await linked();
    const alert = (await server.store.alert(notice.alertId))!;
    await server.store.commit({ alerts: [{ ...alert, title: '<script>alert(1)</script>', version: 2 }] });
    expect(await (await get()).text()).not.toContain('<script>alert');
  });
});
