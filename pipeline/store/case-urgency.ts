import type { Case } from '../model/case.ts';
import { epochOf } from './stored-instant.ts';

/** Beyond every instant in milliseconds, so that each group of cases stands apart in one order. */
const GROUP = 4e15;

/** Sort key of the list, falling: what is due soonest, then what has no deadline, then the archive, each newest first. */
export function urgencyOf({ caseId, dueAt, state, updatedAt }: Case): number {
  const what = `case ${caseId}`;
  if (state === 'archived') return epochOf(updatedAt, what) - 2 * GROUP;
  return dueAt === null ? epochOf(updatedAt, what) - GROUP : -epochOf(dueAt, what);
}

/** Keys of archived cases lie below it, all others above. */
export const ARCHIVED_BELOW = -1.5 * GROUP;
