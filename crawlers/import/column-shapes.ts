import { z } from 'zod';
import { deterministicId } from '../../pipeline/model/ids.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { type ColumnOverrides, FIELD_NAMES, type ImportKind, plain } from './columns.ts';

/** Which heading holds which field, remembered for each shape of file: the set of its headings. */
export interface ColumnShapes {
  /** What was said of such a file before; null when nothing was. */
  find(headings: readonly string[], kind: ImportKind): ColumnOverrides | null;
  /** Remembers what was said of this one. Durable after `save`. */
  remember(headings: readonly string[], kind: ImportKind, columns: ColumnOverrides): void;
  save(): Promise<void>;
}

const KIND = 'import-columns';
const kept = z.partialRecord(z.enum(FIELD_NAMES), z.string());

export async function openColumnShapes(store: Pick<Store, 'state' | 'states' | 'putState'>): Promise<ColumnShapes> {
  const known = new Map<string, ColumnOverrides>();
  for (const [shape, { value }] of await store.states(KIND)) {
    const parsed = kept.safeParse(value);
    if (parsed.success) known.set(shape, parsed.data);
  }
  const fresh = new Map<string, ColumnOverrides>();
  return {
    find: (headings, kind) => known.get(shapeOf(headings, kind)) ?? null,
    remember(headings, kind, columns) {
      const shape = shapeOf(headings, kind);
      known.set(shape, columns);
      fresh.set(shape, columns);
    },
    async save() {
      for (const [shape, columns] of fresh) {
        const before = await store.state(KIND, shape);
        await store.putState(KIND, shape, columns, before?.version ?? null);
      }
      fresh.clear();
    },
  };
}

/** Order, case, width and empty columns make no other shape. */
function shapeOf(headings: readonly string[], kind: ImportKind): string {
  const names = headings.map(plain).filter((name) => name !== '');
  return deterministicId('s', kind, ...names.sort());
}
