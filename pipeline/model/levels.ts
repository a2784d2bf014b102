import { z } from 'zod';

/**
 * Warning levels, mild to grave. They come from the risk score and its thresholds (rules/scoring.yaml).
 * Four colours as in the national practice for emergency warnings (Ⅳ–Ⅰ = 蓝黄橙红).
 * Not to be mixed with {@link EVENT_GRADES}: a level is computed, a grade is decided by a person.
 */
export const WARNING_LEVELS = ['蓝', '黄', '橙', '红'] as const;
export const warningLevel = z.enum(WARNING_LEVELS);
export type WarningLevel = z.infer<typeof warningLevel>;

/** Position in {@link WARNING_LEVELS}, −1 for "below 蓝". Higher is graver. */
export function levelRank(level: WarningLevel | null): number {
  return level === null ? -1 : WARNING_LEVELS.indexOf(level);
}

/** Grades of an event, mild to grave; proposed by the machine with evidence, decided by a person. */
export const EVENT_GRADES = ['一般', '较大', '重大', '特别重大'] as const;
export const eventGrade = z.enum(EVENT_GRADES);
export type EventGrade = z.infer<typeof eventGrade>;
