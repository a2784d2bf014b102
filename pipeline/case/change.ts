import type { Actor } from '../model/action.ts';
import type { Case } from '../model/case.ts';
import type { CaseActionKind, CaseActionOf } from '../model/case-action.ts';
import type { Refused } from './refusal.ts';

/** What an action makes of a case that it may be done to. */
export interface Changed {
  /** Fields that become others. */
  next: Partial<Case>;
  /** What changed, a sentence each. */
  details: readonly string[];
}

/** Pure; `at` is the instant that counts. */
export type Change<K extends CaseActionKind> = (
  subject: Case,
  action: CaseActionOf<K>,
  at: string,
) => Changed | Refused;

/** 2026-03-02 09:00, Beijing time as instants have it. */
export function minuteOf(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}

/** 张三（质监站） */
export function who({ name, department }: Actor): string {
  return department === '' ? name : `${name}（${department}）`;
}
