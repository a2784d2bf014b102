import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rulesTable } from '../../../pipeline/case/rules-table.ts';

it('the guide shows the table as the program has it', () => {
  const guide = readFileSync(new URL('../../../pipeline/case/README.md', import.meta.url), 'utf8');
  expect(guide).toContain(rulesTable());
});
