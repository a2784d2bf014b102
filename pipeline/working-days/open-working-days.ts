import type { Config } from '../config.ts';
import { readShippedYears } from './chinese-days.ts';
import { readHolidays } from './read-holidays.ts';
import { createWorkingDays, type WorkingDays } from './working-days.ts';

/** What the product ships, with the operator's notices in its place where both know a year. */
export function openWorkingDays({ holidays }: Pick<Config, 'holidays'>): WorkingDays {
  const own = holidays === undefined ? [] : readHolidays(holidays);
  return createWorkingDays([...readShippedYears(), ...own]);
}
