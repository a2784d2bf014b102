import { mayWrite as mayWriteVersion } from '../compare-and-set.ts';
import { numberOf, textOf } from './sqlite-values.ts';

/** The same for a row of a versioned table. */
export function mayWrite(
  what: string,
  next: { version: number },
  stored: Parameters<typeof numberOf>[0] | undefined,
): boolean {
  const before = stored === undefined ? null : { version: numberOf(stored, 'version'), doc: textOf(stored, 'doc') };
  return mayWriteVersion(what, { version: next.version, value: next }, before);
}
