import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const WIDTHS = [1440, 375];
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Pictures of a page on a desk and on a phone; it must scroll sideways on neither, and keep to WCAG 2.2 AA. */
export async function looks(
  page: Page,
  name: string,
  { folder, fullPage = true }: { folder: string; fullPage?: boolean },
): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await page.mouse.move(5, 5);
    await page.waitForTimeout(600);
    await page.screenshot({ path: `${folder}${name}-${width}.png`, fullPage });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(`${name} at ${width}: ${Math.max(0, over)} px too wide`).toBe(`${name} at ${width}: 0 px too wide`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  expect(violations.map(({ id, nodes }) => `${name} ${id} ${nodes[0]?.html}`)).toEqual([]);
}
