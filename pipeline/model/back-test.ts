import { z } from 'zod';
import { instant } from './calendar.ts';
import { precision } from './feedback.ts';
import { warningLevel } from './levels.ts';

const count = z.int().nonnegative();
const beforeAfter = <T extends z.ZodType>(of: T) => z.object({ before: of, after: of });
const byLevel = z.object({ 蓝: count, 黄: count, 橙: count, 红: count });

/** A post on which the two sets of rules do not agree. */
export const backTestPost = z.object({
  id: z.string(),
  title: z.string(),
  at: instant,
  source: z.string(),
  /** Ids of rules that fire now and did not, and the other way round. */
  gained: z.array(z.string()),
  lost: z.array(z.string()),
  level: beforeAfter(warningLevel.nullable()),
  score: beforeAfter(z.number()),
  /** Leading department; null outside the domain. */
  lead: beforeAfter(z.string().nullable()),
  /** Assisting departments and escalation policy, in words, where leading departments may be the same. */
  way: beforeAfter(z.string()).default({ before: '', after: '' }),
});
export type BackTestPost = z.infer<typeof backTestPost>;

/**
 * What another set of rules would have made of stored posts. Lists hold the newest posts up to a limit, `counts` all.
 * A post may be in more than one list.
 */
export const backTestResult = z.object({
  from: instant.nullable(),
  to: instant.nullable(),
  /** Versions compared; `before` is null where each post's own stored verdict was taken. */
  before: z.string().nullable(),
  after: z.string(),
  gained: z.array(backTestPost),
  lost: z.array(backTestPost),
  changedLevel: z.array(backTestPost),
  /** Another score, whatever became of the level. */
  changedScore: z.array(backTestPost).default([]),
  /** Another leading or assisting department, receiver or escalation policy. */
  changedRoute: z.array(backTestPost).default([]),
  counts: z.object({
    /** Stored in the period. */
    posts: count,
    /** Could be concerned, and were judged by both. */
    analysed: count,
    gained: count,
    lost: count,
    changedLevel: count,
    changedScore: count.default(0),
    changedRoute: count.default(0),
    /** Judged by both, and the same in rules, score and route. */
    same: count,
  }),
  rules: z.array(
    z.object({
      rule: z.string(),
      name: z.string(),
      hits: beforeAfter(count),
      gained: count,
      lost: count,
      precision: beforeAfter(precision),
    }),
  ),
  /**
   * Highest alert of each event, by the day of the event's first post. After: the stored events with the new scores of
   * their posts; a post that only now is the bureau's business counts as an event of its own.
   */
  alertsPerDay: z.array(z.object({ day: z.string(), ...beforeAfter(byLevel).shape })),
  /** Posts of 蓝 and above, among those that changed, on which a department leads or assists. */
  departments: z.array(z.object({ department: z.string(), ...beforeAfter(count).shape })),
  /** Lists were cut at so many posts each. */
  listed: count,
});
export type BackTestResult = z.infer<typeof backTestResult>;

export type LevelCounts = z.infer<typeof byLevel>;
export function noAlerts(): LevelCounts {
  return { 蓝: 0, 黄: 0, 橙: 0, 红: 0 };
}
