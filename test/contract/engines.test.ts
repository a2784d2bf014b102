import { globSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ENGINES } from './engines.ts';

const root = new URL('../..', import.meta.url).pathname;
const adapters = globSync(['pipeline/bus/*-bus.ts', 'pipeline/store/*-{store,queries}.ts'], { cwd: root });
/** Parts of an adapter, split off for length. */
const PARTS = /-post-queries\.ts$/;

describe('engines', () => {
  it.each(ENGINES.map((engine) => [engine.name, engine] as const))(
    '%s has every adapter and a suite for each',
    (name, engine) => {
      const own = adapters.filter((file) => file.includes(`/${name}-`) && !PARTS.test(file)).toSorted();
      expect(own).toEqual([
        `pipeline/bus/${name}-bus.ts`,
        `pipeline/store/${name}-queries.ts`,
        `pipeline/store/${name}-store.ts`,
      ]);
      expect([engine.bus.name, engine.store.name]).toEqual([name, name]);
    },
  );

  it('leaves no adapter out', () => {
    const names = ENGINES.map(({ name }) => name);
    const forgotten = adapters.filter((file) => !names.some((name) => file.includes(`/${name}-`)));
    expect(forgotten).toEqual([]);
  });

  it.each(['bus', 'store', 'queries', 'back-search'])('runs the %s suite over the whole list', async (port) => {
    const { readFile } = await import('node:fs/promises');
    const source = await readFile(`${root}test/contract/${port}.test.ts`, 'utf8');
    expect(source).toMatch(/for \(const engine of ENGINES\) test(?:Bus|Store|Queries|BackSearch)\(/);
  });
});
