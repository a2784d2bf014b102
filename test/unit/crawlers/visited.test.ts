import { describe, expect, it } from 'vitest';
import { createVisited } from '../../../crawlers/visited.ts';
import type { StateRow } from '../../../pipeline/store/store.ts';

const HOUR = 3_600_000;
const at = (hours: number) => 1_800_000_000_000 + hours * HOUR;
const entry = (changes: string | null = null) => ({ url: 'http://a.example/t/1', changes });

describe('visited pages', () => {
  it('asks for an unknown page once', async () => {
    const visited = createVisited();
    expect((await visited.due('s', [entry()], { revisits: false, now: at(0) })).size).toBe(1);
    await visited.taken('s', entry(), { news: true, now: at(0) });
    expect((await visited.due('s', [entry('other')], { revisits: false, now: at(500) })).size).toBe(0);
    expect((await visited.due('other', [entry()], { revisits: false, now: at(0) })).size).toBe(1);
  });

  it('looks again when the list shows a change, else at growing intervals, and at last no more', async () => {
    const visited = createVisited();
    const due = async (changes: string | null, hours: number) =>
      (await visited.due('s', [entry(changes)], { revisits: true, now: at(hours) })).size === 1;
    await visited.taken('s', entry('待回复'), { news: true, now: at(0) });
    expect(await due('待回复', 0.5)).toBe(false);
    expect(await due('已回复', 0.5)).toBe(true);
    expect(await due('待回复', 1)).toBe(true);
    await visited.taken('s', entry('待回复'), { news: false, now: at(1) });
    expect(await due('待回复', 2)).toBe(false);
    expect(await due('待回复', 3)).toBe(true);
    await visited.taken('s', entry('待回复'), { news: true, now: at(3) });
    expect(await due('待回复', 4)).toBe(true);
    expect(await due('待回复', 31 * 24)).toBe(false);
    expect(await due('已回复', 31 * 24)).toBe(true);
  });

  it('survives a restart by its store', async () => {
    const rows = new Map<string, StateRow>();
    const store = {
      async state<T>(kind: string, id: string) {
        return (rows.get(kind + id) as StateRow<T> | undefined) ?? null;
      },
      async putState(kind: string, id: string, value: unknown, expected: number | null) {
        const version = (expected ?? 0) + 1;
        rows.set(kind + id, { value: JSON.parse(JSON.stringify(value)), version });
        return version;
      },
    };
    const one = createVisited(store);
    await one.taken('s', entry(), { news: true, now: at(0) });
    await one.save('s');
    await one.save('s');
    expect((await createVisited(store).due('s', [entry()], { revisits: false, now: at(1) })).size).toBe(0);
  });
});
