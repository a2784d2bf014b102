import { mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipEntries } from '../../crawlers/import/zip-entries.ts';
import { findChromium, openChromium } from '../support/chromium.ts';
import { type DemoProcess, startDemo } from '../support/demo-process.ts';
import { signIn } from '../support/sign-in.ts';

const OUTPUT = fileURLToPath(new URL('../output/', import.meta.url));
const executable = findChromium();
const PATIENCE = 150_000;

/** On the running demo: the page behind a grave alert is kept by itself and taken away by a person. */
describe.skipIf(executable === null)('evidence in the dashboard', () => {
  let demo: DemoProcess;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    await mkdir(OUTPUT, { recursive: true });
    [demo, browser] = await Promise.all([startDemo(), openChromium(executable ?? '')]);
    const { address, account, password } = demo;
    page = await signIn(browser, { address, account, password, problems, timeout: PATIENCE });
  }, PATIENCE);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  it('shows what is kept, and gives it as a zip for a reason', async () => {
    await page.goto(`${demo.address}/?level=${encodeURIComponent('红,橙')}`);
    await page.locator('[data-testid=alert-link]').first().click();
    const box = page.locator('[data-testid=evidence][data-state=kept]');
    await box.waitFor();
    expect(await box.innerText()).toMatch(/存于.*page\.html（.*）.*page\.png（/s);
    await page.getByRole('button', { name: '下载存证' }).click();
    // The drawer is a dialog too.
    const dialog = page.getByRole('dialog').filter({ has: page.getByLabel('用途（必填）') });
    await dialog.getByRole('button', { name: '下载' }).click();
    await dialog.getByText('请写明用途').waitFor();
    await dialog.getByRole('textbox').fill('报市政府值班室');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: '下载' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^evidence-.+\.zip$/);
    const names = zipEntries(new Uint8Array(await readFile(await download.path())))?.map(({ name }) => name);
    expect(names).toEqual(['manifest.json', 'SHA256SUMS', 'page.html', 'rendered.html', 'page.png']);
    await page.getByTestId('timeline').getByText('下载网页存证').waitFor();
    await box.scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${OUTPUT}evidence-1440.png` });
    await page.getByRole('button', { name: '下载存证' }).click();
    expect(await dialog.getByRole('textbox').inputValue(), 'a use is told anew each time').toBe('');
    expect(problems).toEqual([]);
  }, 240_000);
});
