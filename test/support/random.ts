/** The seed of this run: from TEST_SEED, or new each time. Print it, so that a failure can be run again. */
export function testSeed(): number {
  const given = process.env.TEST_SEED;
  return given === undefined ? Math.trunc(Math.random() * 0x7fff_ffff) : Number(given);
}

/** Repeatable numbers in [0, 1) (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
