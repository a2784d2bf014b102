import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layFullStore } from '../../pipeline/bench/full-store.ts';
import { readConfig } from '../../pipeline/config.ts';
import { openEngine } from '../../pipeline/engine.ts';
import { findChromium, openChromium } from '../support/chromium.ts';
import { type DemoProcess, startBoard } from '../support/demo-process.ts';
import { SILENT_LOG } from '../support/samples.ts';
import { signIn } from '../support/sign-in.ts';

const CATALOGUE = fileURLToPath(new URL('../fixtures/silent-catalogue.yaml', import.meta.url));
const ALERTS = 260;
const ALIKE = 150;
const STEPS = 100;
const SOON = { timeout: 60_000 };
const chromium = findChromium();

/** More alerts and posts than a page shows at once, laid down by the functions that write them when the system runs. */
describe.skipIf(chromium === null)('pages of a large store', () => {
  let folder: string;
  let board: DemoProcess;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yuqing-large-'));
    const engine = await openEngine({ ...readConfig({}), dataDir: folder }, { now: Date.now, log: SILENT_LOG });
    const size = { count: 1_800, alike: ALIKE, days: 30, now: Date.now(), alerts: ALERTS, open: ALERTS, steps: STEPS };
    await layFullStore(engine.store, {}, size).finally(() => engine.close());
    const env = { YUQING_DATA: folder, YUQING_CATALOGUE: CATALOGUE, YUQING_LOG_LEVEL: 'error' };
    board = await startBoard(['start'], env);
    browser = await openChromium(chromium ?? '');
    page = await signIn(browser, { ...board, problems, expected: /401/, timeout: 60_000 });
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await board?.stop();
    await rm(folder, { recursive: true, force: true });
    expect(problems).toEqual([]);
  });

  const nodes = () => page.locator('*').count();
  /** Pages of the list that were asked for, by their cursors. */
  function listen(path: string): URL[] {
    const asked: URL[] = [];
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.pathname === path) asked.push(url);
    });
    return asked;
  }

  it('the board reads on by itself to the last alert, and draws no more than what is on the screen', async () => {
    await page.getByText(`共 ${ALERTS} 条，已列出 100 条`).waitFor();
    const atFirst = await nodes();
    const asked = listen('/api/alerts');
    const last = page.locator(`[data-testid=alert-row][aria-rowindex="${ALERTS + 1}"]`);
    const toTheFoot = async () => {
      await page.evaluate('window.scrollTo({ top: document.documentElement.scrollHeight })');
      return last.count();
    };
    await expect.poll(toTheFoot, SOON).toBe(1);
    const cursors = new Set(asked.flatMap(({ searchParams }) => searchParams.get('cursor') ?? []));
    expect(cursors.size).toBe(2);
    expect(await nodes()).toBeLessThan(atFirst * 1.5);
  }, 120_000);

  it('an event lists its newest posts, more on demand, and draws the curve of all', async () => {
    const found = await page.request.get(`${board.address}/api/posts?limit=1&q=${encodeURIComponent('凤凰名邸 渗水')}`);
    const eventId = String((await found.json()).items[0].eventId);
    const asked = listen(`/api/events/${eventId}`);
    await page.goto(`${board.address}/events/${eventId}`);
    await page.getByRole('heading', { name: `全部帖文（${ALIKE}）` }).waitFor();
    await page
      .getByRole('figure', { name: `传播曲线：${ALIKE} 帖随时间的分布` })
      .or(page.getByLabel(`传播曲线：${ALIKE} 帖随时间的分布`))
      .first()
      .waitFor();
    const rows = page.locator('.event-posts > li');
    await expect.poll(() => rows.count(), SOON).toBe(30);
    for (const shown of [60, 90, 120, 150]) {
      await page.getByRole('button', { name: /^再列 \d+ 帖$/ }).click();
      await expect.poll(() => rows.count(), SOON).toBe(shown);
    }
    expect(await page.getByRole('button', { name: /^再列/ }).count()).toBe(0);
    expect([...new Set(asked.map(({ searchParams }) => searchParams.get('posts')))]).toEqual(['60', '500']);
  }, 120_000);

  it('a case of many steps shows how it began and what happened last, the rest on demand', async () => {
    const read = async (path: string) => (await page.request.get(board.address + path)).json();
    const { items } = await read(`/api/posts?limit=1&q=${encodeURIComponent('凤凰名邸 渗水')}`);
    const alerts = await read(`/api/alerts?limit=1&event=${items[0].eventId}`);
    const { cases } = await read(`/api/alerts/${alerts.items[0].alertId}`);
    await page.goto(`${board.address}/cases/${cases[0].caseId}`);
    const entries = page.locator('.timeline > li');
    await page.getByText(`第${STEPS}次核实`).waitFor();
    expect(await entries.count()).toBe(31);
    await page.getByRole('button', { name: '展开中间 70 条' }).click();
    await expect.poll(() => entries.count(), SOON).toBe(STEPS + 1);
    await page.goto(`${board.address}/cases/${cases[0].caseId}#step-50`);
    await page.reload();
    await page.locator('#step-50').waitFor();
  }, 120_000);
});
