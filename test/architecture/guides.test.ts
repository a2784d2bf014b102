import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { settingsTable } from '../../pipeline/config.ts';

const root = new URL('../..', import.meta.url).pathname;
const guides = globSync('{*.md,{rules,pipeline,crawlers,dashboards,test}/**/*.md}', {
  cwd: root,
  exclude: (name) => name === 'node_modules',
});

it('guides name only paths that exist', () => {
  const missing = guides.flatMap((guide) =>
    [
      ...readFileSync(join(root, guide), 'utf8').matchAll(
        /`((?:crawlers|pipeline|rules|dashboards|test)\/[A-Za-z0-9_./-]+)`/g,
      ),
    ]
      .map((match) => (match[1] ?? '').replace(/\/$/, ''))
      .filter((path) => !/NNNN/.test(path) && !existsSync(join(root, path)))
      .map((path) => `${guide}: ${path}`),
  );
  expect(guides).toContain('README.md');
  expect(missing).toEqual([]);
});

it('README shows the settings as the program knows them', () => {
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(settingsTable());
});
