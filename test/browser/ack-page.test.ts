import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer } from '../../dashboards/server/create-server.ts';
import { type Listening, listen } from '../../dashboards/server/listen.ts';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import { createAckLinks } from '../../pipeline/notify/ack-link.ts';
import { composeNotices } from '../../pipeline/notify/compose.ts';
import { NO_CONTACTS } from '../../pipeline/notify/contacts.ts';
import { findChromium, openChromium } from '../support/chromium.ts';
import { sampleAlert } from '../support/samples.ts';
import { openServer, type TestServer } from '../unit/server/fixture.ts';

const executable = findChromium();

describe.skipIf(executable === null)('the page behind a link of a notice', () => {
  let browser: Browser;
  let server: TestServer;
  let listening: Listening;
  let token = '';

  beforeAll(async () => {
    [server, browser] = await Promise.all([openServer(), openChromium(executable ?? '')]);
    const { store, clock, deps } = server;
    const ackLinks = createAckLinks({
      secretKey: 'a key of the test',
      store,
      contacts: NO_CONTACTS,
      now: () => clock.now,
    });
    const due = toShanghai(clock.now + 3_600_000);
    const alert = sampleAlert({
      alertId: 'a_link',
      eventId: 'e_link',
      title: '很长的标题没有空格'.repeat(12),
      nextDueAt: due,
    });
    const receivers = ['质监站:联络员', '人事科:联络员'];
    const order = {
      alert,
      receivers,
      channels: ['wecom'],
      reason: 'raised',
      round: 0,
      at: toShanghai(clock.now),
    } as const;
    const notices = composeNotices(order);
    await store.commit({ alerts: [alert], notices });
    token = ackLinks.tokenOf(notices[0]!) ?? '';
    listening = await listen(createServer({ ...deps, ackLinks }), { host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await browser?.close();
    await listening?.close();
    await server?.close();
  });

  it('acknowledges on a phone of 375 px with one tap after opening, without a script', async () => {
    const context = await browser.newContext({
      viewport: { width: 375, height: 667 },
      hasTouch: true,
      javaScriptEnabled: false,
    });
    const page = await context.newPage();
    await page.goto(`${listening.address}/a/${token}`);
    const button = page.getByRole('button', { name: '以“人事科:联络员”签收' });
    const box = (await button.boundingBox())!;
    expect(box.height).toBeGreaterThanOrEqual(44);
    expect(box.x + box.width).toBeLessThanOrEqual(375);
    await button.tap();
    await page.getByRole('heading', { name: '已签收' }).waitFor();
    expect((await server.store.alert('a_link'))?.acknowledgedBy).toBe('人事科:联络员');
    await page.goto(`${listening.address}/a/${token}`);
    await page.getByRole('heading', { name: '链接已经用过' }).waitFor();
    await context.close();
  });

  it('is no wider than the phone', async () => {
    const page = await browser.newPage({ viewport: { width: 375, height: 667 } });
    for (const path of [`/a/${token}`, '/a/forged']) {
      await page.goto(listening.address + path);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    }
    await page.close();
  });
});
