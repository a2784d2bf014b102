import { isDeepStrictEqual } from 'node:util';
import { ConflictError } from '../errors.ts';

/** A versioned record as it is stored: its version, and itself as JSON. */
export interface StoredVersion {
  version: number;
  doc: string;
}

/** Compare-and-set: false for the very record that is stored, ConflictError for any other that is not the next version. */
export function mayWrite(
  what: string,
  next: { version: number; value: unknown },
  stored: StoredVersion | null,
): boolean {
  const version = stored?.version ?? 0;
  if (next.version === version + 1) return true;
  if (stored !== null && version === next.version && isSame(stored.doc, next.value)) return false;
  throw new ConflictError(`${what} is at version ${version}, a write of version ${next.version} came too late`);
}

export function isSame(document: string, value: unknown): boolean {
  const json = JSON.stringify(value);
  return document === json || isDeepStrictEqual(JSON.parse(document), JSON.parse(json));
}
