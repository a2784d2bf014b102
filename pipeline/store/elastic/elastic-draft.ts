import { presentSource, type RecordWrite } from './elastic-intent.ts';
import type { Found, Source } from './elastic-write.ts';

/** The records that a unit touches: as they are stored, overlaid with what the unit has made of them so far. */
export interface Draft {
  /** Null where there is nothing, or nothing any more. */
  now(id: string): Source | null;
  /** The record from now on; null takes it away. */
  set(id: string, source: Source | null, rule?: RecordWrite['rule']): void;
  /** Those of a kind that the unit has written. */
  written(kind: string): (readonly [string, Source | null])[];
  records(): RecordWrite[];
}

/** `stored` has all records that will be asked for, where there are any. */
export function createDraft(stored: ReadonlyMap<string, Found>): Draft {
  const pending = new Map<string, RecordWrite>();
  return {
    now(id) {
      const changed = pending.get(id);
      return changed === undefined ? presentSource(stored.get(id)) : changed.source;
    },
    set(id, source, rule = 'unit') {
      pending.set(id, { index: id.startsWith('state:') ? 'state' : 'cases', id, source, rule });
    },
    written: (kind) =>
      [...pending.values()].flatMap(({ id, source }) => (id.startsWith(`${kind}:`) ? [[id, source] as const] : [])),
    records: () => [...pending.values()],
  };
}
