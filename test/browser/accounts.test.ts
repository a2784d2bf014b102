import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseOption } from '../support/choose-option.ts';
import { findChromium, openChromium } from '../support/chromium.ts';
import { type DemoProcess, startDemo } from '../support/demo-process.ts';
import { looks } from '../support/page-looks.ts';
import { signIn } from '../support/sign-in.ts';

const OUTPUT = fileURLToPath(new URL('../output/', import.meta.url));
const executable = findChromium();
const PATIENCE = 150_000;

/** An administrator gives people their accounts, and takes them away, on the running demo. */
describe.skipIf(executable === null)('accounts in a browser', () => {
  let demo: DemoProcess;
  let browser: Browser;
  let admin: Page;
  const problems: string[] = [];

  const open = (account: string, password: string): Promise<Page> =>
    signIn(browser, { address: demo.address, account, password, problems, expected: /400|401|403|409/ });
  const rowOf = (account: string) => admin.locator(`[data-account="${account}"]`);

  async function takePassword(): Promise<string> {
    const shown = admin.getByRole('dialog', { name: '请把密码交给本人' });
    const password = await shown.getByLabel('系统生成的密码').inputValue();
    await shown.getByRole('button', { name: '已记下' }).click();
    await shown.waitFor({ state: 'hidden' });
    return password;
  }

  beforeAll(async () => {
    await mkdir(OUTPUT, { recursive: true });
    [demo, browser] = await Promise.all([startDemo(), openChromium(executable ?? '')]);
    admin = await open(demo.account, demo.password);
  }, PATIENCE + 60_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  it(
    'an account is added with its post, and its person comes in with the password shown once',
    async () => {
      await admin.getByRole('button', { name: /^账号：/ }).click();
      await admin.getByRole('link', { name: '管理账号' }).click();
      await admin.getByRole('heading', { name: '账号', exact: true }).waitFor();
      await admin.getByTestId('vacant').getByText('个岗位还没有账号', { exact: false }).click();
      await admin.getByTestId('vacant').getByText('局领导（分管领导、局长）', { exact: false }).waitFor();
      await admin.getByTestId('vacant').getByText('个岗位还没有账号', { exact: false }).click();
      await admin.getByRole('button', { name: '新增账号' }).click();
      const dialog = admin.getByRole('dialog', { name: '新增账号' });
      await dialog.getByRole('button', { name: '新增' }).click();
      await dialog.getByText('请填写账号、姓名，并选择科室。').waitFor();
      await dialog.getByLabel(/^账号/).fill('王 局长');
      await dialog.getByLabel('姓名').fill('王局长');
      await chooseOption(dialog.getByLabel('科室'), '局领导', { typed: '局领导' });
      await chooseOption(dialog.getByLabel('角色'), '领导');
      await chooseOption(dialog.getByLabel(/^岗位/), '局长');
      await admin.screenshot({ path: `${OUTPUT}account-dialog.png` });
      await dialog.getByRole('button', { name: '新增' }).click();
      await dialog.getByText('账号只用字母、数字', { exact: false }).waitFor();
      await dialog.getByLabel(/^账号/).fill('juzhang');
      await dialog.getByRole('button', { name: '新增' }).click();
      const password = await takePassword();
      await rowOf('juzhang').getByText('还在用系统生成的密码').waitFor();
      const theirs = await open('juzhang', password);
      await theirs.goto(`${demo.address}/accounts`);
      await theirs.getByText('账号由系统管理员管理').waitFor();
      await theirs.context().close();
    },
    PATIENCE,
  );

  it(
    'role and department change, the password is made anew, the account is disabled, and all of it stands on record',
    async () => {
      await admin.getByRole('button', { name: '修改：王局长（juzhang）' }).click();
      const dialog = admin.getByRole('dialog', { name: '修改账号：王局长' });
      await dialog.getByLabel(/^岗位/).waitFor();
      await chooseOption(dialog.getByLabel('科室'), '质监站', { typed: '质监站' });
      await chooseOption(dialog.getByLabel('角色'), '联络员');
      await dialog.getByTestId('role-rights').getByText('联络员可以查看全部页面', { exact: false }).waitFor();
      await dialog.getByLabel(/^岗位/).waitFor({ state: 'detached' });
      await dialog.getByRole('button', { name: '保存' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await admin.getByRole('region', { name: '质监站' }).getByText('王局长').waitFor();

      await rowOf('juzhang')
        .getByRole('button', { name: /^重置密码/ })
        .click();
      await admin.getByRole('dialog').getByRole('button', { name: '重置密码' }).click();
      const password = await takePassword();
      const theirs = await open('juzhang', password);

      await rowOf('juzhang').getByText('审计记录').click();
      await rowOf('juzhang').getByText('角色：领导 → 联络员；科室：局领导 → 质监站；岗位：局长 → 不区分').waitFor();
      await looks(admin, 'accounts', { folder: OUTPUT });

      await rowOf('juzhang').getByRole('button', { name: /^停用/ }).click();
      // The row goes to another list meanwhile: that it was done is said all the same.
      await Promise.all([
        admin.getByText('已停用，登录立即失效').waitFor(),
        admin.getByRole('dialog').getByRole('button', { name: '停用' }).click(),
      ]);
      await admin.getByTestId('disabled-accounts').getByText('已停用的账号（1）').waitFor();
      await theirs.goto(`${demo.address}/cases`);
      await theirs.getByRole('button', { name: '登录' }).waitFor();

      expect(await rowOf('admin').getByRole('button', { name: /^停用/ }).count()).toBe(0);
      await admin.getByLabel('账号、姓名、科室或角色').fill('王局长');
      await admin.getByText('符合“王局长”的 1 个').waitFor();
      await rowOf('juzhang').getByRole('button', { name: /^启用/ }).click();
      await admin.getByRole('dialog').getByRole('button', { name: '启用' }).click();
      await admin.getByRole('region', { name: '质监站' }).getByText('王局长').waitFor();
    },
    PATIENCE,
  );

  it('what is written with an input method filters once it is composed, and not before', async () => {
    // A dialog that closes takes the focus along, to the button that opened it.
    await admin.getByRole('dialog').waitFor({ state: 'detached' });
    const filter = admin.getByLabel('账号、姓名、科室或角色');
    await filter.fill('');
    await admin.waitForURL((url) => !url.searchParams.has('q'));
    await filter.focus();
    const devtools = await admin.context().newCDPSession(admin);
    for (const text of ['j', 'ju', 'juz']) {
      await devtools.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    }
    await admin.waitForTimeout(1_000);
    expect(new URL(admin.url()).searchParams.get('q')).toBe(null);
    await devtools.send('Input.insertText', { text: 'juz' });
    await admin.getByText('符合“juz”的 1 个').waitFor();
    expect(problems).toEqual([]);
  });
});
