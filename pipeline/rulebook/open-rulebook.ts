import type { Edit } from '../../rules/edit.ts';
import type { RuleSpec } from '../../rules/schema.ts';
import type { PreviewStep } from '../model/preview.ts';
import type { Suggestions } from '../model/suggestion.ts';
import type { Segmenter } from '../segment/segmenter.ts';
import type { Logger } from '../stage.ts';
import type { Queries } from '../store/queries.ts';
import type { Store } from '../store/store.ts';
import { type BackTestJobs, createBackTestJobs } from './back-test-jobs.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import { createFeedbackBook, type FeedbackBook } from './feedback-book.ts';
import { createLearning, type Learning } from './learning.ts';
import { previewRule } from './preview.ts';
import { createRecentSubjects } from './recent-subjects.ts';
import { createRulebook, type Rulebook } from './rulebook.ts';
import { openRulesInForce, type RulesInForce } from './rules-in-force.ts';
import { suggest } from './suggest.ts';
import { type TrialOptions, tryEdits } from './trial.ts';
import { createVersions, type Versions } from './versions.ts';

/** Everything about change to the rules, put together. */
export interface OpenRulebook extends Rulebook {
  readonly inForce: RulesInForce;
  readonly drafts: Drafts;
  readonly versions: Versions;
  readonly feedback: FeedbackBook;
  readonly backTests: BackTestJobs;
  readonly learning: Learning;
  preview(
    rule: RuleSpec,
    pack: string,
    options: { days: number; signal: AbortSignal; tell(step: PreviewStep): void },
  ): Promise<void>;
  tryEdits(edits: readonly Edit[], options: TrialOptions): Promise<void>;
  suggest(ruleId: string): Promise<Suggestions>;
  close(): Promise<void>;
}

export interface OpenRulebookDeps {
  store: Store;
  queries: Queries;
  rulesDir: string;
  segmenter: Segmenter;
  now(): number;
  newId(): string;
  log: Logger;
  pollMs?: number;
}

/** Throws RuleErrors when the shipped folder does not load. */
export async function openRulebook(deps: OpenRulebookDeps): Promise<OpenRulebook> {
  const { store, queries, segmenter, now } = deps;
  const versions = createVersions(store);
  const drafts = createDrafts(store);
  const inForce = await openRulesInForce({ ...deps, versions });
  const feedback = createFeedbackBook(store, now);
  const backTests = createBackTestJobs({ ...deps, versions, inForce, feedback });
  const recent = createRecentSubjects({ queries, segmenter, fold: inForce.current().fold, now });
  const rulebook = createRulebook({ ...deps, versions, drafts, inForce, recent });
  return {
    ...rulebook,
    inForce,
    drafts,
    versions,
    feedback,
    backTests,
    learning: createLearning({ feedback, store, segmenter }, inForce.current, now),
    preview: (rule, pack, options) =>
      previewRule(rule, pack, { queries, segmenter, rules: inForce.current(), now }, options),
    tryEdits: (edits, options) =>
      tryEdits(edits, { queries, store, segmenter, feedback, rulebook, inForce, now }, options),
    suggest: (ruleId) => suggest(ruleId, inForce.current(), { store, queries, feedback, segmenter }),
    async close() {
      inForce.close();
      await backTests.close();
    },
  };
}
