import type { LearnedSpec } from '../../rules/schema.ts';
import { minimise } from './minimise.ts';

/** A post that somebody judged. */
export interface Example {
  /** Stable name of its content: repeats of one text have the same. */
  contentHash: string;
  ours: boolean;
  /** Words and pairs with their emphasis (walk-words.ts). */
  features: ReadonlyMap<string, number>;
  /** Evidence of the rules, less the threshold of the domain. */
  evidence: number;
  /** Whether a rule of some topic hit: without one, nothing makes a post the bureau's business. */
  hasTopic: boolean;
}

export type Weights = Pick<LearnedSpec, 'bias' | 'words'>;

/** Strength of the pull of every weight towards 0, and of the rules' share towards 1. */
const L2 = 1;
/** Words in fewer examples are chance, and may be somebody's own. */
const LEAST_EXAMPLES = 3;
/** The strongest are kept, so that the file can be read. */
const MOST_WORDS = 3_000;
const SETTINGS = { iterations: 60, tolerance: 1e-6 };

/**
 * Logistic regression with L2 penalty, by maximum likelihood: log-odds = share × evidence of the rules + bias + sum of the
 * weights of the words. A word counts by its rarity, ln(n / documents) (K. Spärck Jones, "A statistical interpretation of
 * term specificity", 1972), scaled so that one in √n examples counts 1: what stands everywhere says little. Everything is then divided by the share (kept positive as e^b), so that the weights are evidence in
 * the rules' own unit and a post is judged by adding up. Examples of the rarer side count by the root of the ratio
 * of both, half-way (in logs) between as they are and balanced. No randomness.
 */
export async function train(examples: readonly Example[]): Promise<Weights> {
  const common = commonNames(examples);
  const names = [...common.keys()].sort();
  const rarity = names.map((name) => 2 * (1 - Math.log(common.get(name) ?? 1) / Math.log(examples.length)));
  const indexes = new Map(names.map((name, index) => [name, index]));
  const [bias, share] = [names.length, names.length + 1];
  const rows = examples.map(({ features, evidence, ours }) => {
    const known = [...features].flatMap(([name, x]) => {
      const index = indexes.get(name);
      return index === undefined ? [] : [{ index, x: x * (rarity[index] ?? 0) }];
    });
    return {
      ours,
      evidence,
      at: Int32Array.from(known, ({ index }) => index),
      x: Float64Array.from(known, ({ x }) => x),
    };
  });
  const ours = rows.filter((row) => row.ours).length;
  const oursWeight = Math.sqrt((rows.length - ours) / ours);

  function valueAt(point: Float64Array, gradient: Float64Array): number {
    let value = 0;
    for (let i = 0; i < point.length; i++) {
      const weight = i === bias ? 0 : (point[i] ?? 0);
      value += (L2 / 2) * weight * weight;
      gradient[i] = L2 * weight;
    }
    const scale = Math.exp(point[share] ?? 0);
    for (const row of rows) {
      let z = (point[bias] ?? 0) + scale * row.evidence;
      for (let i = 0; i < row.at.length; i++) z += (point[row.at[i] ?? 0] ?? 0) * (row.x[i] ?? 0);
      const counts = row.ours ? oursWeight : 1;
      value += counts * softplus(row.ours ? -z : z);
      const slope = counts * (1 / (1 + Math.exp(-z)) - (row.ours ? 1 : 0));
      for (let i = 0; i < row.at.length; i++) add(gradient, row.at[i] ?? 0, slope * (row.x[i] ?? 0));
      add(gradient, bias, slope);
      add(gradient, share, slope * row.evidence * scale);
    }
    return value;
  }

  const point = await minimise(valueAt, new Float64Array(names.length + 2), SETTINGS);
  const scale = Math.exp(point[share] ?? 0);
  const weights = names
    .map((name, index) => [name, hundredth(((point[index] ?? 0) * (rarity[index] ?? 0)) / scale)] as const)
    .filter(([, weight]) => weight !== 0)
    .sort(([a, x], [b, y]) => Math.abs(y) - Math.abs(x) || (a < b ? -1 : 1));
  return { bias: hundredth((point[bias] ?? 0) / scale), words: Object.fromEntries(weights.slice(0, MOST_WORDS)) };
}

/** In how many examples each word stands. */
function commonNames(examples: readonly Example[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { features } of examples) {
    for (const name of features.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return new Map([...counts].filter(([, count]) => count >= LEAST_EXAMPLES));
}

function add(to: Float64Array, index: number, value: number): void {
  to[index] = (to[index] ?? 0) + value;
}

/** log(1 + e^z), without overflow. */
function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

/** Two decimals, within what learned.yaml allows. */
function hundredth(value: number): number {
  const rounded = Math.round(Math.min(20, Math.max(-20, value)) * 100) / 100;
  return rounded === 0 ? 0 : rounded;
}
