import { z } from 'zod';
import { OWN_STATE_KINDS, type RecordKind } from '../records.ts';

export type OneIndex = 'cases' | 'marks' | 'state';

/** Kinds whose documents are the records, with what they are found by. */
export type CaseKind = 'response' | 'copy' | 'membership' | 'event' | 'notice' | 'alert' | 'case' | 'action';
/** Kinds of which many lie in one document, by the shingle, the clue or the post that they have in common. */
export type SharedKind = 'version' | 'shingle' | 'clue';

/** Documents that are no records: they follow from these, or belong to a unit in flight. */
export const NO_RECORDS: Readonly<Record<OneIndex, readonly string[]>> = {
  cases: ['gone'],
  marks: ['place', 'audited'],
  state: ['head', 'audit-head', 'gone', ...OWN_STATE_KINDS.map((kind) => `state:${kind}`)],
};

/** Where the documents of a kind lie, and how they name their kind there. */
export const PLACES: Readonly<Record<Exclude<RecordKind, 'post'>, readonly [OneIndex, string]>> = {
  version: ['marks', 'versions'],
  response: ['cases', 'response'],
  copy: ['cases', 'copy'],
  membership: ['cases', 'membership'],
  event: ['cases', 'event'],
  alias: ['cases', 'alias'],
  notice: ['cases', 'notice'],
  alert: ['cases', 'alert'],
  case: ['cases', 'case'],
  action: ['cases', 'action'],
  state: ['state', 'state:'],
  outcome: ['marks', 'outcome'],
  claim: ['marks', 'claim'],
  trace: ['marks', 'trace'],
  shingle: ['marks', 'shingle'],
  clue: ['marks', 'clue'],
  audit: ['state', 'audit'],
};

/** What lies in the documents that many records share. */
export const names = z.array(z.string());
export const times = z.array(z.tuple([z.number(), z.string()]));
export const versions = z.array(z.object({ rawId: z.string(), contentHash: z.string(), seenAt: z.string() }));
