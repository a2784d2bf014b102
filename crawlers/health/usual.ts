import type { SourceHistory } from './history.ts';

/** How many posts a window of the past usually brought, and how far off the present one is. */
export interface Comparison {
  seen: number;
  /** Median of the windows compared with. */
  usual: number;
  /** How many spreads below (negative) or above the usual. */
  z: number;
  /** `weeks`: the same weekday and hour of earlier weeks; `days`: the same hour of earlier days. */
  against: 'weeks' | 'days';
  windows: number;
}

const WEEK = 7 * 24;
const MOST_WEEKS = 6;
const FEWEST_WEEKS = 4;
const MOST_DAYS = 14;
const FEWEST_DAYS = 5;
/** Makes the median absolute deviation a standard deviation where the data are normal: 1 / Φ⁻¹(3/4). */
const MAD_TO_SIGMA = 1.4826;

/**
 * The window of `hours` that ends with `hour`, against windows that end at the same hour of the week (of the day, while
 * there are too few weeks). Null while the past is too short to say.
 *
 * Counts are made comparable by Anscombe's transform 2√(x + 3/8), which gives Poisson counts a standard deviation of
 * one (F. J. Anscombe, The transformation of Poisson, binomial and negative-binomial data, Biometrika 35, 1948); centre
 * and spread are median and scaled MAD, which up to half of the windows may be outliers of (P. J. Rousseeuw and
 * C. Croux, Alternatives to the median absolute deviation, JASA 88, 1993). The spread is never below that one.
 */
export function compareWithUsual(history: SourceHistory, hour: number, hours: number): Comparison | null {
  const now = windowOf(history, hour, hours);
  const weeks = pastWindows(history, { hour, hours, step: WEEK, most: MOST_WEEKS }, now.read);
  const enoughWeeks = weeks.length >= FEWEST_WEEKS;
  // Windows of a week that end on different days overlap: only weeks can be compared with weeks.
  const days =
    enoughWeeks || hours > 24 ? [] : pastWindows(history, { hour, hours, step: 24, most: MOST_DAYS }, now.read);
  if (!enoughWeeks && days.length < FEWEST_DAYS) return null;
  const windows = enoughWeeks ? weeks : days;
  // After a pause of our own the present says as little.
  if (now.read * 2 < median(windows.map(({ read }) => read))) return null;
  const past = windows.map(({ accepted }) => accepted);
  const transformed = past.map(stabilised);
  const centre = median(transformed);
  const spread = Math.max(1, MAD_TO_SIGMA * median(transformed.map((value) => Math.abs(value - centre))));
  return {
    seen: now.accepted,
    usual: median(past),
    z: (stabilised(now.accepted) - centre) / spread,
    against: enoughWeeks ? 'weeks' : 'days',
    windows: past.length,
  };
}

/** Windows in which we ourselves looked less than half as often as now say nothing about the source. */
function pastWindows(
  history: SourceHistory,
  { hour, hours, step, most }: { hour: number; hours: number; step: number; most: number },
  readNow: number,
): { accepted: number; read: number }[] {
  return Array.from({ length: most }, (_, n) => windowOf(history, hour - step * (n + 1), hours)).filter(
    ({ read }) => read > 0 && read * 2 >= readNow,
  );
}

function windowOf(history: SourceHistory, hour: number, hours: number): { accepted: number; read: number } {
  let accepted = 0;
  let read = 0;
  for (const slot of history) {
    if (slot.hour <= hour - hours || slot.hour > hour) continue;
    accepted += slot.accepted;
    read += slot.read;
  }
  return { accepted, read };
}

function stabilised(count: number): number {
  return 2 * Math.sqrt(count + 3 / 8);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}
