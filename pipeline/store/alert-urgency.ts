import type { Alert } from '../model/alert.ts';
import { levelRank } from '../model/levels.ts';
import { epochOf } from './stored-instant.ts';

/** Beyond every instant that can be meant, in milliseconds (the year 5138); seven of them are still exact numbers. */
const GROUP = 1e14;

/**
 * Sort key of the board, falling: grave before mild, of one level those that nobody has acknowledged first, then what has
 * been due longest or is due soonest by the clock that the board shows; closed ones last, newest first.
 * The migration of sqlite-schema.ts works out the same from stored rows.
 */
export function alertUrgencyOf(alert: Pick<Alert, 'alertId' | 'state' | 'level' | 'deadlines' | 'detectedAt'>): number {
  const { alertId, state, level, deadlines, detectedAt } = alert;
  const what = `alert ${alertId}`;
  if (state === 'closed') return epochOf(detectedAt, what) - 2 * GROUP;
  const running = deadlines.filter(({ kind }) => kind !== 'acknowledge' || state === 'open');
  const dues = running.flatMap(({ dueAt }) => (dueAt === null ? [] : [epochOf(dueAt, what)]));
  const group = levelRank(level) * 2 + (state === 'open' ? 1 : 0);
  return (group + 1) * GROUP - Math.min(GROUP - 1, ...dues);
}

/** Keys of closed alerts lie below it, all others above. */
export const CLOSED_BELOW = 0;
