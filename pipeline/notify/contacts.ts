import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readYaml, type YamlFile } from '../../rules/yaml-file.ts';
import { ConfigError, type Issue } from '../errors.ts';
import { dayOf } from '../model/calendar.ts';
import { nearest } from '../nearest.ts';

const name = z.string().trim().min(1);
const person = z.strictObject({
  name,
  email: z.email('不是邮箱地址').optional(),
  mobile: z
    .string()
    .regex(/^1\d{10}$/, '手机号写成 11 位数字，并加引号')
    .optional(),
});
export type Person = z.infer<typeof person>;

const turn = z.union([
  name.transform((person) => ({ person })),
  z
    .strictObject({ person: name, from: z.iso.date(), until: z.iso.date(), deputy: name.optional() })
    .refine(({ from, until }) => from <= until, '止日早于起日'),
]);
const absence = z.strictObject({ person: name, from: z.iso.date(), until: z.iso.date() });
const book = z.strictObject({
  people: z.array(person),
  /** `科室:角色` → who, in order; dated turns come before standing ones. Days count whole, ends included. */
  roster: z.record(z.string(), z.array(turn)),
  away: z.array(absence).default([]),
});
type Book = z.infer<typeof book>;

export interface Contacts {
  /**
   * Who is on duty for a receiver (`科室:角色`) at an instant (epoch milliseconds): the dated turns of that day, without
   * any the standing ones; who is away is stood in for by the deputy. Null when the receiver is not in the book, empty
   * when nobody is there.
   */
  onDuty(receiver: string, now: number): readonly Person[] | null;
}

export const NO_CONTACTS: Contacts = { onDuty: () => null };

/**
 * Reads the address book, a YAML file in the hands of the operator, never in the rules: it holds personal data.
 * Throws ConfigError with every problem and its place. `known` are the receivers that the rules can name.
 */
export function readContacts(path: string, known: ReadonlySet<string>): Contacts {
  return parseContacts(path, readText(path), known);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError([{ where: path, message: '读不到通讯录文件', hint: '检查 YUQING_CONTACTS' }], { cause });
  }
}

export function parseContacts(path: string, text: string, known: ReadonlySet<string>): Contacts {
  const diagnostics: Parameters<typeof readYaml>[2] = [];
  const file = readYaml(path, text, diagnostics);
  if (file === null) {
    throw new ConfigError(
      diagnostics.map(({ line, column, message, hint }) => ({ where: `${path}:${line}:${column}`, message, hint })),
    );
  }
  const parsed = book.safeParse(file.value);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) =>
        issueAt(
          file,
          issue.path.filter(isStep),
          `通讯录写法有误：${issue.message}`,
          '写法见 pipeline/notify/README.md',
        ),
      ),
    );
  }
  const issues = problemsOf(file, parsed.data, known);
  if (issues.length > 0) throw new ConfigError(issues);
  return createContacts(parsed.data);
}

const isStep = (step: PropertyKey): step is string | number => typeof step !== 'symbol';

function issueAt(file: YamlFile, path: readonly (string | number)[], message: string, hint: string): Issue {
  const { line, column } = file.at(path, { code: 'contacts', message, hint });
  return { where: `${file.path}:${line}:${column}`, message, hint };
}

function problemsOf(file: YamlFile, { people, roster, away }: Book, known: ReadonlySet<string>): Issue[] {
  const names = people.map((one) => one.name);
  const twice = people.flatMap(({ name }, index) =>
    names.indexOf(name) === index
      ? []
      : [issueAt(file, ['people', index, 'name'], `“${name}”写了两遍`, '同名的人请加以区分')],
  );
  const stranger = (who: string | undefined, path: readonly (string | number)[]) =>
    who === undefined || names.includes(who)
      ? []
      : [issueAt(file, path, `people 中没有“${who}”`, `是否想写 ${nearest(who, names)}？`)];
  const turns = Object.entries(roster).flatMap(([receiver, list]) => [
    ...(known.has(receiver)
      ? []
      : [
          issueAt(
            file,
            ['roster', receiver],
            `派送规则中没有接收人“${receiver}”`,
            `是否想写 ${nearest(receiver, [...known])}？`,
          ),
        ]),
    ...list.flatMap((one, index) => [
      ...stranger(one.person, ['roster', receiver, index]),
      ...stranger('deputy' in one ? one.deputy : undefined, ['roster', receiver, index, 'deputy']),
    ]),
  ]);
  return [...twice, ...turns, ...away.flatMap((one, index) => stranger(one.person, ['away', index, 'person']))];
}

function createContacts({ people, roster, away }: Book): Contacts {
  const byName = new Map(people.map((one) => [one.name, one]));
  return {
    onDuty(receiver, now) {
      const turns = Object.hasOwn(roster, receiver) ? roster[receiver] : undefined;
      if (turns === undefined) return null;
      const day = dayOf(now);
      const covers = ({ from, until }: { from: string; until: string }) => from <= day && day <= until;
      const isAway = (who: string) => away.some((one) => one.person === who && covers(one));
      const dated = turns.flatMap((one) => ('from' in one && covers(one) ? [one] : []));
      const standing = turns.flatMap((one) => ('from' in one ? [] : [one]));
      const chosen: readonly { person: string; deputy?: string | undefined }[] = dated.length > 0 ? dated : standing;
      const present = chosen.flatMap(({ person, deputy }) =>
        [person, deputy].filter((who) => who !== undefined && !isAway(who)).slice(0, 1),
      );
      return [...new Set(present)].flatMap((who) => byName.get(who ?? '') ?? []);
    },
  };
}
