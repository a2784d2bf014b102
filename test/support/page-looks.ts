import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const WIDTHS = [1440, 375];
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const PATIENCE = { timeout: 30_000 };

/** Pictures of a page on a desk and on a phone; it must scroll sideways on neither, and keep to WCAG 2.2 AA. */
export async function looks(
  page: Page,
  name: string,
  { folder, fullPage = true }: { folder: string; fullPage?: boolean },
): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await fits(page, `${name} at ${width}`);
    await page.screenshot({ path: `${folder}${name}-${width}.png`, fullPage });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await isAccessible(page, name);
}

/** At the width that it has, once all of it is there. */
export async function fits(page: Page, name: string): Promise<void> {
  await comesToRest(page);
  const over = () => page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth));
  await expect.poll(async () => `${name}: ${await over()} px too wide`, PATIENCE).toBe(`${name}: 0 px too wide`);
}

/** Keeps to WCAG 2.2 AA. What stands is judged: a page that news redraw while it is read is read again. */
export async function isAccessible(page: Page, name: string): Promise<void> {
  const violations = async () => {
    await comesToRest(page);
    const found = await new AxeBuilder({ page }).withTags(TAGS).analyze();
    return found.violations.map(({ id, nodes }) => `${name} ${id} ${nodes[0]?.html}`);
  };
  await expect.poll(violations, PATIENCE).toEqual([]);
}

/** Nothing is still awaited, and nothing is on its way to another place or, under the pointer, to another colour. */
async function comesToRest(page: Page): Promise<void> {
  await page.mouse.move(5, 5);
  const busy = () =>
    page.evaluate(() => [
      ...[...document.querySelectorAll('.ant-skeleton')].map(({ className }) => className),
      ...document
        .getAnimations()
        .filter(({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().endTime !== Infinity)
        .map(({ id, effect }) => `${id} ${effect instanceof KeyframeEffect ? effect.target?.className : ''}`),
    ]);
  await expect.poll(busy, PATIENCE).toEqual([]);
}
