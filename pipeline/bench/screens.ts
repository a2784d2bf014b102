import type { SharedBrowser } from '../../crawlers/chromium.ts';

export interface Screen {
  /** From asking for the page to its first row or figure. */
  firstMs: number;
  /** Of the whole page, a second later. */
  nodes: number;
  /** The longest that the page was busy without a pause; 0 where never for 50 ms. */
  longestMs: number;
}

interface Shown {
  address: string;
  password: string;
  /** Path of each page by what it is. */
  shown: ReadonlyMap<string, string>;
}

/** What stands on a page only once its answer is there. */
const FIRST_ROW =
  '[data-testid=alert-row], canvas, svg.chart, .found li, .event-posts li, .timeline li, .notice, .plain-table';
const SETTLED_MS = 1_000;
const WAIT_MS = 60_000;

/** Each page as somebody at a desk opens it, with an empty cache of answers. */
export async function readScreens(browser: SharedBrowser, { address, password, shown }: Shown) {
  const context = await (await browser.get()).newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  try {
    const page = await context.newPage();
    await page.goto(address);
    await page.getByLabel('账号').fill('admin');
    await page.getByLabel('密码', { exact: true }).fill(password);
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByRole('heading', { name: '预警台' }).waitFor({ timeout: WAIT_MS });
    const screens = new Map<string, Screen>();
    for (const [what, path] of shown) {
      await page.goto('about:blank');
      const start = performance.now();
      await page.goto(address + path, { waitUntil: 'commit' });
      await page.locator(FIRST_ROW).first().waitFor({ timeout: WAIT_MS });
      const firstMs = performance.now() - start;
      await page.waitForTimeout(SETTLED_MS);
      // A text, not a function: the code of a page is typed for the browser, this file for Node.
      const nodes = Number(await page.evaluate('document.querySelectorAll("*").length'));
      const longestMs = Number(await page.evaluate(LONGEST_TASK));
      screens.set(what, { firstMs, nodes, longestMs });
    }
    return screens;
  } finally {
    await context.close();
  }
}

const LONGEST_TASK = `new Promise((resolve) => {
  const observer = new PerformanceObserver((list) => resolve(Math.max(0, ...list.getEntries().map(({ duration }) => duration))));
  observer.observe({ type: 'longtask', buffered: true });
  setTimeout(() => resolve(0), 100);
})`;
