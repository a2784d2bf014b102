import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;
const DEFAULT_FILE = 'test/acceptance/faults.test.ts';

const page =
  readFileSync(join(root, 'pipeline/ARCHITECTURE.md'), 'utf8').split('\n## Faults\n')[1]?.split('\n## ')[0] ?? '';
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| fault |'))
  .map((line) => {
    const [fault = '', what = '', tests = ''] = line.split(' |').map((cell) => cell.replace(/^\| ?/, '').trim());
    return { fault, what, tests };
  });

/** `title`, `title` in `file`; `title` … */
function namedTests(cell: string): { title: string; file: string }[] {
  return cell.split(';').flatMap((part) => {
    const names = [...part.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
    const file = names.find((name) => name.startsWith('test/')) ?? DEFAULT_FILE;
    return names.filter((name) => name !== file).map((title) => ({ title, file }));
  });
}

/** Whether a test or suite of the file begins so; `…` stands for whatever is filled in. */
function isThere({ title, file }: { title: string; file: string }): boolean {
  const words = title.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`['"\`]${words.join('[^\\n]*')}`).test(readFileSync(join(root, file), 'utf8'));
}

describe('the page of faults', () => {
  it('has a row for every fault, each with what happens and a test', () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const { fault, what, tests } of rows) {
      expect([fault, what === '', namedTests(tests).length === 0]).toEqual([fault, false, false]);
    }
  });

  it('names tests that there are', () => {
    const missing = rows.flatMap(({ tests }) => namedTests(tests)).filter((one) => !isThere(one));
    expect(missing).toEqual([]);
    expect(isThere({ title: 'a test that nobody wrote', file: DEFAULT_FILE })).toBe(false);
  });
});
