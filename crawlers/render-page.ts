import type { Page } from 'playwright-core';
import { CrawlError } from './crawl-reasons.ts';

/** What to do on a page before it is read. All may be left out: then it is read when it has come to rest. */
export interface RenderSteps {
  /** CSS of what must be there before anything else is done. */
  waitFor?: string | undefined;
  /** How often to scroll to the end at most; ends early when nothing more comes. */
  scrolls?: number | undefined;
  /** CSS of a "load more" button. */
  clickMore?: string | undefined;
  /** How often to press it at most, default 5; ends early when it is gone or brings nothing. */
  clicks?: number | undefined;
}

/** No request under way for this long counts as rest. */
const REST_MS = 300;
/** A page that never rests is read all the same. */
const LONGEST_REST_MS = 5_000;
const FOR_ELEMENT_MS = 10_000;
/** Chromium paints no higher picture in one piece. */
const HIGHEST_PX = 16_000;

/** Does the steps and gives the document as it then stands. Ends by itself; the caller's deadline only ends it sooner. */
export async function renderPage(
  page: Page,
  { rest, ...steps }: RenderSteps & { screenshot: boolean; rest: () => Promise<void> },
): Promise<{ html: string; screenshot: Buffer | null }> {
  await rest();
  if (steps.waitFor !== undefined) await waitFor(page, steps.waitFor);
  await scroll(page, steps.scrolls ?? 0, rest);
  if (steps.clickMore !== undefined) await clickMore(page, steps.clickMore, { most: steps.clicks ?? 5, rest });
  const html = await page.content();
  return { html, screenshot: steps.screenshot ? await takePicture(page) : null };
}

async function waitFor(page: Page, selector: string): Promise<void> {
  try {
    await page.waitForSelector(selector, { state: 'attached', timeout: FOR_ELEMENT_MS });
  } catch (cause) {
    throw new CrawlError('no-entries', `${page.url()} 等不到 ${selector}`, { cause });
  }
}

async function scroll(page: Page, most: number, rest: () => Promise<void>): Promise<void> {
  for (let round = 0; round < most; round += 1) {
    const before = await sizeOf(page);
    await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight)');
    await rest();
    if ((await sizeOf(page)) <= before) return;
  }
}

async function clickMore(
  page: Page,
  selector: string,
  { most, rest }: { most: number; rest: () => Promise<void> },
): Promise<void> {
  for (let round = 0; round < most; round += 1) {
    const button = page.locator(selector).first();
    if (!(await button.isVisible()) || !(await button.isEnabled())) return;
    const before = await sizeOf(page);
    await button.click({ timeout: FOR_ELEMENT_MS });
    await rest();
    if ((await sizeOf(page)) <= before) return;
  }
}

/** Elements on the page: a list that grows has more of them, whatever its height. */
async function sizeOf(page: Page): Promise<number> {
  return Number(await page.evaluate('document.getElementsByTagName("*").length'));
}

/** Begin before the page is opened; the answer resolves when no request has been under way for a while, or none ends. */
export function watchRequests(page: Page): () => Promise<void> {
  const open = new Set<unknown>();
  let quietSince = Date.now();
  const ended = (request: unknown) => {
    if (open.delete(request) && open.size === 0) quietSince = Date.now();
  };
  page.on('request', (request) => void open.add(request));
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);
  return async () => {
    const until = Date.now() + LONGEST_REST_MS;
    quietSince = Date.now();
    while (Date.now() < until && (open.size > 0 || Date.now() - quietSince < REST_MS)) await page.waitForTimeout(50);
  };
}

async function takePicture(page: Page): Promise<Buffer> {
  const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
  const width = page.viewportSize()?.width ?? 1280;
  return page.screenshot({
    fullPage: true,
    animations: 'disabled',
    ...(height > HIGHEST_PX ? { clip: { x: 0, y: 0, width, height: HIGHEST_PX } } : {}),
  });
}
