import type { RuleSet } from '../../rules/rule-set.ts';
import type { LearnedSpec } from '../../rules/schema.ts';
import { RefusedError } from '../errors.ts';
import { type FeedbackSources, feedbackExamples } from '../learned/examples.ts';
import { learn, whyTooFew } from '../learned/learn.ts';
import { toShanghai } from '../model/calendar.ts';

export interface Judged {
  ours: number;
  others: number;
  /** Why nothing can be learned yet, in Chinese; null when it can. */
  tooFew: string | null;
}

/** Learning from the feedback that is in the store. */
export interface Learning {
  judged(): Promise<Judged>;
  /** A model that is to be in use once published. Throws RefusedError where there is too little, or training is under way. */
  train(by: string): Promise<LearnedSpec>;
}

export function createLearning(sources: FeedbackSources, rules: () => RuleSet, now: () => number): Learning {
  let training = false;

  async function run(by: string): Promise<LearnedSpec> {
    const current = rules();
    const examples = await feedbackExamples(current, sources);
    const model = await learn(examples, current, { by, on: toShanghai(now()).slice(0, 10), from: '帖文上的反馈' });
    return { ...model, inUse: true };
  }

  return {
    async judged() {
      const examples = await feedbackExamples(rules(), sources);
      const ours = examples.filter((example) => example.ours).length;
      const others = examples.length - ours;
      return { ours, others, tooFew: whyTooFew(ours, others) };
    },
    async train(by) {
      if (training) throw new RefusedError('正在训练', { hint: '等这一次训练完再试' });
      training = true;
      try {
        return await run(by);
      } finally {
        training = false;
      }
    },
  };
}
