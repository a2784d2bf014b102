import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readYaml, type YamlFile } from '../../rules/yaml-file.ts';
import { ConfigError, type Issue } from '../errors.ts';
import type { HolidayYear } from './working-days.ts';

const day = z.iso.date('写成 2027-01-01');
const notice = z.strictObject({
  year: z.int().min(1990).max(2100),
  document: z.string().min(1),
  rest: z.array(day).min(1),
  work: z.array(day).default([]),
});
const file = z.array(notice).min(1);

const HINT = '每年一段：year、document（文号）、rest（放假的日期）、work（调休上班的周六周日）';

/**
 * Notices on holidays that the operator wrote down, for years the product does not know yet. YAML; throws ConfigError with
 * every mistake and its place.
 */
export function readHolidays(path: string): HolidayYear[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError([{ where: path, message: '读不到放假安排文件', hint: '检查 YUQING_HOLIDAYS' }], { cause });
  }
  return parseHolidays(path, text);
}

export function parseHolidays(path: string, text: string): HolidayYear[] {
  const diagnostics: Parameters<typeof readYaml>[2] = [];
  const yaml = readYaml(path, text, diagnostics);
  if (yaml === null) {
    throw new ConfigError(
      diagnostics.map(({ line, column, message, hint }) => ({ where: `${path}:${line}:${column}`, message, hint })),
    );
  }
  const parsed = file.safeParse(yaml.value);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map(({ path: at, message }) =>
        issueAt(yaml, at.filter(isStep), `放假安排写法有误：${message}`, HINT),
      ),
    );
  }
  const issues = parsed.data.flatMap((one, index) =>
    problemsOf(one, (at, message, hint) => issueAt(yaml, [index, ...at], message, hint)),
  );
  if (issues.length > 0) throw new ConfigError(issues);
  return parsed.data.map(({ year, document, rest, work }) => ({
    year,
    document,
    rest: new Set(rest),
    work: new Set(work),
  }));
}

type Report = (path: readonly (string | number)[], message: string, hint: string) => Issue;

/** A notice speaks of its year and of the last days of the one before. */
function problemsOf({ year, rest, work }: z.infer<typeof notice>, report: Report): Issue[] {
  const isOutside = (one: string) =>
    !(one.startsWith(`${year}-`) || one >= `${year - 1}-12-25`) || one > `${year}-12-31`;
  const isWeekend = (one: string) => [0, 6].includes(new Date(`${one}T04:00:00Z`).getUTCDay());
  const list = (name: 'rest' | 'work', days: readonly string[]) =>
    days.flatMap((one, index) =>
      isOutside(one) ? [report([name, index], `${one} 不在 ${year} 年的安排之内`, '检查年份')] : [],
    );
  return [
    ...list('rest', rest),
    ...list('work', work),
    ...work.flatMap((one, index) =>
      isWeekend(one) ? [] : [report(['work', index], `${one} 不是周六周日，本来就上班`, '检查日期')],
    ),
    ...work.flatMap((one, index) =>
      rest.includes(one) ? [report(['work', index], `${one} 既放假又上班`, '只写在一处')] : [],
    ),
  ];
}

const isStep = (step: PropertyKey): step is string | number => typeof step !== 'symbol';

function issueAt(yaml: YamlFile, path: readonly (string | number)[], message: string, hint: string): Issue {
  const { line, column } = yaml.at(path, { code: 'holidays', message, hint });
  return { where: `${yaml.path}:${line}:${column}`, message, hint };
}
