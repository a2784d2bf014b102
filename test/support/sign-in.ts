import type { Browser, Page } from 'playwright-core';

interface Visit {
  address: string;
  account: string;
  password: string;
  /** Errors of the page and of its console are put here. */
  problems: string[];
  /** Console errors that are answers of the server which the test asks for. */
  expected?: RegExp;
  timeout?: number;
}

/** Somebody at a screen of their own, signed in, on the board. */
export async function signIn(browser: Browser, visit: Visit): Promise<Page> {
  const { address, account, password, problems, expected = /401|404/, timeout = 60_000 } = visit;
  const viewport = { width: 1440, height: 900 };
  const context = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  page.setDefaultTimeout(timeout);
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) problems.push(message.text());
  });
  await page.goto(address);
  await page.getByLabel('账号').fill(account);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('heading', { name: '预警台' }).waitFor();
  return page;
}
