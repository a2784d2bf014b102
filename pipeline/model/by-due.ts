import { toEpoch } from './calendar.ts';

/** Earliest first; what cannot be computed comes last. */
export function byDue(a: { dueAt: string | null }, b: { dueAt: string | null }): number {
  if (a.dueAt === null || b.dueAt === null) return Number(a.dueAt === null) - Number(b.dueAt === null);
  return toEpoch(a.dueAt) - toEpoch(b.dueAt);
}
