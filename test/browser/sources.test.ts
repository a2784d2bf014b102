import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, openChromium } from '../support/chromium.ts';
import { type DemoProcess, startDemo } from '../support/demo-process.ts';
import { fits } from '../support/page-looks.ts';
import { signIn } from '../support/sign-in.ts';

const OUTPUT = fileURLToPath(new URL('../output/', import.meta.url));
const executable = findChromium();

const NEW = `id: second-look
name: 再看一遍要闻
kind: list-page
channel: news
addresses: ["{town}/news/"]
schedule: "0 0 1 1 *"
politeness: { delayMs: 0 }
legal: 示例
verified: false
`;

/** What the administrator does to a source, on the running demo: nothing of it needs a restart. */
describe.skipIf(executable === null)('sources in a browser', () => {
  let demo: DemoProcess;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    await mkdir(OUTPUT, { recursive: true });
    [demo, browser] = await Promise.all([startDemo(), openChromium(executable ?? '')]);
    const { address, account, password } = demo;
    page = await signIn(browser, { address, account, password, problems });
    await page.goto(`${address}/sources`);
    await page.getByTestId('sources').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  const sourceNamed = (name: string): Locator => page.getByTestId('sources').locator('li.source', { hasText: name });
  const dialog = () => page.getByRole('dialog').filter({ visible: true });
  const write = async (text: string) => {
    await page.getByLabel('来源的写法（YAML）').fill(text);
    await dialog().getByRole('button', { name: '保存' }).click();
  };

  it('a row that is wrong is told by line and column, and nothing is saved', async () => {
    await page.getByRole('button', { name: '新增来源' }).click();
    await write(NEW.replace('list-page', 'fax').replace('legal', 'colour'));
    const issues = page.getByTestId('source-issues');
    await issues.getByText('colour').waitFor();
    expect(await issues.innerText()).toMatch(/第 3 行第 7 列.*\n[\s\S]*不认识的字段 colour/);
    await page.screenshot({ path: `${OUTPUT}source-editor-1440.png` });
  });

  it('put right it is saved, listed and collected at once', async () => {
    await write(NEW);
    const source = sourceNamed('再看一遍要闻');
    await source.getByText('正常').waitFor();
    await source.getByText(/最近一次：列出 [1-9]/).waitFor();
    await source.getByText('未核实').waitFor();
  });

  it('is changed, switched off and on', async () => {
    await page.getByRole('button', { name: '修改：再看一遍要闻' }).click();
    await write(NEW.replace('再看一遍要闻', '要闻复查'));
    const source = sourceNamed('要闻复查');
    await source.waitFor();
    const enabled = source.getByRole('switch');
    await enabled.click();
    await source.getByText('已停用').first().waitFor();
    await enabled.click();
    await source.getByText('正常').waitFor();
  });

  it('is retired with a reason, stays known, and comes back', async () => {
    await page.getByRole('button', { name: '撤下：要闻复查' }).click();
    await dialog().getByRole('button', { name: '撤下' }).click();
    await dialog().getByText('请写明撤下的理由').waitFor();
    await dialog().getByRole('textbox').fill('网站已改版，另立来源');
    // The source goes to another list meanwhile: that it was done is said all the same.
    await Promise.all([
      page.getByText('已撤下，不再采集').waitFor(),
      dialog().getByRole('button', { name: '撤下' }).click(),
    ]);
    await sourceNamed('要闻复查').waitFor({ state: 'detached' });
    const retired = page.getByTestId('retired-sources');
    await retired.getByText('已撤下的来源（1）').click();
    await page.screenshot({ path: `${OUTPUT}sources-retired-1440.png`, fullPage: true });
    await page.getByRole('button', { name: '新增来源' }).click();
    await write(NEW);
    await page.getByTestId('source-issues').getByText('已撤下').waitFor();
    await dialog().getByRole('button', { name: '取消' }).click();
    await retired.getByRole('button', { name: '恢复：要闻复查' }).click();
    await dialog().getByRole('textbox').fill('网站恢复');
    await dialog().getByRole('button', { name: '恢复' }).click();
    await sourceNamed('要闻复查').waitFor();
    await retired.waitFor({ state: 'detached' });
  });

  it('a shipped row that was changed goes back to what it was', async () => {
    const first = page.getByTestId('sources').locator('li.source').first();
    const name = (await first.getByRole('heading').innerText()).trim();
    await page.getByRole('button', { name: `修改：${name}`, exact: true }).click();
    const text = await page.getByLabel('来源的写法（YAML）').inputValue();
    await write(text.replace(name, '改了名的来源'));
    await sourceNamed('改了名的来源').waitFor();
    await page.getByRole('button', { name: '修改：改了名的来源' }).click();
    await dialog().getByRole('button', { name: '恢复自带的写法' }).click();
    await page.getByRole('heading', { name, exact: true }).waitFor();
    await sourceNamed('改了名的来源').waitFor({ state: 'detached' });
  });

  it('fits a phone without sideways scrolling', async () => {
    await page.setViewportSize({ width: 375, height: 812 });
    await fits(page, 'sources');
    await page.screenshot({ path: `${OUTPUT}sources-375.png`, fullPage: true });
    await page.getByRole('button', { name: '新增来源' }).click();
    await page.getByLabel('来源的写法（YAML）').waitFor();
    await fits(page, 'the editor of a source');
    await page.screenshot({ path: `${OUTPUT}source-editor-375.png` });
  });

  it('had no error in the page', () => {
    expect(problems).toEqual([]);
  });
});
