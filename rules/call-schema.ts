import { z } from 'zod';
import { CLOCKS } from './clocks.ts';

/** `desks`: whoever the case waits for at that moment. */
export const DESKS = 'desks';

const hours = z.number().nonnegative().max(2_160).optional();
const workingDays = z.int().positive().max(90).optional();
const receivers = z.array(z.string().min(1)).min(1);

/** The file names a span in one of several ways; two of them would contradict each other. */
const oneOf = <Key extends string>(...keys: readonly Key[]) => {
  const message = `要写 ${keys.join('、')} 中的一个，而且只写一个`;
  return [
    (given: Partial<Record<Key, unknown>>) => keys.filter((key) => given[key] !== undefined).length === 1,
    { message },
  ] as const;
};

/**
 * How long a case may take, counted from when the alert was raised. Hours run through nights and holidays; of working days
 * the first is the one after. `document`: where the figure comes from; absent: from this file.
 */
export const handlingLimit = z
  .strictObject({
    hours: z.number().positive().max(2_160).optional(),
    workingDays,
    document: z.string().min(1).optional(),
  })
  .refine(...oneOf('hours', 'workingDays'));
export type HandlingLimit = z.infer<typeof handlingLimit>;

/** One moment before a clock runs out: that share of it has passed in percent, or so much is left. Days begin at 09:00. */
export const reminderSpec = z
  .strictObject({
    ...{ passed: z.number().min(1).max(99).optional(), hoursBefore: hours, workingDaysBefore: workingDays, receivers },
  })
  .refine(...oneOf('passed', 'hoursBefore', 'workingDaysBefore'));
export type ReminderSpec = z.infer<typeof reminderSpec>;

/** One moment after a clock has run out. */
export const overdueSpec = z
  .strictObject({ hoursAfter: hours, workingDaysAfter: workingDays, receivers })
  .refine(...oneOf('hoursAfter', 'workingDaysAfter'));
export type OverdueSpec = z.infer<typeof overdueSpec>;

/** Who is told of these clocks, when. The first entry that names clock and level holds. */
export const callSpec = z.strictObject({
  clocks: z.array(z.enum(CLOCKS)).min(1),
  /** Absent: of all levels. */
  levels: z.array(z.string()).min(1).optional(),
  remind: z.array(reminderSpec).default([]),
  overdue: z.array(overdueSpec).default([]),
});
export type CallSpec = z.infer<typeof callSpec>;
