import { isDeepStrictEqual } from 'node:util';
import { ConflictError } from '../errors.ts';
import { numberOf, textOf } from './sqlite-values.ts';

/** Compare-and-set: false for the very row that is stored, ConflictError for any other that is not the next version. */
export function mayWrite(
  what: string,
  next: { version: number },
  stored: Parameters<typeof numberOf>[0] | undefined,
): boolean {
  const version = stored === undefined ? 0 : numberOf(stored, 'version');
  if (next.version === version + 1) return true;
  if (stored !== undefined && version === next.version && isSame(textOf(stored, 'doc'), next)) return false;
  throw new ConflictError(`${what} is at version ${version}, a write of version ${next.version} came too late`);
}

export function isSame(document: string, value: unknown): boolean {
  const json = JSON.stringify(value);
  return document === json || isDeepStrictEqual(JSON.parse(document), JSON.parse(json));
}
