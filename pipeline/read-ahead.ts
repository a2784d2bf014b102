/** Rows of the store, each read once: singly when it is asked for, or many at a time when it is known beforehand. */
export interface ReadAhead<T> {
  /** Reads at one stroke what has not been asked for yet. */
  expect(ids: Iterable<string>): Promise<void>;
  get(id: string): Promise<T | null>;
}

/** `read` leaves out ids that there is nothing for. */
export function createReadAhead<T>(
  read: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  known: ReadonlyMap<string, T> = new Map(),
): ReadAhead<T> {
  const rows = new Map<string, T | null>(known);
  async function expect(ids: Iterable<string>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !rows.has(id));
    if (missing.length === 0) return;
    const found = await read(missing);
    for (const id of missing) rows.set(id, found.get(id) ?? null);
  }
  return {
    expect,
    async get(id) {
      await expect([id]);
      return rows.get(id) ?? null;
    },
  };
}
