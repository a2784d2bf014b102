import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadDictionary } from '../../../pipeline/segment/shared-dictionary.ts';

const SCRIPT = new URL('../../support/dictionary-thread.ts', import.meta.url);
let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'shared-dictionary-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('gives a thread the tables of the thread that started it, and no others than it asks for', async () => {
  const own = join(dir, 'own.txt');
  writeFileSync(own, '龙湾公馆\n');
  const tables = loadDictionary(own);
  const before = tables.weights[0];
  await ended(join(dir, 'another.txt'));
  expect(tables.weights[0]).toBe(before);
  await ended(own);
  expect(tables.weights[0]).toBe(42);
});

it('reads the words of its own anew for whoever asks again', () => {
  const own = join(dir, 'own.txt');
  writeFileSync(own, '龙湾公馆 nz\n');
  expect(loadDictionary(own).tagNames).toContain('nz');
  writeFileSync(own, '龙湾公馆 unheard\n');
  expect(loadDictionary(own).tagNames).toContain('unheard');
});

async function ended(own: string): Promise<void> {
  const [code] = await once(new Worker(SCRIPT, { workerData: own }), 'exit');
  expect(code).toBe(0);
}
