import { PoisonError } from '../errors.ts';
import { toEpoch } from '../model/calendar.ts';

/** Epoch milliseconds of an instant that is to be stored; PoisonError names what had none. */
export function epochOf(instant: string, what: string): number {
  try {
    return toEpoch(instant);
  } catch (error) {
    throw new PoisonError(`${what}: "${instant}" is no ISO 8601 instant`, { cause: error });
  }
}

export function epochOrNull(instant: string | null, what: string): number | null {
  return instant === null ? null : epochOf(instant, what);
}
