import type { HeatSpec } from '../../rules/schema.ts';
import { shanghaiFields } from '../model/calendar.ts';

export interface HourCount {
  /** Start of the hour, epoch ms. */
  at: number;
  /** Posts. */
  count: number;
}

/** A burst with the figures that led to it. */
export interface Burst {
  at: number;
  count: number;
  /** Distinct authors of these posts: what is compared, so that one who posts much is one. */
  voices: number;
  /** Median of the usual hours. */
  usual: number;
  /** 1.4826 × median absolute deviation of the usual hours: a robust standard deviation. */
  spread: number;
  /** Probability of so many or more at the usual level (Poisson). */
  tail: number;
  /** How many past hours the level was taken from, and which. */
  compared: number;
  level: 'hour-and-day' | 'hour' | 'all';
}

/** Fewer past hours than this say nothing of what is usual; of all hours, a whole day. */
const LEAST_COMPARED = { 'hour-and-day': 4, hour: 4, all: 24 } as const;
const HOUR_MS = 3_600_000;
/** Makes the median absolute deviation of a normal distribution its standard deviation. */
const TO_DEVIATION = 1.4826;

/**
 * Hours in which far more was posted than is usual at that hour on that kind of day (working days and weekends apart; where
 * there are too few, at that hour; else at any). Only earlier hours are compared. An hour bursts when it has at least
 * `minimum` voices, lies more than `deviations` robust deviations above the median (the Hampel identifier, Hampel 1974) and
 * its Poisson tail at the usual level is below `tail`; after a burst there is none for `coolDownHours`.
 *
 * There are never more voices than posts, so they are counted only where posts stand out or nothing is known to compare
 * them with. Such an hour counts as its voices for later ones too: whoever posts much day after day does not make that usual.
 * @param hours without gaps, rising; an hour without posts counts 0
 * @param voicesIn distinct authors of an hour's posts
 */
export async function burstsIn(
  hours: readonly HourCount[],
  spec: HeatSpec['burst'],
  voicesIn: (hour: HourCount) => Promise<number>,
): Promise<Burst[]> {
  const bursts: Burst[] = [];
  const past = new Map<string, number[]>();
  for (const hour of hours) {
    const { at, count } = hour;
    const keys = keysOf(at);
    const usual = usualOf(keys, past);
    const isPlain = count < spec.minimum || (usual !== null && !standsOut(count, usual, spec));
    const voices = isPlain ? count : Math.min(count, await voicesIn(hour));
    const last = bursts.at(-1);
    const rests = last !== undefined && at - last.at < spec.coolDownHours * HOUR_MS;
    if (!isPlain && !rests && usual !== null && standsOut(voices, usual, spec)) {
      const { median: usualCount, spread, compared, level } = usual;
      bursts.push({ at, count, voices, usual: usualCount, spread, tail: tailOf(voices, usual), compared, level });
    }
    for (const key of Object.values(keys)) {
      const list = past.get(key);
      if (list) list.push(voices);
      else past.set(key, [voices]);
    }
  }
  return bursts;
}

/** What earlier hours of a kind come to. */
interface Usual extends Pick<Burst, 'spread' | 'compared' | 'level'> {
  median: number;
  mean: number;
}

/** Null where there is too little past to say. */
function usualOf(
  keys: Readonly<Record<Burst['level'], string>>,
  past: ReadonlyMap<string, readonly number[]>,
): Usual | null {
  for (const level of ['hour-and-day', 'hour', 'all'] as const) {
    const counts = past.get(keys[level]) ?? [];
    if (counts.length < LEAST_COMPARED[level]) continue;
    const middle = median(counts);
    const spread = TO_DEVIATION * median(counts.map((one) => Math.abs(one - middle)));
    const mean = counts.reduce((sum, one) => sum + one, 0) / counts.length;
    return { median: middle, mean, spread, compared: counts.length, level };
  }
  return null;
}

function standsOut(count: number, usual: Usual, { minimum, deviations, tail }: HeatSpec['burst']): boolean {
  return count >= minimum && count > usual.median + deviations * usual.spread && tailOf(count, usual) < tail;
}

/** A quiet topic has median 0; its mean keeps a few posts from being a wonder. */
function tailOf(count: number, usual: Usual): number {
  return poissonTail(count, Math.max(usual.median, usual.mean, 0.1));
}

function keysOf(at: number): Record<Burst['level'], string> {
  const { hour } = shanghaiFields(at);
  const day = new Date(at + 8 * HOUR_MS).getUTCDay();
  const kind = day === 0 || day === 6 ? 'weekend' : 'weekday';
  return { 'hour-and-day': `${hour}·${kind}`, hour: String(hour), all: '' };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** P(X ≥ count) for a Poisson variable of the given mean; terms by logarithm, so that large means do not underflow. */
export function poissonTail(count: number, mean: number): number {
  if (count <= 0) return 1;
  let logTerm = -mean;
  let below = Math.exp(logTerm);
  for (let k = 1; k < count; k++) {
    logTerm += Math.log(mean) - Math.log(k);
    below += Math.exp(logTerm);
  }
  if (1 - below > 1e-9) return Math.min(1, 1 - below);
  // Far out the difference drowns in rounding: add up the tail itself.
  let tail = 0;
  for (let k = count; k < count + 200; k++) {
    logTerm += Math.log(mean) - Math.log(k);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, tail);
}
