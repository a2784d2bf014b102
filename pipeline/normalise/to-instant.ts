import { fromShanghai } from '../model/calendar.ts';
import type { Clock } from './read-clock.ts';

export interface CalendarDay {
  year: number;
  month: number;
  day: number;
}

/** A printed time, in epoch milliseconds. */
export interface Moment {
  at: number;
  /** False where only the day was told: no time of day, or 00:00:00, which is what programs write for none. */
  hourTold: boolean;
}

const SHANGHAI_MINUTES = 480;

/** Day and time of day → instant; 24:00 is the next midnight. No clock = midnight at the day's start. */
export function toInstant(date: CalendarDay, clock: Clock | 'impossible' | null): Moment | 'impossible' {
  if (clock === 'impossible') return 'impossible';
  const midnight = fromShanghai(date.year, date.month, date.day);
  if (midnight === null) return 'impossible';
  const { hour, minute, second, offsetMinutes = SHANGHAI_MINUTES } = clock ?? { hour: 0, minute: 0, second: 0 };
  const endOfDay = hour === 24 && minute < 60 && second < 60;
  if (!endOfDay && (hour > 23 || minute > 59 || second > 59)) return 'impossible';
  const inZone = midnight + ((hour * 60 + minute) * 60 + second) * 1000;
  return { at: inZone + (SHANGHAI_MINUTES - offsetMinutes) * 60_000, hourTold: hour + minute + second > 0 };
}
