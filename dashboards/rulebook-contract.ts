import { z } from 'zod';
import { backTestResult } from '../pipeline/model/back-test.ts';
import { instant } from '../pipeline/model/calendar.ts';
import { draft, ruleVersion } from '../pipeline/model/draft.ts';
import { feedback, judgement, precision } from '../pipeline/model/feedback.ts';
import { diagnostic, previewStep } from '../pipeline/model/preview.ts';
import { suggestions } from '../pipeline/model/suggestion.ts';
import { trialStep } from '../pipeline/model/trial.ts';
import { edit } from '../rules/edit.ts';
import { learnedSpec, ruleSpec } from '../rules/schema.ts';

/** The part of the API that changes the rules; see contract.ts for what all of it has in common. */

const count = z.int().nonnegative();
const reason = z.string().trim().min(1, '请写明理由').max(2000, '理由不超过 2000 个字');
const optionalReason = z.string().trim().max(2000, '理由不超过 2000 个字').default('');
/** `row` of the draft that the person saw. */
const row = z.int().positive();

/** What the account that asks may do now, or why not. */
const offered = z.object({ allowed: z.boolean(), why: z.string().nullable() });
export type Offered = z.infer<typeof offered>;

// ---- rules ----------------------------------------------------------------------------------------------------------

export const ruleView = z.object({
  id: z.string(),
  name: z.string(),
  expression: z.string(),
  severity: z.number(),
  note: z.string().nullable(),
  /** Reason for retirement; null for a rule in force. */
  retired: z.string().nullable(),
  /** Posts kept that it hit. */
  hits: count,
  /** From people's feedback. */
  precision,
});
export type RuleView = z.infer<typeof ruleView>;
export const packView = z.object({
  id: z.string(),
  name: z.string(),
  role: z.string(),
  roleName: z.string(),
  topic: z.string().nullable(),
  owner: z.string().nullable(),
  note: z.string().nullable(),
  rules: z.array(ruleView),
});
export type PackView = z.infer<typeof packView>;
/** GET /api/rules */
export const ruleList = z.object({
  version: z.string(),
  /** Of the version in force; 0 is the shipped folder alone. */
  number: count,
  /** Why the published version is not in force; null when it is. */
  problem: z.string().nullable(),
  packs: z.array(packView),
  /** Names of the lists that expressions may use. */
  lists: z.array(z.string()),
  serverTime: instant,
});
export type RuleList = z.infer<typeof ruleList>;

/** A version as lists show it, without the edits themselves. */
export const versionHead = ruleVersion.omit({ edits: true });
export type VersionHead = z.infer<typeof versionHead>;

/** GET /api/rules/:id */
export const ruleDetail = z.object({
  pack: packView.omit({ rules: true }),
  rule: ruleSpec,
  view: ruleView,
  missed: count,
  /** Versions that changed it, newest first. */
  history: z.array(versionHead),
  /** Drafts under way that touch it. */
  drafts: z.array(z.object({ draftId: z.string(), title: z.string(), author: z.string() })),
  serverTime: instant,
});
export type RuleDetail = z.infer<typeof ruleDetail>;

/** GET /api/rules/:id/suggestions */
export const ruleSuggestions = suggestions.extend({ serverTime: instant });
export type RuleSuggestions = z.infer<typeof ruleSuggestions>;

/** Instead of any further line of an answer in lines: it could not be finished. */
export const failedLine = z.object({ kind: z.literal('failed'), message: z.string(), hint: z.string().nullable() });

/** POST /api/rules/preview → one step a line */
export const previewRequest = z.strictObject({
  pack: z.string().min(1).max(100),
  rule: ruleSpec,
  days: z.int().min(1).max(365).default(30),
});
export type PreviewRequest = z.input<typeof previewRequest>;
export const previewLine = previewStep;
export type PreviewLine = z.infer<typeof previewLine>;

