import type { ScoringSpec } from '../../rules/schema.ts';
import { type Example, train, type Weights } from './train.ts';

export const FOLDS = 5;

export interface CrossDecision {
  ours: boolean;
  /** Rules alone. */
  rules: boolean;
  /** Rules and learned part together, by weights that never saw the example. */
  together: boolean;
}

/** Stable: the same content is always in the same fold, and repeats of one text never stand on both sides. */
export function foldOf(contentHash: string): number {
  return Number.parseInt(contentHash.slice(0, 8), 16) % FOLDS;
}

/** Each example judged as the product judges it, with weights trained on the other folds. Decisions in the order of the examples. */
export async function crossValidate(
  examples: readonly Example[],
  scoring: Pick<ScoringSpec, 'learned'>,
): Promise<CrossDecision[]> {
  const trained = await trainFolds(examples);
  return examples.map((example) => {
    const weights = trained[foldOf(example.contentHash)];
    const learned = weights === undefined ? 0 : evidenceOf(example, weights, scoring);
    const said = (evidence: number) => example.hasTopic && evidence >= 0;
    return { ours: example.ours, rules: said(example.evidence), together: said(example.evidence + learned) };
  });
}

async function trainFolds(examples: readonly Example[]): Promise<Weights[]> {
  const trained: Weights[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    trained.push(await train(examples.filter(({ contentHash }) => foldOf(contentHash) !== fold)));
  }
  return trained;
}

/** What the learned reader would say of it. */
function evidenceOf(
  { features }: Example,
  { bias, words }: Weights,
  { learned }: Pick<ScoringSpec, 'learned'>,
): number {
  let sum = bias;
  for (const [name, emphasis] of features) if (Object.hasOwn(words, name)) sum += (words[name] ?? 0) * emphasis;
  return Math.min(learned.evidence, Math.max(-learned.evidence, sum));
}
