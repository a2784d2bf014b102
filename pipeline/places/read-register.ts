import { parse, stringify } from 'yaml';
import { type LexiconEntry, lexiconSpec } from '../../rules/schema.ts';
import { PLACE_LISTS } from './gazetteer.ts';
import {
  addRegisterRow,
  entriesOf,
  put,
  type RegisterColumns,
  type RegisterLists,
  registerColumns,
} from './register.ts';

/** File of each list that a register fills, in the folder of the lexicon. */
export const REGISTER_FILES = {
  estate: 'estates.yaml',
  project: 'projects.yaml',
  developer: 'developers.yaml',
  propertyCompany: 'property-companies.yaml',
  contractor: 'contractors.yaml',
} as const;
export type FilledKind = keyof typeof REGISTER_FILES;
export const FILLED_KINDS: readonly FilledKind[] = ['estate', 'project', 'developer', 'propertyCompany', 'contractor'];

export const NO_HEADINGS = {
  message: '没有找到登记表的表头',
  hint: '表头应有“项目名称”或“推广名”，另可有 区县、街道、开发企业、物业企业、施工单位、别名',
} as const;

/** A row of a table; `row` counts from 1 as a spreadsheet program shows it. */
export type RegisterRow = { row: number; cells: readonly unknown[] } | { row: number; rejected: string };

export interface RegisterReading {
  /** Rows below headings that are not empty. */
  read: number;
  accepted: number;
  rejections: readonly { row: number; reason: string }[];
}

/** Adds the rows of a register to the lists; null where no row holds headings. */
export async function readRegister(
  rows: AsyncIterable<RegisterRow>,
  lists: RegisterLists,
): Promise<RegisterReading | null> {
  const rejections: { row: number; reason: string }[] = [];
  let [read, accepted] = [0, 0];
  let columns: RegisterColumns | null = null;
  for await (const row of rows) {
    const cells = 'cells' in row ? row.cells.map((cell) => String(cell ?? '').trim()) : null;
    const headings = cells === null ? null : registerColumns(cells);
    // A further sheet brings its own headings; titles above the first ones are passed over.
    if (headings !== null) columns = headings;
    if (columns === null || headings !== null || cells?.every((cell) => cell === '')) continue;
    read += 1;
    const reason = cells === null ? ('rejected' in row ? row.rejected : '') : addRegisterRow(lists, cells, columns);
    if (reason === null) accepted += 1;
    else rejections.push({ row: row.row, reason });
  }
  return columns === null ? null : { read, accepted, rejections };
}

/** What a register makes of one list. */
export interface ListChange {
  kind: FilledKind;
  /** The name that rules know the list by. */
  name: string;
  /** Text of the file, with what was there before. */
  text: string;
  before: number;
  after: number;
  /** Names that are new, and those known before that have other aliases or belong elsewhere now. */
  added: readonly string[];
  changed: readonly string[];
}

/**
 * The list as the register leaves it. Nothing is taken away: a register seldom holds all names that people use, and who
 * wants one gone edits the list.
 * @param present text of the file as it is; null where there is none
 */
export function mergeList(kind: FilledKind, lists: RegisterLists, present: string | null): ListChange {
  const before = present === null ? null : lexiconSpec.parse(parse(present));
  const known = new Map((before?.entries ?? []).map((entry) => [entry.name, entry]));
  const entries = new Map(known);
  for (const entry of lists[kind].values()) put(entries, entry);
  const name = before?.name ?? PLACE_LISTS[kind];
  const note = before?.note ?? '由项目登记表导入；可以手工增删，再次导入时保留。';
  const merged = entriesOf(entries);
  const earlier = new Map(entriesOf(known).map((entry) => [entry.name, same(entry)]));
  return {
    ...{ kind, name, before: known.size, after: entries.size },
    text: stringify({ name, note, entries: merged }, { lineWidth: 0 }),
    added: merged.filter((entry) => !earlier.has(entry.name)).map((entry) => entry.name),
    changed: merged
      .filter((entry) => earlier.has(entry.name) && earlier.get(entry.name) !== same(entry))
      .map((entry) => entry.name),
  };
}

function same({ aliases, belongs = {} }: LexiconEntry): string {
  return JSON.stringify([[...aliases].sort(), Object.entries(belongs).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
