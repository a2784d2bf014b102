import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const PLACES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** How many times slower than this machine the pages' scripts run (`TEST_CPU_SLOWDOWN=6`): what a test takes for granted shows. */
const SLOWDOWN = Number(process.env.TEST_CPU_SLOWDOWN ?? 1);

/** Path of an installed Chromium, or null. With CI=true a missing one is an error: nothing may be left out there. */
export function findChromium(): string | null {
  const found = PLACES.find((path): path is string => path !== undefined && path !== '' && existsSync(path)) ?? null;
  if (found === null && process.env.CI === 'true') throw new Error('no Chromium: install it or name it in CHROMIUM');
  if (found === null)
    console.warn('\nNO CHROMIUM: the browser tests are skipped. Install it or name it in CHROMIUM.\n');
  return found;
}

/**
 * Its pages are those of people who asked for less motion: a dialog that still moves takes no click where it was seen, and on a
 * busy machine one is lost now and then.
 */
export async function openChromium(executablePath: string): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext({ reducedMotion: 'reduce', ...options });
    if (SLOWDOWN > 1) slowDown(context);
    return context;
  };
  return browser;
}

function slowDown(context: BrowserContext): void {
  context.on('page', async (page) => {
    try {
      const devtools = await context.newCDPSession(page);
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
    } catch (error) {
      // One that is closed at once needs none.
      if (!page.isClosed()) throw error;
    }
  });
}
