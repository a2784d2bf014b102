import type { Page } from 'playwright-core';

/**
 * Does what leads to another page, and returns once the old one is off the screen: it stays there until the code of the new
 * one has been loaded, with buttons and fields of the same names, also when the address has changed already.
 */
export async function goOn(page: Page, lead: () => Promise<unknown>): Promise<void> {
  const before = await page.locator('#main > *').first().elementHandle();
  await lead();
  await before?.waitForElementState('hidden');
}
