import type { Judgement, Precision } from '../model/feedback.ts';

/** Two-sided 95 % quantile of the normal distribution. */
const Z = 1.959964;

/**
 * Share of real hits among those that people have judged, with the Wilson score interval (E. B. Wilson, "Probable
 * inference, the law of succession, and statistical inference", JASA 22, 1927): unlike the textbook interval it stays
 * within 0 … 1 and is honest for few judgements. What was missed says nothing about the share and is not counted.
 */
export function precisionOf(judgements: Iterable<Judgement>): Precision {
  const counts = { real: 0, false: 0, missed: 0 };
  for (const one of judgements) counts[one] += 1;
  const n = counts.real + counts.false;
  const told = { real: counts.real, false: counts.false };
  if (n === 0) return { ...told, value: null, low: null, high: null };
  const share = counts.real / n;
  const scale = 1 + Z ** 2 / n;
  const centre = (share + Z ** 2 / (2 * n)) / scale;
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2));
  return {
    ...told,
    value: round(share),
    low: round(Math.max(0, centre - half)),
    high: round(Math.min(1, centre + half)),
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
