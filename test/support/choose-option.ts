import type { Locator } from 'playwright-core';
import { expect } from 'vitest';

interface Choice {
  /** A part of the name to look for, where the list is long enough to be searched. */
  typed?: string;
  /** False: the option has more in it than the name. */
  exact?: boolean;
}

/** Takes an option of a select as one does: opens it, types where the list is searched, and clicks. */
export async function chooseOption(select: Locator, name: string, { typed, exact = true }: Choice = {}): Promise<void> {
  await select.click();
  if (typed !== undefined) await select.fill(typed);
  const page = select.page();
  const offered = page.locator('.ant-select-dropdown:visible .ant-select-item-option');
  await offered
    .filter({ has: page.getByText(name, { exact }) })
    .first()
    .click();
  await expect.poll(() => offered.count(), { timeout: 10_000 }).toBe(0);
}
