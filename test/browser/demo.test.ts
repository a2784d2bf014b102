import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carryOut } from '../support/carry-out.ts';
import { findChromium, openChromium } from '../support/chromium.ts';
import { type DemoProcess, startDemo } from '../support/demo-process.ts';
import { goOn } from '../support/go-on.ts';
import { fits } from '../support/page-looks.ts';
import { signIn } from '../support/sign-in.ts';

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

  it(
    'logs in',
    async () => {
      const { address, account, password } = demo;
      page = await signIn(browser, { address, account, password, problems, expected: /401|404|409/ });
      await page.getByTestId('alert-row').first().waitFor({ timeout: PATIENCE });
    },
    PATIENCE + 60_000,
  );

  it('takes clicks that come faster than the board is drawn', async () => {
    const levels = (...names: string[]) =>
      page.evaluate((wanted) => {
        const buttons = [...document.querySelectorAll<HTMLElement>('.level-counts button')];
        for (const one of wanted) buttons.find(({ textContent }) => textContent.startsWith(one))?.click();
      }, names);
    const pressed = () => page.locator('.level-counts [aria-pressed=true] .level').allTextContents();
    await levels('红', '黄', '蓝');
    await expect.poll(pressed).toEqual(['红色', '黄色', '蓝色']);
    await levels('蓝', '黄', '红');
    await expect.poll(pressed).toEqual([]);
  });

  it('keeps what is typed while the filter before it is still on its way', async () => {
    const filter = page.getByLabel('标题或摘要中的词');
    // As soon as the address has the words, before the board is drawn with them.
    await page.evaluate(() => {
      const replace = history.replaceState.bind(history);
      history.replaceState = (...given) => {
        history.replaceState = replace;
        replace(...given);
        document.execCommand('insertText', false, '外墙');
      };
    });
    await filter.fill('小区');
    await page.waitForURL((url) => url.searchParams.get('q') === '小区外墙');
    expect(await filter.inputValue()).toBe('小区外墙');
    await filter.fill('');
    await page.waitForURL((url) => !url.searchParams.has('q'));
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
      // Until they are here the rows of the other order stand.
      await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
      await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
      const before = new Set(await ids());
      const arrived = async () => {
        chosen = (await ids()).find((id) => !before.has(id)) ?? '';
        return chosen;
      };
      await expect.poll(arrived, { timeout: PATIENCE, interval: 500 }).not.toBe('');
      expect(await page.evaluate(() => 'neverReloaded' in window)).toBe(true);
      await page.screenshot({ path: `${OUTPUT}board-1440.png` });
    },
    PATIENCE + 30_000,
  );

  it('opens it and reads parts that add up to the score', async () => {
    const link = page.locator(`[data-alert="${chosen}"] [data-testid=alert-link]`);
    title = ((await link.textContent()) ?? '').trim();
    await link.click();
    await page.getByTestId('alert-panel').waitFor();
    await goOn(page, () => page.getByRole('link', { name: '打开事件页' }).click());
    await page.getByTestId('post').first().waitFor();
    await page.getByTestId('score-part').first().waitFor();
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
    await page.getByTestId('action-acknowledge').click();
    await carryOut(page, '确认签收');
    await page.getByTestId('alert-state').getByText('已签收').waitFor();
  });

  it('finds it again by search', async () => {
    await goOn(page, () => page.getByRole('link', { name: '检索', exact: true }).click());
    await page.getByLabel('检索词').fill(title.slice(0, 12));
    await page.keyboard.press('Enter');
    await page
      .getByTestId('found-post')
      .filter({ hasText: title.slice(0, 8) })
      .first()
      .waitFor();
    await page.screenshot({ path: `${OUTPUT}search-1440.png` });
  });

  it('fits a phone without sideways scrolling, on every page', async () => {
    await page.setViewportSize({ width: 375, height: 780 });
    for (const path of ['/', '/search', '/overview', '/sources', '/rules', '/notices']) {
      await page.goto(demo.address + path);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await fits(page, path);
      await page.screenshot({ path: `${OUTPUT}phone${path.replaceAll('/', '-')}.png` });
    }
  });

  it('had no error in the page', () => {
    expect(problems).toEqual([]);
  });
});
