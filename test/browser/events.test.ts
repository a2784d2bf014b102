import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventDetail, eventPage, postDetail } from '../../dashboards/record-contract.ts';
import { chooseOption } from '../support/choose-option.ts';
import { findChromium, openChromium } from '../support/chromium.ts';
import { type DemoProcess, startDemo } from '../support/demo-process.ts';
import { goOn } from '../support/go-on.ts';
import { looks } from '../support/page-looks.ts';
import { signIn } from '../support/sign-in.ts';
import { until } from '../support/waiting.ts';

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
    const { address, account, password } = demo;
    page = await signIn(browser, { address, account, password, problems });
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

  let eventId = '';
  let apart = '';

  it('takes a post out into an event of its own', { timeout: PATIENCE + 60_000 }, async () => {
    const spread = async () => (await events()).find(({ postCount }) => postCount >= 3);
    eventId = (await until(spread, (one) => one !== undefined, PATIENCE, 'an event of several posts'))?.eventId ?? '';
    apart = (await detailOf(eventId)).posts[0]?.post.docId ?? '';
    await page.goto(`${demo.address}/events/${encodeURIComponent(eventId)}`);
    await page.getByRole('heading', { name: '合并与拆分' }).waitFor();
    await looks(page, 'event-arrange', { folder: OUTPUT });
    await page.getByRole('button', { name: '拆出帖文' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: '拆出', exact: true }).click();
    await dialog.getByText('请写明理由').waitFor();
    await dialog.getByLabel('理由').fill('说的是另一栋楼');
    await dialog.getByRole('button', { name: '拆出', exact: true }).click();
    await dialog.getByText('请勾选要拆出的帖文').waitFor();
    // By itself, not by its place: further posts may join the event meanwhile.
    await dialog.locator(`input[value="${apart}"]`).check();
    await page.screenshot({ path: `${OUTPUT}event-split-1440.png` });
    await dialog.getByRole('button', { name: '拆出', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect
      .poll(async () => (await detailOf(eventId)).posts.map(({ post }) => post.docId), { timeout: 30_000 })
      .not.toContain(apart);
    const reason = async () =>
      (await detailOf(eventId)).audit.find(({ action }) => action === 'event.split')?.detail.reason;
    await expect.poll(reason, { timeout: 30_000 }).toBe('说的是另一栋楼');
  });

  it('puts the two together again', async () => {
    const eventOf = async (docId: string): Promise<string | null> => {
      const answer = await page.request.get(`${demo.address}/api/posts/${encodeURIComponent(docId)}`);
      return postDetail.parse(await answer.json()).eventId;
    };
    const other = await until(
      () => eventOf(apart),
      (id) => id !== null && id !== eventId,
      30_000,
      'an event of its own',
    );
    const { event } = await detailOf(other ?? '');
    await page.goto(`${demo.address}/events/${encodeURIComponent(eventId)}`);
    await page.getByRole('button', { name: '合并到一起' }).click();
    const dialog = page.getByRole('dialog');
    await chooseOption(dialog.getByLabel('另一个事件'), event.title, { typed: event.title, exact: false });
    await dialog.getByLabel('理由').fill('还是一件事');
    await dialog.getByRole('button', { name: '合并', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect
      .poll(async () => (await detailOf(eventId)).posts.map(({ post }) => post.docId), { timeout: 30_000 })
      .toContain(apart);
  });

  it('shows hot words and bursts, and the state of the learned part', { timeout: 120_000 }, async () => {
    await goOn(page, () => page.getByRole('link', { name: '分析', exact: true }).click());
    await page.getByRole('heading', { name: '热词与新词' }).waitFor();
    await page.getByText('本期', { exact: false }).first().waitFor();
    await page.getByText('近 30 天').click();
    await page.getByText(/本期 [1-9]\d* 帖/).waitFor();
    await looks(page, 'analysis', { folder: OUTPUT });
    await page.goto(`${demo.address}/rules/learned`);
    await page.getByTestId('learned-state').waitFor();
    await page.getByText('标注还不够').waitFor();
    await page.getByRole('button', { name: '从反馈训练', disabled: true }).waitFor();
    await looks(page, 'learned', { folder: OUTPUT });
    expect(problems).toEqual([]);
  });
});
