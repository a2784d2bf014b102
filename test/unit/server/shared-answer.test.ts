import { expect, it } from 'vitest';
import { createSharedAnswers } from '../../../dashboards/server/shared-answer.ts';

it('works out once what many ask for at once or soon after, and anew later', async () => {
  const clock = { now: 1_000 };
  const shared = createSharedAnswers<number>({ keptMs: 5_000, now: () => clock.now });
  let made = 0;
  const ask = (key = 'a') => shared(key, async () => ++made);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  clock.now += 4_999;
  expect(await ask()).toBe(1);
  expect(await ask('b')).toBe(2);
  clock.now += 1;
  expect(await ask()).toBe(3);
});

it('keeps no failure, and not more than a few answers', async () => {
  const shared = createSharedAnswers<string>({ keptMs: 5_000, now: () => 0 });
  await expect(shared('a', () => Promise.reject(new Error('busy')))).rejects.toThrow('busy');
  expect(await shared('a', async () => 'there')).toBe('there');
  for (let i = 0; i < 30; i += 1) await shared(`other ${i}`, async () => 'other');
  expect(await shared('a', async () => 'anew')).toBe('anew');
});
