import type { Edit } from '../../rules/edit.ts';
import type { Post } from '../model/post.ts';
import type { Parcel } from './parcel.ts';

/** What rules a thread works with: the folder with these edits laid over it. */
export interface RuleSource {
  rulesDir: string;
  edits: readonly Edit[];
}

/** To a thread of analysis. It answers each `analyse` in turn; `use` holds for what comes after it. */
export type Order = { kind: 'use'; rules: RuleSource } | { kind: 'analyse'; posts: readonly Post[] };

/** To `analyse`: `done` says which rules were used, `failed` what was thrown, `no-rules` why the rules do not load. */
export type Answer =
  | { kind: 'done'; rulesVersion: string; verdicts: Parcel }
  | { kind: 'failed'; message: string }
  | { kind: 'no-rules'; message: string };

/** From a thread; `ready` once, when dictionary and rules are loaded. */
export type Report = { kind: 'ready' } | Answer;
