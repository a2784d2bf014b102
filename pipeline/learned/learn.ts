import type { RuleSet } from '../../rules/rule-set.ts';
import type { LearnedSpec } from '../../rules/schema.ts';
import { RefusedError } from '../errors.ts';
import { qualityOf } from '../evaluate/f1.ts';
import { bootstrap } from '../evaluate/interval.ts';
import { sha256 } from '../model/ids.ts';
import { type CrossDecision, crossValidate, FOLDS } from './cross-validate.ts';
import { type Example, train } from './train.ts';

export interface LearnOrder {
  by: string;
  /** YYYY-MM-DD, of the bureau's day. */
  on: string;
  /** What the judgements came from, in words. */
  from: string;
}

/** Of either kind, at the least: with fewer, what looks telling is chance, and folds run empty. */
export const LEAST_EACH = 30;
/** Of the bootstrap, so that the same examples give the same file. */
const SEED = 1;

/**
 * Learns weights and says how well rules and weights do together on examples kept out of the training. Not in use: that
 * is for a person to decide. Throws RefusedError where there is too little to learn from.
 */
export async function learn(
  examples: readonly Example[],
  rules: Pick<RuleSet, 'version' | 'scoring'>,
  order: LearnOrder,
): Promise<LearnedSpec> {
  const own = once(examples);
  const ours = own.filter((example) => example.ours).length;
  const why = whyTooFew(ours, own.length - ours);
  if (why !== null) throw new RefusedError(why, { hint: '在帖文上多标“真实”“误报”“漏报”，两类都够数再训练' });
  const decisions = await crossValidate(own, rules.scoring);
  const { f1, precision, recall } = together(decisions);
  const { low, high } = bootstrap(decisions, (sample) => together(sample).f1, { seed: SEED });
  const rulesAlone = qualityOf(decisions.map((one) => ({ gold: one.ours, said: one.rules }))).f1;
  return {
    format: 1,
    inUse: false,
    trained: {
      ...order,
      examples: own.length,
      ours,
      fingerprint: sha256(
        own
          .map((one) => `${one.contentHash} ${one.ours}`)
          .sort()
          .join('\n'),
      ),
      rules: rules.version,
    },
    crossValidated: {
      folds: FOLDS,
      ...rounded({ f1, low, high, precision, recall, rulesAlone }),
    },
    ...(await train(own)),
  };
}

/** Why nothing can be learned yet, in words; null when it can. */
export function whyTooFew(ours: number, others: number): string | null {
  if (ours >= LEAST_EACH && others >= LEAST_EACH) return null;
  return `标注还不够：属于本局的 ${ours} 条，不属于的 ${others} 条，各要 ${LEAST_EACH} 条以上`;
}

/** Repeats of one text count once; where they were judged differently, the text says nothing. */
function once(examples: readonly Example[]): Example[] {
  const byContent = new Map<string, Example | null>();
  for (const example of examples) {
    const known = byContent.get(example.contentHash);
    if (known === undefined) byContent.set(example.contentHash, example);
    else if (known !== null && known.ours !== example.ours) byContent.set(example.contentHash, null);
  }
  return [...byContent.values()].flatMap((one) => one ?? []);
}

function together(decisions: readonly CrossDecision[]) {
  return qualityOf(decisions.map((one) => ({ gold: one.ours, said: one.together })));
}

function rounded<Figures extends Record<string, number>>(figures: Figures): Figures {
  return Object.assign(
    figures,
    Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Math.round(value * 1000) / 1000])),
  );
}
