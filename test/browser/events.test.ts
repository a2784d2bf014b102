import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventDetail, eventPage } from '../../dashboards/record-contract.ts';
import { findChromium, openChromium } from '../support/chromium.ts';
import { type DemoProcess, startDemo } from '../support/demo-process.ts';

const OUTPUT = fileURLToPath(new URL('../output/', import.meta.url));
const executable = findChromium();
const PATIENCE = 150_000;

/** An operator takes a post out of an event and puts the two together again; what stands out is told with its figures. */
describe.skipIf(executable === null)('events and analysis in a browser', () => {
  let demo: DemoProcess;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    await mkdir(OUTPUT, { recursive: true });
    [demo, browser] = await Promise.all([startDemo(), openChromium(executable ?? '')]);
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
    });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(demo.address);
    await page.getByLabel('账号').fill(demo.account);
    await page.getByLabel('密码', { exact: true }).fill(demo.password);
    await page.getByRole('button', { name: '登录' }).click();
    await page.locator('[data-testid=alert-row]').first().waitFor({ timeout: PATIENCE });
  }, PATIENCE + 60_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  async function events() {
    const answer = await page.request.get(`${demo.address}/api/events?limit=200`);
    return eventPage.parse(await answer.json()).items;
  }
  async function detailOf(eventId: string) {
    const answer = await page.request.get(`${demo.address}/api/events/${encodeURIComponent(eventId)}`);
    return eventDetail.parse(await answer.json());
  }
  async function shots(name: string): Promise<void> {
    await page.screenshot({ path: `${OUTPUT}${name}-1440.png`, fullPage: true });
    await page.setViewportSize({ width: 375, height: 812 });
    await page.screenshot({ path: `${OUTPUT}${name}-375.png`, fullPage: true });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, `${name} does not scroll sideways on a telephone`).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1440, height: 900 });
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa']).analyze();
    expect(violations.map(({ id, nodes }) => `${name} ${id} ${nodes[0]?.html}`)).toEqual([]);
  }

  let eventId = '';
  let apart = '';

  it('takes a post out into an event of its own', async () => {
    await expect
      .poll(async () => (await events()).some(({ postCount }) => postCount >= 3), { timeout: PATIENCE })
      .toBe(true);
    eventId = (await events()).find(({ postCount }) => postCount >= 3)?.eventId ?? '';
    const { posts } = await detailOf(eventId);
    const [newest] = posts;
    apart = newest?.post.docId ?? '';
    await page.goto(`${demo.address}/events/${encodeURIComponent(eventId)}`);
    await page.getByRole('heading', { name: '合并与拆分' }).waitFor();
    await shots('event-arrange');
    await page.getByRole('button', { name: '拆出帖文' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: '拆出', exact: true }).click();
    await dialog.getByText('请写明理由').waitFor();
    await dialog.getByLabel('理由').fill('说的是另一栋楼');
    await dialog.getByRole('button', { name: '拆出', exact: true }).click();
    await dialog.getByText('请勾选要拆出的帖文').waitFor();
    await dialog.getByRole('checkbox').first().check();
    await page.screenshot({ path: `${OUTPUT}event-split-1440.png` });
    await dialog.getByRole('button', { name: '拆出', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect
      .poll(async () => (await detailOf(eventId)).posts.map(({ post }) => post.docId), { timeout: 30_000 })
      .not.toContain(apart);
    const rows = (await detailOf(eventId)).audit.filter(({ action }) => action === 'event.split');
    expect(rows[0]?.detail.reason).toBe('说的是另一栋楼');
  });

  it('puts the two together again', async () => {
    const search = await page.request.get(`${demo.address}/api/posts/${encodeURIComponent(apart)}`);
    const { eventId: other }: { eventId: string } = await search.json();
    expect(other).not.toBe(eventId);
    const { event } = await detailOf(other);
    await page.goto(`${demo.address}/events/${encodeURIComponent(eventId)}`);
    await page.getByRole('button', { name: '合并到一起' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('另一个事件').click();
    await dialog.getByLabel('另一个事件').fill(event.title);
    await page.locator('.ant-select-item-option', { hasText: event.title }).first().click();
    await dialog.getByLabel('理由').fill('还是一件事');
    await dialog.getByRole('button', { name: '合并', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect
      .poll(async () => (await detailOf(eventId)).posts.map(({ post }) => post.docId), { timeout: 30_000 })
      .toContain(apart);
  });

  it('shows hot words and bursts, and the state of the learned part', async () => {
    await page.getByRole('link', { name: '分析', exact: true }).click();
    await page.getByRole('heading', { name: '热词与新词' }).waitFor();
    await page.getByText('本期', { exact: false }).first().waitFor();
    await page.getByText('近 30 天').click();
    await page.getByText(/本期 [1-9]\d* 帖/).waitFor();
    await shots('analysis');
    await page.goto(`${demo.address}/rules/learned`);
    await page.getByTestId('learned-state').waitFor();
    await page.getByText('标注还不够').waitFor();
    expect(await page.getByRole('button', { name: '从反馈训练' }).isDisabled()).toBe(true);
    await shots('learned');
    expect(problems).toEqual([]);
  });
});
