import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountChanged } from '../../dashboards/account-contract.ts';
import { ruleFileDetail } from '../../dashboards/rulebook-contract.ts';

import { findChromium, openChromium } from '../support/chromium.ts';
import { type DemoProcess, startDemo } from '../support/demo-process.ts';
import { goOn } from '../support/go-on.ts';
import { fits, isAccessible } from '../support/page-looks.ts';
import { signIn } from '../support/sign-in.ts';

const OUTPUT = fileURLToPath(new URL('../output/', import.meta.url));
const executable = findChromium();
const PATIENCE = 150_000;
const RULE = '房屋渗漏';

const poll = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 60_000 });

/** A change to a rule from the editor to its publishing by a second person, and back, on the running demo. */
describe.skipIf(executable === null)('the rule workbench in a browser', { timeout: 240_000 }, () => {
  let demo: DemoProcess;
  let browser: Browser;
  let author: Page;
  let approver: Page;
  const problems: string[] = [];

  const open = (account: string, password: string): Promise<Page> =>
    signIn(browser, { address: demo.address, account, password, problems, expected: /401|404/, timeout: 60_000 });
  const shot = (page: Page, name: string) => page.screenshot({ path: `${OUTPUT}rules-${name}.png`, fullPage: true });

  beforeAll(async () => {
    await mkdir(OUTPUT, { recursive: true });
    [demo, browser] = await Promise.all([startDemo(), openChromium(executable ?? '')]);
    author = await open(demo.account, demo.password);
    await author.locator('[data-testid=alert-row]').first().waitFor({ timeout: PATIENCE });
    const made = await author.request.post(`${demo.address}/api/accounts`, {
      data: { account: 'fenxi', name: '李分析', role: 'analyst', department: '人事科' },
    });
    const { password } = accountChanged.parse(await made.json());
    approver = await open('fenxi', password ?? '');
  }, PATIENCE + 60_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  it('finds the rule, its hits and its page', async () => {
    await author.goto(`${demo.address}/rules`);
    await author.getByLabel('查找规则').fill(RULE);
    await goOn(author, () => author.getByRole('link', { name: RULE, exact: true }).click());
    await author.getByRole('heading', { name: RULE, level: 1 }).waitFor();
    await shot(author, 'rule-1440');
    await isAccessible(author, 'rule');
    await goOn(author, () => author.getByRole('button', { name: '修改', exact: true }).click());
    await author.getByRole('textbox', { name: '表达式' }).waitFor();
  });

  it('shows what is wrong as one types, with a fix, and takes pinyin input as it comes', async () => {
    const editor = author.getByRole('textbox', { name: '表达式' });
    // All of the box is the editor, also what lies below a short expression.
    const box = author.locator('.code-editor');
    await box.click({ position: { x: 200, y: ((await box.boundingBox())?.height ?? 0) - 8 } });
    await poll(() => editor.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    await author.keyboard.press('Control+End');
    await author.keyboard.type(' | 车库');
    await poll(() => editor.textContent()).toContain('| 车库');
    const session = await author.context().newCDPSession(author);
    for (const text of ['f', 'fan', 'fan c']) {
      await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    }
    await session.send('Input.insertText', { text: '洇湿' });
    await poll(() => editor.textContent()).toContain('| 车库洇湿');
    await author.keyboard.type(' + 墙)');
    await author.locator('.cm-lintRange-error').first().waitFor();
    await author.getByRole('button', { name: '删掉它' }).click();
    await poll(() => editor.textContent()).toMatch(/ \+ 墙$/);
    // Taken back and asked for once more, it is done once more.
    await editor.focus();
    await author.keyboard.press('Control+z');
    await author.getByRole('button', { name: '删掉它' }).click();
    await poll(() => editor.textContent()).toMatch(/ \+ 墙$/);
    await editor.click();
    await author.keyboard.press('Control+End');
    for (let i = 0; i < ' + 墙'.length; i++) await author.keyboard.press('Backspace');
    await poll(() => editor.textContent()).toMatch(/车库洇湿$/);
  });

  it('tries the rule on its samples and on recent posts', async () => {
    await author.getByText(/条样例全部符合/).waitFor();
    await poll(() => author.locator('[data-testid=preview-hits]').textContent()).toMatch(/命中 [1-9]\d* 帖/);
    await author.getByTestId('rule-preview').locator('mark').first().waitFor();
    await isAccessible(author, 'editor');
    await shot(author, 'editor-1440');
    const samples = author.getByLabel('必须命中的样例');
    const right = await samples.inputValue();
    await samples.fill(`${right}\n今天天气很好`);
    await author.getByText('样例不符').first().waitFor();
    await samples.fill(right);
    await author.getByText(/条样例全部符合/).waitFor();
  });

  it('becomes a draft with its difference, its check and a back-test', async () => {
    await author.getByLabel('修改理由').fill('洇湿的帖文漏报');
    await goOn(author, () => author.getByRole('button', { name: '存草稿' }).click());
    await poll(() => author.locator('.rule-diff ins').first().textContent()).toContain('车库洇湿');
    await author.getByRole('button', { name: '近 365 天' }).click();
    await author
      .getByTestId('back-test-counts')
      .getByText(/期间 [1-9]/)
      .waitFor();
    await isAccessible(author, 'draft');
    await shot(author, 'draft-1440');
    await author.getByRole('button', { name: '提交审批' }).click();
    await poll(() => author.locator('[data-testid=draft-state]').textContent()).toBe('待审批');
    await author.getByText('草稿须由另一人审批').waitFor();
    expect(await author.getByRole('button', { name: '批准并发布' }).count()).toBe(0);
  });

  it('is published by a second person and is in force', async () => {
    await approver.goto(author.url());
    await approver.getByRole('button', { name: '批准并发布' }).click();
    await approver.getByRole('dialog').getByRole('button', { name: '批准并发布' }).click();
    await poll(() => approver.locator('[data-testid=draft-state]').textContent()).toBe('已发布');
    await approver.goto(`${demo.address}/rules`);
    await approver.getByText(/^第 1 版/).waitFor();
    await approver.getByLabel('查找规则').fill(RULE);
    await approver.getByText(/车库洇湿/).waitFor();
    await shot(approver, 'list-1440');
    await isAccessible(approver, 'list');
  });

  it('takes the register of projects: what it changes, what is left out, a draft to approve', async () => {
    await author.goto(`${demo.address}/rules/register`);
    const register = ['项目名称,推广名,区县', '金桂二期,金桂雅苑,', ',,', '银杏里,银杏公馆,', ',,某区'].join('\n');
    await author
      .getByTestId('register-file')
      .setInputFiles({ name: '登记表.csv', mimeType: 'text/csv', buffer: Buffer.from(register) });
    await poll(() => author.getByTestId('register-read').innerText()).toBe('读 3 行，收 2 行，未收 1 行。');
    expect(await author.getByText('第 5 行：没有项目名称也没有小区名称').count()).toBe(1);
    expect(await author.getByTestId('register-list').first().innerText()).toContain('新增 2 个：金桂雅苑、银杏公馆');
    await author.getByLabel('修改理由').fill('2026 年新登记的项目');
    await shot(author, 'register-1440');
    await isAccessible(author, 'register');
    await author.setViewportSize({ width: 375, height: 800 });
    await shot(author, 'register-375');
    await fits(author, 'register');
    await author.setViewportSize({ width: 1440, height: 900 });
    await goOn(author, () => author.getByRole('button', { name: '存草稿' }).click());
    await author.getByRole('button', { name: '提交审批' }).click();
    await poll(() => author.locator('[data-testid=draft-state]').textContent()).toBe('待审批');
    await author.getByRole('button', { name: '撤回', exact: true }).waitFor();
  });

  it('is rolled back in two clicks', async () => {
    await goOn(approver, () => approver.getByRole('link', { name: '版本历史' }).click());
    await approver.getByRole('button', { name: '恢复出厂规则' }).click();
    await approver.getByLabel(/回退理由/).fill('误报');
    await approver.getByRole('button', { name: '回退', exact: true }).click();
    await poll(() => approver.locator('[data-testid=version]').count()).toBe(2);
    expect(await approver.locator('[data-testid=version]').first().textContent()).toContain('第 2 版');
    await isAccessible(approver, 'versions');
    await shot(approver, 'versions-1440');
  });

  it('changes weights the same way: mistakes at their line, what would become of posts, a second person, and back', async () => {
    await author.goto(`${demo.address}/rules/files`);
    await goOn(author, () => author.getByRole('link', { name: '风险分' }).click());
    const text = author.getByLabel('scoring.yaml 的文字');
    // Not `fill`, which knows only of the lines that are drawn.
    const rewrite = async (whole: string) => {
      await text.press('Control+a');
      await author.keyboard.insertText(whole);
    };
    await text.getByText('levels').waitFor();
    const answer = await author.request.get(`${demo.address}/api/rule-files/one?path=scoring.yaml`);
    const shipped = ruleFileDetail.parse(await answer.json()).text;
    await rewrite(shipped.replace('黄: 40', '黄: 90'));
    await author.getByText(/levels-not-rising/).waitFor();
    await author.getByRole('button', { name: '到这一行' }).first().click();
    await author.locator('.cm-lintRange-error').first().waitFor();
    await author.getByRole('button', { name: '近 365 天', disabled: true }).waitFor();
    await shot(author, 'file-error-1440');
    await rewrite(shipped.replace('黄: 40', '黄: 30'));
    await author.getByRole('button', { name: '近 365 天', disabled: false }).click();
    await author.getByRole('columnheader', { name: '预警（按事件）' }).waitFor();
    await author
      .getByTestId('back-test-counts')
      .getByText(/级别变化 [1-9]/)
      .waitFor();
    await isAccessible(author, 'file');
    await shot(author, 'file-1440');
    await author.getByLabel('修改理由').fill('会议定的');
    await goOn(author, () => author.getByRole('button', { name: '存草稿' }).click());
    await poll(() => author.getByTestId('text-changes').locator('ins').textContent()).toContain('黄: 30');
    await author.getByRole('button', { name: '提交审批' }).click();
    await poll(() => author.locator('[data-testid=draft-state]').textContent()).toBe('待审批');
    await approver.goto(author.url());
    await approver.getByRole('button', { name: '批准并发布' }).click();
    await approver.getByRole('dialog').getByRole('button', { name: '批准并发布' }).click();
    await poll(() => approver.locator('[data-testid=draft-state]').textContent()).toBe('已发布');
    await approver.goto(`${demo.address}/rules/files`);
    await approver.locator('[data-testid=rule-file]', { hasText: 'scoring.yaml' }).getByText('改过').waitFor();
    await approver.goto(`${demo.address}/rules/versions`);
    await approver.getByRole('button', { name: '回退到第 2 版' }).click();
    await approver.getByLabel(/回退理由/).fill('预警太多');
    await approver.getByRole('button', { name: '回退', exact: true }).click();
    await poll(() => approver.locator('[data-testid=version]').count()).toBe(4);
  });

  it('takes feedback on a hit, and counts it', async () => {
    await author.goto(`${demo.address}/`);
    await author.getByTestId('alert-link').first().click();
    // The window beside the board has the same buttons.
    await goOn(author, () => author.getByRole('link', { name: '打开事件页' }).click());
    const button = author.getByRole('button', { name: /：误报$/ }).first();
    await button.click();
    await poll(() => button.getAttribute('aria-pressed')).toBe('true');
    const name = ((await button.getAttribute('aria-label')) ?? '').split('：')[0] ?? '';
    await shot(author, 'feedback-1440');
    const rule = author.getByTestId('hit-feedback').getByRole('link', { name, exact: true }).first();
    await goOn(author, () => rule.click());
    await author.getByText(/^0%/).waitFor();
  });

  it('takes a rule that should have hit, shows it on the rule, and takes it back', async () => {
    await goOn(author, () => author.goBack());
    await author.getByRole('button', { name: '标记漏报…' }).first().click();
    await author.getByLabel('应命中的规则').fill('扬尘');
    const offered = author.locator('.ant-select-item-option', { hasText: '扬尘' }).first();
    await offered.waitFor();
    await shot(author, 'missed-1440');
    await offered.click();
    const undo = author.getByRole('button', { name: /：撤销漏报$/ }).first();
    await undo.waitFor();
    const missed = author.getByTestId('missed-feedback').first().getByRole('link').first();
    await goOn(author, () => missed.click());
    await author.getByText('漏报 1 帖').waitFor();
    await goOn(author, () => author.goBack());
    await undo.click();
    await undo.waitFor({ state: 'detached' });
  });

  it('fits a phone without sideways scrolling, on every page', async () => {
    await author.setViewportSize({ width: 375, height: 780 });
    const drafts = await author.request.get(`${demo.address}/api/rule-drafts`);
    const [id] = /draftId":"([^"]+)/.exec(await drafts.text())?.slice(1) ?? [];
    const paths = [
      'rules',
      'rules/quality.leak',
      'rules/edit?rule=quality.leak',
      'rules/drafts',
      `rules/drafts/${id}`,
      'rules/versions',
      'rules/files',
      'rules/file?path=lexicon/estates.yaml',
    ];
    for (const [index, path] of paths.entries()) {
      await author.goto(`${demo.address}/${path}`);
      await author.getByRole('heading', { level: 1 }).first().waitFor();
      await fits(author, path);
      await shot(author, `phone-${index}`);
    }
  });

  it('had no error in the page', () => {
    expect(problems).toEqual([]);
  });
});
