import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { alertsQuery } from '../../../dashboards/alert-contract.ts';
import { postsQuery } from '../../../dashboards/record-contract.ts';

/** Modules that are really loaded (not `import type`), with everything they load in turn. */
function loadedFrom(file: URL, seen = new Set<string>()): Set<string> {
  if (seen.has(file.href)) return seen;
  seen.add(file.href);
  for (const [, name] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*? from '([^']+)';/gms)) {
    if (name?.startsWith('.')) loadedFrom(new URL(name, file), seen);
    else if (name !== undefined) seen.add(name);
  }
  return seen;
}

it.each([
  ...['contract', 'account-contract', 'alert-contract', 'record-contract', 'source-contract'],
  ...['rulebook-contract', 'case-contract'],
])('%s.ts loads in a browser: zod, the model and the shapes of rules only', (name) => {
  const loaded = [...loadedFrom(new URL(`../../../dashboards/${name}.ts`, import.meta.url))];
  const packages = loaded.filter((name) => !name.startsWith('file:'));
  expect(packages).toEqual(['zod']);
  const files = loaded.filter((name) => name.startsWith('file:') && !/contract(?:-parts)?\.ts$/.test(name));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files)
    expect(file).toMatch(
      /\/pipeline\/model\/|\/rules\/(?:edit|editable-file|schema|call-schema|clocks|language\/ast)\.ts$/,
    );
});

it('reads lists with commas or repeats, without blanks and doubles', () => {
  expect(alertsQuery.parse({ level: '红, 橙,,红' }).level).toEqual(['红', '橙']);
  expect(alertsQuery.parse({ level: ['红', '橙'] }).level).toEqual(['红', '橙']);
  expect(alertsQuery.safeParse({ level: '紫' }).success).toBe(false);
  expect(postsQuery.parse({ domain: 'false', limit: '7' })).toMatchObject({ domain: false, limit: 7 });
});
