import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountChanged } from '../../dashboards/account-contract.ts';
import { alertPage } from '../../dashboards/alert-contract.ts';
import { routeTrial } from '../../dashboards/route-contract.ts';
import { chooseOption } from '../support/choose-option.ts';
import { findChromium, openChromium } from '../support/chromium.ts';
import { type DemoProcess, startDemo } from '../support/demo-process.ts';
import { goOn } from '../support/go-on.ts';
import { looks } from '../support/page-looks.ts';
import { signIn } from '../support/sign-in.ts';

const OUTPUT = fileURLToPath(new URL('../output/', import.meta.url));
const executable = findChromium();
const PATIENCE = 150_000;
const TOPIC = '物业与小区';
const RED = '红色（Ⅰ级）';

/** Silences of a topic by two persons, the order of the board, and a route tried, on the running demo. */
describe.skipIf(executable === null)('silences, the order of the board and routes in a browser', () => {
  let demo: DemoProcess;
  let browser: Browser;
  let duty: Page;
  let head: Page;
  const problems: string[] = [];

  const open = (account: string, password: string): Promise<Page> =>
    signIn(browser, { address: demo.address, account, password, problems, expected: /401|404|409/ });

  const choose = (page: Page, label: string, option: string) =>
    chooseOption(page.getByLabel(label, { exact: true }), option);

  beforeAll(async () => {
    await mkdir(OUTPUT, { recursive: true });
    [demo, browser] = await Promise.all([startDemo(), openChromium(executable ?? '')]);
    duty = await open(demo.account, demo.password);
    await duty.locator('[data-testid=alert-row]').first().waitFor({ timeout: PATIENCE });
    const made = await duty.request.post(`${demo.address}/api/accounts`, {
      data: { account: 'fenguan', name: '王分管', role: 'leader', department: '局领导', post: '分管领导' },
    });
    const { password } = accountChanged.parse(await made.json());
    head = await open('fenguan', password ?? '');
  }, PATIENCE + 60_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  it(
    'lists the gravest first, and the newest when that is chosen',
    async () => {
      const rank = ['蓝', '黄', '橙', '红'];
      const levels = async () =>
        (await duty.locator('[data-testid=alert-row] td:first-child').allTextContents()).map((text) =>
          rank.findIndex((level) => text.includes(level)),
        );
      await expect.poll(async () => (await levels()).length, { timeout: PATIENCE }).toBeGreaterThan(3);
      const shown = await levels();
      expect(shown).toEqual([...shown].sort((a, b) => b - a));
      await duty.getByText('最新在前').click();
      await duty.waitForURL(/order=newest/);
      // The pointer must not lie in the list, which then stands still.
      await duty.mouse.move(5, 5);
      const newest = async () => {
        const answer = await duty.request.get(`${demo.address}/api/alerts?state=open,acknowledged&limit=1`);
        const first = await duty.getByTestId('alert-row').first().getAttribute('data-alert');
        return first === alertPage.parse(await answer.json()).items[0]?.alertId;
      };
      await expect.poll(newest, { timeout: 60_000 }).toBe(true);
      await duty.getByText('最急在前').click();
      await looks(duty, 'board-order', { folder: OUTPUT });
    },
    PATIENCE + 60_000,
  );

  it(
    'a silence of a topic up to orange holds once a second person agrees, and is ended',
    async () => {
      await goOn(duty, () => duty.getByTestId('silence-link').click());
      await duty.getByRole('heading', { name: '静默', exact: true }).waitFor();
      await duty.getByText('没有静默', { exact: true }).waitFor();
      await duty.getByRole('button', { name: '新的静默…' }).click();
      const dialog = duty.getByRole('dialog');
      await dialog.getByLabel('理由（必填）').fill('小区集中整改，情况已掌握');
      await dialog.getByRole('button', { name: '确认静默' }).click();
      await dialog.getByText('请至少选主题、区县、小区中的一项').waitFor();
      await choose(duty, '主题', TOPIC);
      await dialog.getByTestId('covered').waitFor();
      await choose(duty, '到哪一级', '橙色及以下');
      await dialog.getByText('须由另一人同意后才生效').waitFor();
      await duty.screenshot({ path: `${OUTPUT}silence-dialog.png` });
      await dialog.getByRole('button', { name: '提出静默' }).click();
      await duty.getByRole('heading', { name: '待第二人同意（1）' }).waitFor();
      const own = duty.getByTestId('silence');
      expect(await own.getByRole('button', { name: '同意静默' }).count()).toBe(0);
      await looks(duty, 'silences', { folder: OUTPUT });

      await head.goto(`${demo.address}/silences`);
      await head.getByRole('button', { name: '同意静默' }).click();
      await head.getByRole('dialog').getByLabel('理由（必填）').fill('同意');
      // The silence goes to another list meanwhile: that it was done is said all the same.
      await Promise.all([
        head.getByText('已同意', { exact: true }).waitFor(),
        head.getByRole('dialog').getByRole('button', { name: '确认' }).click(),
      ]);
      await head.getByRole('heading', { name: '静默中（1）' }).waitFor();
      await duty.getByRole('heading', { name: '静默中（1）' }).waitFor();
      await duty.getByRole('button', { name: '结束静默' }).click();
      await duty.getByRole('dialog').getByLabel('理由（必填）').fill('整改完成');
      await duty.getByRole('dialog').getByRole('button', { name: '确认' }).click();
      await duty.getByRole('heading', { name: '近 30 天结束的（1）' }).waitFor();
    },
    PATIENCE,
  );

  it(
    'a route is tried from an alert and from labels: branches, persons, steps with times',
    async () => {
      await duty.goto(demo.address);
      const alert = await duty.locator('[data-testid=alert-row]').first().getAttribute('data-alert');
      await duty.goto(`${demo.address}/alerts/${alert}`);
      const lead = await duty.locator('.route strong').first().textContent();
      await goOn(duty, () => duty.getByRole('link', { name: '按现行规则再试' }).click());
      await duty.getByTestId('route-trial').waitFor();
      expect(await duty.locator('.route strong').first().textContent()).toBe(lead);

      await duty.goto(`${demo.address}/rules`);
      await goOn(duty, () => duty.getByRole('link', { name: '试路由' }).click());
      await duty.getByText('还没有标签').waitFor();
      await choose(duty, '主题', '工程质量安全');
      await choose(duty, '级别', RED);
      await duty.getByTestId('route-step').nth(3).waitFor();
      const trial = duty.getByTestId('route-trial');
      expect(await trial.locator('.route strong').first().textContent()).toBe('质监站');
      await trial.getByText('要求「房地产市场」').first().waitFor();
      const people = await trial.getByRole('row', { name: /局领导:分管领导/ }).textContent();
      expect(people).toContain('王分管');
      const answer = await duty.request.get(`${demo.address}/api/route?topic=工程质量安全&level=红`);
      const { steps, repeatFrom, handling } = routeTrial.parse(await answer.json());
      expect([steps.length, repeatFrom]).toEqual([4, 4]);
      expect(Date.parse(steps[1]?.at ?? '') - Date.parse(steps[0]?.at ?? '')).toBe(15 * 60_000);
      expect(handling?.name).toContain('处置');
      await looks(duty, 'route', { folder: OUTPUT });
      expect(problems).toEqual([]);
    },
    PATIENCE,
  );
});
