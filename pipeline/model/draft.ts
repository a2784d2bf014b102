import { z } from 'zod';
import { edit } from '../../rules/edit.ts';
import { ruleSpec } from '../../rules/schema.ts';
import { instant } from './calendar.ts';

export const DRAFT_STATES = {
  draft: '草稿',
  proposed: '待审批',
  rejected: '已退回',
  published: '已发布',
  withdrawn: '已撤回',
} as const;
export const draftState = z.enum(['draft', 'proposed', 'rejected', 'published', 'withdrawn']);

/** An edit and what its author saw: of a rule `before`, of a file `textBefore`; both null for what is new. */
export const draftEdit = z.object({
  edit,
  before: ruleSpec.nullable(),
  textBefore: z.string().nullable().default(null),
});
export type DraftEdit = z.infer<typeof draftEdit>;

/** A change to the rules on its way: draft → proposed → published, or rejected (and taken up again), or withdrawn. */
export const draft = z.object({
  draftId: z.string(),
  title: z.string(),
  reason: z.string(),
  /** Account of the one who wrote it; never the one who approves. */
  author: z.string(),
  edits: z.array(draftEdit),
  state: draftState,
  /** Number of the version that was in force when the edits were last written. */
  baseNumber: z.int().nonnegative(),
  createdAt: instant,
  updatedAt: instant,
  /** Who published or rejected it, when, and in what words; null while nobody has. */
  decision: z.object({ by: z.string(), at: instant, reason: z.string() }).nullable(),
  /** The version it became. */
  publishedAs: z.int().positive().nullable(),
});
export type Draft = z.infer<typeof draft>;

/** A published state of the rules: the shipped folder with all edits so far. Numbers count from 1, without gaps. */
export const ruleVersion = z.object({
  number: z.int().positive(),
  /** Hash of folder and edits, as verdicts carry it. */
  version: z.string(),
  at: instant,
  author: z.string(),
  /** Who published; for a roll-back, who rolled back. */
  approver: z.string(),
  title: z.string(),
  reason: z.string(),
  draftId: z.string().nullable(),
  /** The earlier version whose edits are in force again; 0 is the shipped folder alone. Null where it is no roll-back. */
  restores: z.int().nonnegative().nullable(),
  /** What this version changed. */
  changes: z.array(draftEdit),
  /** All edits in force. */
  edits: z.array(edit),
});
export type RuleVersion = z.infer<typeof ruleVersion>;
