import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertDetail, alertPage } from '../../dashboards/alert-contract.ts';
import { carryOut } from '../support/carry-out.ts';
import { findChromium, openChromium } from '../support/chromium.ts';
import { type DemoProcess, startDemo } from '../support/demo-process.ts';
import { fits } from '../support/page-looks.ts';
import { signIn } from '../support/sign-in.ts';
import { until } from '../support/waiting.ts';

const OUTPUT = fileURLToPath(new URL('../output/', import.meta.url));
const executable = findChromium();
const PATIENCE = 150_000;

/** A red alert that nobody acknowledges, on the fast clock of the demo: it climbs to the last step, for everybody to see. */
describe.skipIf(executable === null)('the ladder in a browser', () => {
  let demo: DemoProcess;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    await mkdir(OUTPUT, { recursive: true });
    [demo, browser] = await Promise.all([startDemo('--fast', '60'), openChromium(executable ?? '')]);
    const { address, account, password } = demo;
    page = await signIn(browser, { address, account, password, problems, expected: /401|404|409/, timeout: 60_000 });
  }, PATIENCE);
  afterAll(async () => {
    await browser?.close();
    expect(await demo?.stop()).toBe(0);
  });

  const json = async (path: string): Promise<unknown> => (await page.request.get(`${demo.address}${path}`)).json();
  const red = async () => alertPage.parse(await json('/api/alerts?level=%E7%BA%A2&state=open')).items.at(-1);
  const detail = async (id: string) => alertDetail.parse(await json(`/api/alerts/${id}`));

  it(
    'climbs all steps, and the page shows every notice with its reason',
    async () => {
      const id = (await until(red, (one) => one !== undefined, PATIENCE, 'a red alert'))?.alertId ?? '';
      await page.goto(`${demo.address}/alerts/${id}`);
      await page.getByTestId('alert-panel').waitFor();
      const last = (await detail(id)).alert.steps.length - 1;
      expect(last).toBeGreaterThan(1);
      await expect.poll(async () => (await detail(id)).alert.step, { timeout: PATIENCE, interval: 1_000 }).toBe(last);

      const { alert } = await detail(id);
      expect(alert.state).toBe('open');
      // The page was open all the while: what it says came by itself.
      await page
        .getByTestId('next-step')
        .getByText(`再次通知第 ${last + 1} 级`)
        .waitFor();
      const timeline = page.getByTestId('timeline');
      for (const [step, rung] of alert.steps.entries()) {
        if (step === 0) continue;
        await timeline
          .getByText(`上报第 ${step + 1} 级：${rung.receivers.join('、')}`)
          .first()
          .waitFor();
      }
      const climbed = alert.steps.slice(1).flatMap(({ receivers }) => receivers);
      const untold = async () => {
        const escalated = (await detail(id)).notices.filter(({ reason }) => reason === 'escalated');
        return climbed.filter((one) => {
          const own = escalated.filter(({ receiver }) => receiver === one);
          return own.length === 0 || own.some(({ decisions }) => decisions.length === 0);
        });
      };
      await expect.poll(untold, { timeout: 60_000 }).toEqual([]);
      const recorded = async () => (await detail(id)).audit.filter(({ action }) => action === 'alert.escalated').length;
      await expect.poll(recorded, { timeout: 60_000 }).toBeGreaterThanOrEqual(last);
      const list = page.getByTestId('notices');
      await list.getByText('超时未签收，逐级上报').first().waitFor();
      await list
        .getByText(/市委宣传部:联络员/)
        .first()
        .waitFor();
      await list.getByText('怎样送到').first().click();
      await list.scrollIntoViewIfNeeded();
      await page.screenshot({ path: `${OUTPUT}ladder-1440.png`, fullPage: true });
      await page.setViewportSize({ width: 375, height: 800 });
      await fits(page, 'a red alert');
      await page.screenshot({ path: `${OUTPUT}ladder-375.png`, fullPage: true });
    },
    2 * PATIENCE + 60_000,
  );

  it('a silence of a red alert is asked for on the page and waits for a second person', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole('button', { name: '静默…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('橙色及以上须由另一人同意后才生效').waitFor();
    await page.screenshot({ path: `${OUTPUT}silence-dialog-1440.png` });
    await dialog.getByLabel(/理由/).fill('现场已由分管领导指挥');
    await dialog.getByRole('button', { name: '提出静默' }).click();
    const section = page.getByTestId('silences');
    await section.getByText('待第二人同意').waitFor();
    await section.getByText('现场已由分管领导指挥').waitFor();
    expect(await section.getByRole('button', { name: '同意静默' }).count()).toBe(0);
    await page.screenshot({ path: `${OUTPUT}silence-1440.png` });
  });

  it(
    'is acknowledged from the board though it climbed on while the window was open',
    async () => {
      const { alertId, version } = (await until(red, (one) => one !== undefined, PATIENCE, 'a red alert'))!;
      await page.goto(`${demo.address}/?level=${encodeURIComponent('红')}`);
      const row = page.locator(`[data-testid=alert-row][data-alert="${alertId}"]`);
      await row.getByRole('button', { name: /^签收/ }).click();
      await page.getByRole('dialog').getByText('签收预警').waitFor();
      const climbed = async () => (await detail(alertId)).alert.version;
      await expect.poll(climbed, { timeout: PATIENCE, interval: 1_000 }).toBeGreaterThan(version);
      await carryOut(page, '确认签收');
      expect((await detail(alertId)).alert.state).toBe('acknowledged');
      expect(problems).toEqual([]);
    },
    PATIENCE + 60_000,
  );
});
