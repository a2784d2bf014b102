import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isNode, LineCounter, parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import { ConfigError, type Issue } from '../pipeline/errors.ts';
import { type CatalogueRow, catalogueFile } from './catalogue-schema.ts';

/** The catalogue that ships with the system. */
export const CATALOGUE_PATH: string = fileURLToPath(new URL('./catalogue.yaml', import.meta.url));

/** A row with its addresses filled in, or with the name of the setting that it waits for. */
export interface CatalogueEntry {
  row: CatalogueRow;
  /** Name of the setting in `{…}` that was not given; such a source is off. */
  missing: string | null;
  /** The row as it is written, in YAML. */
  text: string;
}

/** Reads and checks a catalogue. Throws ConfigError with every problem at once, `file:line:column`. */
export async function loadCatalogue(
  path: string,
  settings: Readonly<Record<string, string | undefined>> = {},
): Promise<CatalogueEntry[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ConfigError([{ where: path, message: '来源目录文件无法读取', hint: '检查路径和权限' }], { cause });
  });
  return parseCatalogue(text, path, settings);
}

/** As loadCatalogue, on text. `settings`: values for `{name}` at the start of addresses. */
export function parseCatalogue(
  text: string,
  path: string,
  settings: Readonly<Record<string, string | undefined>> = {},
): CatalogueEntry[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  if (document.errors.length > 0)
    throw new ConfigError(
      document.errors.map((error) => ({ where: at(error.pos[0]), message: firstLine(error.message) })),
    );
  const whereIs = (keys: readonly PropertyKey[]): string => at(offsetOf(document, keys));

  const parsed = catalogueFile.safeParse(document.toJS(), { error: z.locales.zhCN().localeError });
  const issues = parsed.success
    ? repeated(parsed.data.sources, whereIs)
    : parsed.error.issues.flatMap((issue) => toIssues(issue, whereIs));
  if (!parsed.success || issues.length > 0) throw new ConfigError(issues);
  const written = z.object({ sources: z.array(z.unknown()) }).parse(document.toJS()).sources;
  const entries = parsed.data.sources.map((row, index) => ({
    ...fillIn(row, settings),
    text: stringify(written[index], { aliasDuplicateObjects: false, lineWidth: 0 }),
  }));
  const wrong = entries.flatMap(({ row, missing }, index) =>
    missing === null && !row.addresses.every((address) => URL.canParse(address))
      ? [
          {
            where: whereIs(['sources', index, 'addresses']),
            message: `设置填入后不是有效地址：${row.addresses.join(' ')}`,
          },
        ]
      : [],
  );
  if (wrong.length > 0) throw new ConfigError(wrong);
  return entries;
}

function fillIn(
  row: CatalogueRow,
  settings: Readonly<Record<string, string | undefined>>,
): Omit<CatalogueEntry, 'text'> {
  let missing: string | null = null;
  const addresses = row.addresses.map((address) => {
    const name = /^\{([a-z-]+)\}/.exec(address)?.[1];
    if (name === undefined) return address;
    const value = settings[name]?.replace(/\/+$/, '');
    if (!value) missing = name;
    return value ? value + address.slice(name.length + 2) : address;
  });
  return { row: { ...row, addresses }, missing };
}

type WhereIs = (keys: readonly PropertyKey[]) => string;

function toIssues(issue: z.core.$ZodIssue, whereIs: WhereIs): Issue[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      where: whereIs([...issue.path, key]),
      message: `不认识的字段 ${key}`,
      hint: '可用字段见 crawlers/ADDING-A-SOURCE.md',
    }));
  const field = issue.path.filter((key) => typeof key === 'string').join('.');
  return [{ where: whereIs(issue.path), message: field === '' ? issue.message : `${field}：${issue.message}` }];
}

function repeated(rows: readonly CatalogueRow[], whereIs: WhereIs): Issue[] {
  const first = new Map<string, number>();
  return rows.flatMap((row, index) => {
    const earlier = first.get(row.id);
    if (earlier === undefined) {
      first.set(row.id, index);
      return [];
    }
    return [
      {
        where: whereIs(['sources', index, 'id']),
        message: `来源编号 ${row.id} 重复`,
        hint: `第 ${earlier + 1} 个来源已用此编号`,
      },
    ];
  });
}

/** Where the value stands; for something missing, the nearest thing around it. */
function offsetOf(document: ReturnType<typeof parseDocument>, keys: readonly PropertyKey[]): number {
  for (let depth = keys.length; depth > 0; depth -= 1) {
    const node = document.getIn(keys.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

function firstLine(text: string): string {
  // The place stands in front of it already, and is that of the file.
  return (text.split('\n', 1)[0] ?? text).replace(/ at line \d+, column \d+:?$/, '');
}
