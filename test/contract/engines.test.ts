import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BUSES, STORES } from './engines.ts';

const root = new URL('../..', import.meta.url).pathname;
/** Parts of an adapter, split off for length. */
const PARTS = /-post-queries\.ts$/;
const adapters = globSync(['pipeline/bus/*/*-bus.ts', 'pipeline/store/*/*-{store,queries}.ts'], { cwd: root })
  .filter((file) => !PARTS.test(file))
  .toSorted();

describe('engines', () => {
  it('leaves no adapter out, and names none that is not there', () => {
    const listed = [
      ...BUSES.map(({ name }) => `pipeline/bus/${name}/${name}-bus.ts`),
      ...STORES.flatMap(({ name }) => ['queries', 'store'].map((port) => `pipeline/store/${name}/${name}-${port}.ts`)),
    ];
    expect(adapters).toEqual(listed.toSorted());
  });

  it('has an adapter of both kinds for each of its ports', () => {
    expect(BUSES.map(({ name }) => name)).toEqual(['sqlite', 'kafka']);
  });

  it.each([
    ['bus', 'BUSES'],
    ['store', 'STORES'],
    ['queries', 'STORES'],
    ['back-search', 'STORES'],
  ])('runs the %s suite over the whole list', (port, list) => {
    const source = readFileSync(`${root}test/contract/${port}.test.ts`, 'utf8');
    expect(source).toMatch(new RegExp(`for \\(const engine of ${list}\\) test(?:Bus|Store|Queries|BackSearch)\\(`));
  });
});
