import { useState } from 'react';
import { type HeldRows, holdRows } from './hold-rows.ts';

interface Options<T> {
  /** Undefined until the first answer. */
  fresh: readonly T[] | undefined;
  /** True while rows must not move. */
  atWork: boolean;
  /** Rows of another view are never held. */
  view: string;
  idOf(row: T): string;
}

interface Shown<T> {
  view: string;
  rows: readonly T[];
  source: readonly T[];
}

const NONE: ReadonlySet<string> = new Set();

/** Lets fresh rows through while nobody is at work in the list, and holds them back otherwise. */
export function useHeldRows<T>({ fresh, atWork, view, idOf }: Options<T>): HeldRows<T> & { release(): void } {
  const [shown, setShown] = useState<Shown<T> | null>(null);
  const release = () => {
    if (fresh) setShown({ view, rows: fresh, source: fresh });
  };
  if (!fresh) return { rows: [], waiting: [], gone: NONE, release };
  const held = shown !== null && shown.view === view && atWork;
  if (!held) {
    if (shown?.source !== fresh || shown.view !== view) setShown({ view, rows: fresh, source: fresh });
    return { rows: fresh, waiting: [], gone: NONE, release };
  }
  const result = holdRows(shown.rows, fresh, idOf);
  // Keep what was last known of a row, also after it has left the list.
  if (shown.source !== fresh) setShown({ view, rows: result.rows, source: fresh });
  return { ...result, release };
}
