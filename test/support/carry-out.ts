import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/**
 * Confirms what a dialog asks, and returns once it is done. What is acted on goes on living: where news overtook the person, the
 * dialog says so and stays, and it is confirmed again as people would.
 */
export async function carryOut(page: Page, button: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: button, exact: true });
  const overtaken = dialog.getByText(/核对后可以再次提交|请刷新后再操作/).first();
  await confirm.click();
  const done = async () => {
    if ((await dialog.count()) === 0) return true;
    if (await overtaken.isVisible()) await confirm.click({ timeout: 5_000 });
    return false;
  };
  await expect.poll(done, { timeout: 60_000, interval: 500 }).toBe(true);
}
