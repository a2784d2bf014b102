import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IndexSet } from '../../../rules/compile/index-set.ts';

it('gives each number once, smallest first, and is empty afterwards', () => {
  const set = new IndexSet(5000);
  fc.assert(
    fc.property(fc.array(fc.nat(4999), { maxLength: 200 }), (numbers) => {
      for (const number of numbers) set.add(number);
      const taken: number[] = [];
      set.drain((number) => taken.push(number));
      expect(taken).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      set.drain((number) => expect.fail(`${number} is still there`));
    }),
  );
});
