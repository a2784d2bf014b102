import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actionDone, alertPage } from '../../dashboards/alert-contract.ts';
import { findChromium, openChromium } from '../support/chromium.ts';
import { type DemoProcess, startDemo } from '../support/demo-process.ts';
import { signIn } from '../support/sign-in.ts';
import { until } from '../support/waiting.ts';

const executable = findChromium();
const PATIENCE = 150_000;

/** The running demo, whose answers are held back on their way as by a process that does not respond. */
describe.skipIf(executable === null)(
  'an action that is not confirmed, in the browser',
  () => {
    let demo: DemoProcess;
    let browser: Browser;
    let page: Page;
    const problems: string[] = [];
    let known = false;

    beforeAll(async () => {
      [demo, browser] = await Promise.all([startDemo(), openChromium(executable ?? '')]);
      const { address, account, password } = demo;
      page = await signIn(browser, { address, account, password, problems });
      // Done for real, but the answer says what it would say after 20 seconds without one.
      await page.route('**/api/alerts/*/actions', async (route) => {
        const { result, alert } = actionDone.parse(await (await route.fetch()).json());
        const { actionId } = result;
        await route.fulfill({ status: 202, json: { state: 'pending', actionId, alertId: alert.alertId } });
      });
      await page.route('**/api/actions/*', async (route) => {
        if (known) return route.continue();
        const answer = await (await route.fetch()).json();
        return route.fulfill({ json: { ...answer, state: 'pending', problem: null, at: null } });
      });
    }, PATIENCE);
    afterAll(async () => {
      await browser?.close();
      await demo?.stop();
    });

    it('is followed over a reload until it is known to be done, and leaves when that was read', async () => {
      const open = async () => {
        const answer = await page.request.get(`${demo.address}/api/alerts?state=open&limit=1`);
        return alertPage.parse(await answer.json()).items[0];
      };
      const alert = await until(open, (found) => found !== undefined, PATIENCE, 'an open alert');
      await page.goto(`${demo.address}/alerts/${alert?.alertId ?? ''}`);
      const strip = page.getByTestId('followed-actions');
      await page.getByRole('button', { name: '批注' }).first().click();
      await page.getByRole('dialog').getByRole('textbox').fill('已电话核实');
      await page.getByRole('dialog').getByRole('button', { name: '确认批注' }).click();
      await strip.getByText('尚未确认，正在处理').waitFor();
      await page.reload();
      await strip.getByText('尚未确认，正在处理').waitFor();
      known = true;
      await strip.getByText('已办成').waitFor();
      expect(await strip.innerText()).toContain(`批注“${alert?.title ?? ''}”`);
      await strip.getByRole('button', { name: '知道了' }).click();
      await expect.poll(() => strip.innerText(), { timeout: 30_000 }).toBe('');
      await page.reload();
      await page.getByText('已电话核实').first().waitFor();
      expect(await strip.innerText()).toBe('');
      expect(problems).toEqual([]);
    });
  },
  300_000,
);
