/**
 * What a list shows while somebody works in it: the rows that were there, in their old order and with fresh content;
 * rows from further pages below them; and apart, how many new ones wait.
 */
export interface HeldRows<T> {
  rows: readonly T[];
  /** Ids of rows that are new above or between the shown ones. */
  waiting: readonly string[];
  /** Ids of shown rows that no longer belong to the list (their state changed, a filter no longer fits). */
  gone: ReadonlySet<string>;
}

export function holdRows<T>(shown: readonly T[], fresh: readonly T[], idOf: (row: T) => string): HeldRows<T> {
  const byId = new Map(fresh.map((row) => [idOf(row), row]));
  const known = new Set(shown.map(idOf));
  const lastKnown = fresh.findLastIndex((row) => known.has(idOf(row)));
  // Nothing of what is shown is left: what is fresh may stand anywhere, so all of it waits.
  const below = lastKnown < 0 ? [] : fresh.slice(lastKnown + 1);
  const above = lastKnown < 0 ? fresh : fresh.slice(0, lastKnown);
  return {
    rows: [...shown.map((row) => byId.get(idOf(row)) ?? row), ...below],
    waiting: above.map(idOf).filter((id) => !known.has(id)),
    gone: new Set([...known].filter((id) => !byId.has(id))),
  };
}
