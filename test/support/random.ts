export { createRandom } from '../../pipeline/evaluate/random.ts';

/** The seed of this run: from TEST_SEED, or new each time. Print it, so that a failure can be run again. */
export function testSeed(): number {
  const given = process.env.TEST_SEED;
  return given === undefined ? Math.trunc(Math.random() * 0x7fff_ffff) : Number(given);
}
