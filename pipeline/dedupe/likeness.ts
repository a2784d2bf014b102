import { namesAnother } from './names-another.ts';
import { resemblance } from './resemblance.ts';

/** Shorter texts are copies only when they are equal: too little of them would be left to compare. */
const SHORTEST = 14;
/** Length from which the thresholds of a text of some sentences hold; in between they fall evenly. */
const LONG = 80;
const LEAST_ALIKE = { short: 0.68, long: 0.42 };
/** A part of a text: so much of the shorter one stands in the longer one. */
const LEAST_CONTAINED = { short: 0.95, long: 0.72 };

/** The same told again in much the same words: too much changed for a copy, far more in common than chance gives. */
const RETOLD = { alike: 0.2, contained: 0.4 };
const SHORTEST_RETOLD = 24;

/** `copy`: edited, cut short, put in another order, or with words of the sender around it. */
export type Likeness = 'copy' | 'retold' | null;

/**
 * How one text follows from the other. Symmetric. Texts that differ in what they name (another estate, another building
 * in otherwise equal words) do not follow from each other, however alike: see names-another.ts.
 * @param a ink of a text
 * @param names places that the analysis found in either
 */
export function likenessOf(a: string, b: string, names: readonly string[] = []): Likeness {
  if (a === b) return 'copy';
  const shorter = Math.min(a.length, b.length);
  if (shorter < SHORTEST) return null;
  const { alike, contained } = resemblance(a, b);
  const ripeness = Math.min(1, (shorter - SHORTEST) / (LONG - SHORTEST));
  const needed = ({ short, long }: { short: number; long: number }) => short + (long - short) * ripeness;
  const isCopy = alike >= needed(LEAST_ALIKE) || contained >= needed(LEAST_CONTAINED);
  const isRetold = shorter >= SHORTEST_RETOLD && (alike >= RETOLD.alike || contained >= RETOLD.contained);
  if (!(isCopy || isRetold) || namesAnother(a, b, names)) return null;
  return isCopy ? 'copy' : 'retold';
}