/** POST /api/rules/trial → one step a line: edits that are in no draft yet. `days` null: they are only checked. */
export const trialRequest = z.strictObject({
  edits: z.array(edit).min(1).max(200),
  days: z.int().min(1).max(365).nullable(),
});
export type TrialRequest = z.input<typeof trialRequest>;
export const trialLine = trialStep;
export type TrialLine = z.infer<typeof trialLine>;

// ---- files ----------------------------------------------------------------------------------------------------------

export const ruleFileHead = z.object({
  /** `scoring.yaml`, `lexicon/estates.yaml` */
  path: z.string(),
  /** What it is called: 风险分, or the name of the list. */
  name: z.string(),
  /** What it decides. */
  about: z.string(),
  kind: z.enum(['routing', 'escalation', 'scoring', 'notices', 'heat', 'list']),
  /** Entries of a list; null for other files. */
  entries: count.nullable(),
  /** By whom, when and why, where the file says so. */
  decided: z.object({ by: z.string(), on: z.string(), reason: z.string() }).nullable(),
  /** `changed`: another text than shipped; `own`: there is no shipped one. */
  state: z.enum(['shipped', 'changed', 'own']),
  /** The shipped file was changed by an upgrade since the one in force was written over it. */
  outgrown: z.boolean(),
});
export type RuleFileHead = z.infer<typeof ruleFileHead>;
/** GET /api/rule-files */
export const ruleFileList = z.object({ items: z.array(ruleFileHead), mayDraft: offered, serverTime: instant });
export type RuleFileList = z.infer<typeof ruleFileList>;

/** GET /api/rule-files/one?path= */
export const ruleFileQuery = z.strictObject({ path: z.string().min(1).max(200) });
export const ruleFileDetail = z.object({
  head: ruleFileHead,
  text: z.string(),
  /** Null where it is the text in force, or where there is none. */
  shipped: z.string().nullable(),
  history: z.array(versionHead),
  /** Drafts under way that change it. */
  drafts: z.array(z.object({ draftId: z.string(), title: z.string(), author: z.string() })),
  mayDraft: offered,
  serverTime: instant,
});
export type RuleFileDetail = z.infer<typeof ruleFileDetail>;

// ---- drafts ---------------------------------------------------------------------------------------------------------

export const draftView = z.object({ draft, row });
export type DraftView = z.infer<typeof draftView>;
/** GET /api/rule-drafts: those under way, and the latest of the others. */
export const draftList = z.object({ items: z.array(draftView), mayDraft: offered, serverTime: instant });
export type DraftList = z.infer<typeof draftList>;

export const backTestView = z.object({
  running: z.object({ analysed: count }).nullable(),
  problem: z.string().nullable(),
  last: z.object({ by: z.string(), at: instant, result: backTestResult }).nullable(),
  outdated: z.boolean(),
});
export type BackTestView = z.infer<typeof backTestView>;
export type BackTestResult = z.infer<typeof backTestResult>;

/** GET /api/rule-drafts/:id, and the answer to whatever changes one. */
export const draftDetail = draftView.extend({
  diagnostics: z.array(diagnostic),
  /** Rules that somebody changed since the author saw them. */
  stale: z.array(z.string()),
  backTest: backTestView,
  may: z.object({ edit: offered, propose: offered, withdraw: offered, decide: offered }),
  serverTime: instant,
});
export type DraftDetail = z.infer<typeof draftDetail>;

