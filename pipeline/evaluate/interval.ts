import { createRandom } from './random.ts';

export interface Interval {
  low: number;
  high: number;
}

/** 97.5 % point of the standard normal distribution. */
const Z = 1.959964;

/** Wilson's 95 % interval of a share; honest for few cases and for shares near 0 and 1. No cases: anything is possible. */
export function wilson(successes: number, n: number): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const share = successes / n;
  const spread = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  const scale = 1 + (Z * Z) / n;
  const middle = share + (Z * Z) / (2 * n);
  return { low: Math.max(0, (middle - spread) / scale), high: Math.min(1, (middle + spread) / scale) };
}

/**
 * Percentile bootstrap: the statistic on `rounds` samples of the cases, drawn with replacement; the 2.5 % and 97.5 %
 * points of what it came to. The same seed gives the same interval.
 */
export function bootstrap<Case>(
  cases: readonly Case[],
  statistic: (sample: readonly Case[]) => number,
  { seed, rounds = 1_000 }: { seed: number; rounds?: number },
): Interval {
  if (cases.length === 0) return { low: 0, high: 1 };
  const random = createRandom(seed);
  const values = Array.from({ length: rounds }, () =>
    statistic(Array.from(cases, (one) => cases[Math.floor(random() * cases.length)] ?? one)),
  ).sort((a, b) => a - b);
  const at = (share: number) => values[Math.round(share * (rounds - 1))] ?? 0;
  return { low: at(0.025), high: at(0.975) };
}
