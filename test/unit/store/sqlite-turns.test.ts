import { expect, it } from 'vitest';
import { createTurns } from '../../../pipeline/store/sqlite/sqlite-turns.ts';

it('lets others run between two dear reads that were asked for at once', async () => {
  const turns = createTurns();
  const order: string[] = [];
  const dear = ['a', 'b', 'c'].map((name) => turns(() => void order.push(name)));
  const between = (async () => {
    while (order.filter((name) => name !== '·').length < 3) {
      await new Promise((resolve) => setImmediate(resolve));
      order.push('·');
    }
  })();
  await Promise.all([...dear, between]);
  expect(order.join('')).toMatch(/a·+b·+c/);
});

it('goes on after one that failed', async () => {
  const turns = createTurns();
  const failed = turns(() => {
    throw new Error('closed');
  });
  const next = turns(() => 'read');
  await expect(failed).rejects.toThrow('closed');
  expect(await next).toBe('read');
});
