import { describe, expect, it } from 'vitest';
import { addHash, createRunBits } from '../../../pipeline/store/sqlite/run-bits.ts';
import { createRunFilter } from '../../../pipeline/store/sqlite/run-filter.ts';
import { createRandom, testSeed } from '../../support/random.ts';

function bitsOf(hashes: readonly number[]) {
  const bits = createRunBits();
  for (const hash of hashes) addHash(bits, hash);
  return bits;
}

describe('the filter over runs', () => {
  it('names every run that holds a hash, in order, and few others', () => {
    const seed = testSeed();
    const random = createRandom(seed);
    const hash = () => Math.floor(random() * 2 ** 52);
    const filter = createRunFilter();
    const RUNS = 40;
    const held = Array.from({ length: RUNS }, () => Array.from({ length: 20_000 }, hash));
    // The hashes kept of a text are its smallest: some with nothing but zeros above.
    held[3] = held[3]?.map((one) => one % 2 ** 32) ?? [];
    const everywhere = hash();
    for (const [run, hashes] of held.entries()) filter.take(run, bitsOf([...hashes, everywhere]));

    for (const [run, hashes] of held.entries()) {
      const missed = hashes.filter((one) => !filter.runsWith(one, RUNS).includes(run));
      expect(missed, `TEST_SEED=${seed}`).toEqual([]);
    }
    expect(filter.runsWith(everywhere, RUNS)).toEqual(Array.from({ length: RUNS }, (_, run) => run));
    const vain = Array.from({ length: 20_000 }, () => filter.runsWith(hash(), RUNS).length);
    expect(vain.reduce((sum, n) => sum + n, 0) / (20_000 * RUNS)).toBeLessThan(0.01);
  });

  it('stays within its memory: runs beyond share their bits with earlier ones, and are named all the same', () => {
    const filter = createRunFilter();
    filter.take(1, bitsOf([7]));
    filter.take(300, bitsOf([7]));
    filter.take(600, bitsOf([9]));
    expect(filter.runsWith(7, 256)).toContain(1);
    expect(filter.runsWith(7, 700)).toEqual([1, 44, 257, 300, 513, 556]);
    expect(filter.runsWith(9, 700)).toContain(600);
    expect(filter.runsWith(8, 700)).toEqual([]);
  });
});
