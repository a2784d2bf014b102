import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { HolidayYear } from './working-days.ts';

const days = z.record(z.string(), z.unknown()).default({});
const yearFile = z.object({ holidays: days, workdays: days });
const packageFile = z.object({ version: z.string() });

/**
 * The years that the package chinese-days has a file for. Its files, not its functions: those take Monday to Friday for a
 * year without data, and the zone of the process for a `Date`.
 */
export function readShippedYears(): HolidayYear[] {
  const manifest = createRequire(import.meta.url).resolve('chinese-days/package.json');
  const { version } = packageFile.parse(readJson(manifest));
  const folder = join(dirname(manifest), 'dist', 'years');
  return readdirSync(folder)
    .flatMap((name) => /^(\d{4})\.json$/.exec(name)?.[1] ?? [])
    .map((year) => {
      const { holidays, workdays } = yearFile.parse(readJson(join(folder, `${year}.json`)));
      const [rest, work] = [new Set(Object.keys(holidays)), new Set(Object.keys(workdays))];
      return { year: Number(year), rest, work, document: `chinese-days ${version}` };
    });
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