const draftContent = {
  title: z.string().trim().min(1, '请写标题').max(100, '标题不超过 100 个字'),
  reason,
  edits: z.array(edit).min(1, '至少改动一条规则').max(200, '一份草稿最多 200 处修改'),
};
/** POST /api/rule-drafts → 201 */
export const draftRequest = z.strictObject(draftContent);
export type DraftRequest = z.input<typeof draftRequest>;
/** PATCH /api/rule-drafts/:id */
export const draftChange = z.strictObject({ ...draftContent, row });
/** POST /api/rule-drafts/:id/propose, /withdraw, /rebase */
export const draftStep = z.strictObject({ row });
/** POST /api/rule-drafts/:id/reject */
export const draftRejection = z.strictObject({ row, reason });
/** POST /api/rule-drafts/:id/publish */
export const draftApproval = z.strictObject({ row, reason: optionalReason });
/** POST /api/rule-drafts/:id/back-test → 202; DELETE stops it. */
export const backTestRequest = z
  .strictObject({ from: instant, to: instant })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { path: ['to'], message: '结束时间须晚于开始时间' });
export type BackTestRequest = z.input<typeof backTestRequest>;

// ---- learned part ---------------------------------------------------------------------------------------------------

export type LearnedModel = z.infer<typeof learnedSpec>;
/** GET /api/learned */
export const learnedState = z.object({
  /** In use or waiting to be (`inUse`); null where there is none. */
  model: learnedSpec.nullable(),
  /** What is wrong with the file of weights; null when nothing is. */
  problem: z.string().nullable(),
  /** Posts that people gave feedback on, and why they are too few to learn from. */
  judged: z.object({ ours: count, others: count, tooFew: z.string().nullable() }),
  mayDraft: offered,
  serverTime: instant,
});
export type LearnedState = z.infer<typeof learnedState>;
/** POST /api/learned/drafts → 201: trains from feedback, or puts the present weights in use or out of it; always as a draft. */
export const learnedOrder = z.strictObject({ what: z.enum(['train', 'use', 'stop']), reason });
export type LearnedOrder = z.input<typeof learnedOrder>;

// ---- versions -------------------------------------------------------------------------------------------------------

/** GET /api/rule-versions, newest first. */
export const versionList = z.object({
  items: z.array(versionHead),
  /** In force here. */
  number: count,
  problem: z.string().nullable(),
  mayRollBack: offered,
  serverTime: instant,
});
export type VersionList = z.infer<typeof versionList>;
/** POST /api/rule-drafts/:id/publish and POST /api/rule-versions/roll-back */
export const published = z.object({ version: versionHead });
export const rollBackRequest = z.strictObject({ number: count, reason });
export type RollBackRequest = z.input<typeof rollBackRequest>;

// ---- feedback -------------------------------------------------------------------------------------------------------

/** GET /api/posts/:id/feedback: of the rules that fired on it, and of those that people called missed. */
export const feedbackList = z.object({ items: z.array(feedback), mayGive: offered });
export type FeedbackList = z.infer<typeof feedbackList>;
/** POST /api/posts/:id/feedback; a null judgement takes back what was said. */
export const feedbackRequest = z.strictObject({
  rule: z.string().min(1).max(100),
  judgement: judgement.nullable(),
  note: z.string().trim().max(500, '说明不超过 500 个字').nullable().default(null),
});
export type FeedbackRequest = z.input<typeof feedbackRequest>;

/** POST /api/rule-files/register: the bureau's register of projects (xlsx, csv), looked at and not kept. */
export const registerRequest = z.strictObject({
  name: z.string().min(1).max(200),
  /** The file in base64. */
  content: z.base64(),
});
export const registerPreview = z.object({
  read: z.int().nonnegative(),
  accepted: z.int().nonnegative(),
  /** Rows left out: how many, and the first of them. */
  left: z.int().nonnegative(),
  rejections: z.array(z.object({ row: z.int(), reason: z.string() })),
  lists: z.array(
    z.object({
      path: z.string(),
      name: z.string(),
      before: z.int().nonnegative(),
      after: z.int().nonnegative(),
      added: z.array(z.string()),
      changed: z.array(z.string()),
      /** The list as it would be. */
      text: z.string(),
    }),
  ),
  serverTime: instant,
});
export type RegisterPreview = z.infer<typeof registerPreview>;
