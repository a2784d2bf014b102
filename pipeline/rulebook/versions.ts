import { ConflictError } from '../errors.ts';
import { type RuleVersion, ruleVersion } from '../model/draft.ts';
import type { Store } from '../store/store.ts';

const KIND = 'rule-version';
/** The state row of the version in force. */
export const CURRENT = { kind: 'rulebook', id: 'current' } as const;

/**
 * Published versions, on state rows. One row says what is in force and is written by compare-and-set: that write is the
 * publishing. The history beside it is written after, and completed before the next one, so that an interruption
 * between the two loses nothing.
 */
export interface Versions {
  /** The version in force; null while nothing was ever published. */
  current(): Promise<RuleVersion | null>;
  /** Newest first. */
  list(): Promise<readonly RuleVersion[]>;
  /** Throws ConflictError when the one in force is not number − 1. */
  publish(next: RuleVersion): Promise<void>;
}

export function createVersions(store: Store): Versions {
  async function readCurrent() {
    const row = await store.state(CURRENT.kind, CURRENT.id);
    return row === null ? null : { value: ruleVersion.parse(row.value), version: row.version };
  }
  async function keep(one: RuleVersion): Promise<void> {
    const id = String(one.number);
    if ((await store.state(KIND, id)) !== null) return;
    try {
      await store.putState(KIND, id, one, null);
    } catch (error) {
      // Another process completed the history first.
      if (!(error instanceof ConflictError)) throw error;
    }
  }

  return {
    async current() {
      return (await readCurrent())?.value ?? null;
    },
    async list() {
      const current = (await readCurrent())?.value;
      const kept = [...(await store.states(KIND)).values()].map(({ value }) => ruleVersion.parse(value));
      const complete = current === undefined || kept.some(({ number }) => number === current.number);
      return (complete ? kept : [...kept, current]).sort((a, b) => b.number - a.number);
    },
    async publish(next) {
      const row = await readCurrent();
      const number = row?.value.number ?? 0;
      if (next.number !== number + 1) throw new ConflictError(`rules are at version ${number}, not ${next.number - 1}`);
      if (row !== null) await keep(row.value);
      await store.putState(CURRENT.kind, CURRENT.id, next, row?.version ?? null);
      await keep(next);
    },
  };
}
