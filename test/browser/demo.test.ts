import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, openChromium } from '../support/chromium.ts';
import { type DemoProcess, startDemo } from '../support/demo-process.ts';

const OUTPUT = fileURLToPath(new URL('../output/', import.meta.url));
const executable = findChromium();
const PATIENCE = 150_000;

/** The whole way of one alert through the product, as the duty officer goes it, on the running demo. */
describe.skipIf(executable === null)('the demo in a browser', () => {
  let demo: DemoProcess;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    await mkdir(OUTPUT, { recursive: true });
    [demo, browser] = await Promise.all([startDemo(), openChromium(executable ?? '')]);
    page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
    });
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/401|404/.test(message.text())) problems.push(message.text());
    });
  });
  afterAll(async () => {
    await browser?.close();
    const code = await demo?.stop();
    expect(code, 'SIGTERM drains and exits with 0').toBe(0);
  });

  const ids = () =>
    page
      .locator('[data-testid=alert-row]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-alert') ?? ''));

  it('logs in', async () => {
    await page.goto(demo.address);
    await page.getByLabel('账号').fill(demo.account);
    await page.getByLabel('密码', { exact: true }).fill(demo.password);
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByRole('heading', { name: '预警台' }).waitFor();
    await page.locator('[data-testid=alert-row]').first().waitFor({ timeout: PATIENCE });
  });

  let chosen = '';
  let title = '';

  it(
    'shows an alert that arrives while the page just sits there',
    async () => {
      // Only rows on the screen are drawn: the newest stand there in this order, whatever their level.
      await page.getByText('最新在前').click();
      await page.waitForURL(/order=newest/);
      await page.mouse.move(5, 5);
      await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
      await page.waitForTimeout(8_000);
      const before = new Set(await ids());
      await expect
        .poll(async () => (await ids()).find((id) => !before.has(id)) ?? '', { timeout: PATIENCE, interval: 500 })
        .not.toBe('');
      chosen = (await ids()).find((id) => !before.has(id)) ?? '';
      expect(await page.evaluate(() => 'neverReloaded' in window)).toBe(true);
      await page.screenshot({ path: `${OUTPUT}board-1440.png` });
    },
    PATIENCE + 30_000,
  );

  it('opens it and reads parts that add up to the score', async () => {
    const link = page.locator(`[data-alert="${chosen}"] [data-testid=alert-link]`);
    title = ((await link.textContent()) ?? '').trim();
    await link.click();
    await page.locator('[data-testid=alert-panel]').waitFor();
    await page.getByRole('link', { name: '打开事件页' }).click();
    await page.waitForURL(/\/events\//);
    // The panel has score parts too: only posts show that the event page is there.
    await page.locator('[data-testid=post]').first().waitFor();
    await page.locator('[data-testid=score-part]').first().waitFor();
    const tables = await page.locator('[data-testid=score-table]').evaluateAll((found) =>
      found.map((table) => {
        const points = (testId: string) =>
          [...table.querySelectorAll(`[data-testid=${testId}]`)].map((row) => Number(row.getAttribute('data-points')));
        return { parts: points('score-part'), total: points('score-total')[0] ?? Number.NaN };
      }),
    );
    expect(tables.length).toBeGreaterThan(0);
    for (const { parts, total } of tables) {
      expect(parts.length).toBeGreaterThan(0);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(total, 6);
    }
    expect(await page.locator('[data-testid=post] mark').count()).toBeGreaterThan(0);
    await page.screenshot({ path: `${OUTPUT}event-1440.png`, fullPage: true });
  });

  it('acknowledges it', async () => {
    await page.locator('[data-testid=action-acknowledge]').click();
    await page.getByRole('button', { name: '确认签收' }).click();
    await expect
      .poll(() => page.locator('[data-testid=alert-state]').first().textContent(), { timeout: 20_000 })
      .toContain('已签收');
  });

  it('finds it again by search', async () => {
    await page.getByRole('link', { name: '检索' }).first().click();
    await page.getByLabel('检索词').fill(title.slice(0, 12));
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('[data-testid=found-post]').allTextContents(), { timeout: 20_000 })
      .toEqual(expect.arrayContaining([expect.stringContaining(title.slice(0, 8))]));
    await page.screenshot({ path: `${OUTPUT}search-1440.png` });
  });

  it('fits a phone without sideways scrolling, on every page', async () => {
    await page.setViewportSize({ width: 375, height: 780 });
    for (const path of ['/', '/search', '/overview', '/sources', '/rules', '/notices']) {
      await page.goto(demo.address + path);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.waitForTimeout(1_000);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      await page.screenshot({ path: `${OUTPUT}phone${path.replaceAll('/', '-')}.png` });
      expect(wider, path).toBeLessThanOrEqual(0);
    }
  });

  it('had no error in the page', () => {
    expect(problems).toEqual([]);
  });
});
