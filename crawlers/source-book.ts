import { z } from 'zod';
import { ConfigError, ConflictError, type Issue } from '../pipeline/errors.ts';
import type { Store } from '../pipeline/store/store.ts';
import { type CatalogueEntry, parseCatalogue } from './catalogue.ts';

/** A row for people to change. */
export interface WrittenSource {
  /** YAML. */
  text: string;
  /** Whether the shipped catalogue has a source of this id. */
  shipped: boolean;
  /** Whether somebody changed the row, or made it. */
  changed: boolean;
  enabled: boolean;
  /** Taken out of service: not collected, not listed among the others; its id stays its own. */
  retired: boolean;
}

/** A row in force, and whether it was taken out of service. */
export interface BookEntry extends CatalogueEntry {
  retired: boolean;
}

export type Saved = { saved: string } | { issues: Issue[] };

/**
 * The catalogue as it is in force: the shipped file with what people changed since laid over it. Changes are rows of the
 * store and outlive a new version of the file.
 */
export interface SourceBook {
  /** Every source, the shipped ones first, the retired ones among them. */
  entries(): BookEntry[];
  /** Null when there is no such source. */
  read(id: string): WrittenSource | null;
  /** Throws RangeError when there is no such source, ConflictError when somebody else changed it meanwhile. */
  setEnabled(id: string, enabled: boolean): Promise<void>;
  /**
   * Takes a source out of service or back. Its posts stay, and so does its id: another source of that name would be taken
   * for it. Throws RangeError when there is no such source.
   */
  setRetired(id: string, retired: boolean): Promise<void>;
  /** Takes a whole row in YAML, of a new source or of a known one. Changes nothing when it gives issues (`第L行第C列`). */
  save(text: string): Promise<Saved>;
  /** Back to the shipped row. Throws RangeError when there is none. */
  restore(id: string): Promise<void>;
  /** Takes over what was changed in another process since; `onChange` is told as for one's own changes. */
  follow(): Promise<void>;
}

export interface SourceBookOptions {
  shipped: readonly CatalogueEntry[];
  /** Values for `{name}` at the start of addresses. */
  settings: Readonly<Record<string, string | undefined>>;
  store: Pick<Store, 'state' | 'states' | 'putState'>;
  /** Told after each change, with the row now in force. */
  onChange?: (entry: BookEntry) => Promise<void>;
}

const KIND = 'source-row';

/** What people changed of one source; kept in the store. */
const sourceChange = z.object({
  /** A whole row in YAML instead of the shipped one; null = as shipped. */
  text: z.string().nullable(),
  /** Switched on or off whatever the row says; null = as the row says. */
  enabled: z.boolean().nullable(),
  retired: z.boolean().default(false),
});
type SourceChange = z.infer<typeof sourceChange>;
const UNCHANGED: SourceChange = { text: null, enabled: null, retired: false };

/** A kept row that can no longer be read (an older version's) counts as not there; the shipped one is then in force. */
export async function openSourceBook({ shipped, settings, store, onChange }: SourceBookOptions): Promise<SourceBook> {
  const originals = new Map(shipped.map((entry) => [entry.row.id, entry]));
  const changes = new Map<string, SourceChange>();
  /** Versions of the rows that are known, so that a change is made of what is there and not of what was. */
  const versions = new Map<string, number>();
  await takeOver();

  /** Gives the ids whose row was written since it was last looked at. */
  async function takeOver(): Promise<string[]> {
    const fresh = [...(await store.states(KIND))].filter(([id, { version }]) => versions.get(id) !== version);
    for (const [id, { value, version }] of fresh) {
      versions.set(id, version);
      const parsed = sourceChange.safeParse(value);
      if (parsed.success) changes.set(id, parsed.data);
    }
    return fresh.map(([id]) => id);
  }

  async function tell(id: string): Promise<void> {
    const entry = inForce(id);
    if (entry !== null) await onChange?.(entry);
  }

  async function follow(): Promise<void> {
    for (const id of await takeOver()) await tell(id);
  }

  function inForce(id: string): BookEntry | null {
    const { text, enabled, retired } = changes.get(id) ?? UNCHANGED;
    const own = text === null ? null : parseRow(text, settings);
    const entry = own !== null && 'row' in own ? own : originals.get(id);
    if (entry === undefined) return null;
    return { ...entry, retired, ...(enabled === null ? {} : { row: { ...entry.row, enabled } }) };
  }

  async function change(id: string, next: SourceChange): Promise<void> {
    try {
      versions.set(id, await store.putState(KIND, id, next, versions.get(id) ?? null));
    } catch (error) {
      // Whoever asks again then changes what the other one made of it.
      if (error instanceof ConflictError) await follow();
      throw error;
    }
    changes.set(id, next);
    await tell(id);
  }

  return {
    entries: () => [...new Set([...originals.keys(), ...changes.keys()])].flatMap((id) => inForce(id) ?? []),
    read(id) {
      const entry = inForce(id);
      if (entry === null) return null;
      const changed = (changes.get(id)?.text ?? null) !== null;
      const { retired, row } = entry;
      return { text: entry.text, shipped: originals.has(id), changed, enabled: row.enabled, retired };
    },
    async setEnabled(id, enabled) {
      if (inForce(id) === null) throw new RangeError(`没有来源 ${id}`);
      await change(id, { ...(changes.get(id) ?? UNCHANGED), enabled });
    },
    async setRetired(id, retired) {
      if (inForce(id) === null) throw new RangeError(`没有来源 ${id}`);
      await change(id, { ...(changes.get(id) ?? UNCHANGED), retired });
    },
    async save(text) {
      const parsed = parseRow(text, settings);
      if ('issues' in parsed) return parsed;
      if (changes.get(parsed.row.id)?.retired)
        return {
          issues: [
            { where: 'id', message: `${parsed.row.id} 是一个已撤下的来源`, hint: '先把它恢复再修改，或换一个编号' },
          ],
        };
      // What the row itself says of `enabled` is the newest word.
      await change(parsed.row.id, { ...UNCHANGED, text });
      return { saved: parsed.row.id };
    },
    follow,
    async restore(id) {
      if (!originals.has(id)) throw new RangeError(`来源目录中没有 ${id}`);
      await change(id, { ...UNCHANGED, retired: changes.get(id)?.retired ?? false });
    },
  };
}

const INDENT = 4;

/** One row by the rules of the whole file; places count from the row's own text. */
function parseRow(text: string, settings: SourceBookOptions['settings']): CatalogueEntry | { issues: Issue[] } {
  // A row copied out of the file begins with the dash of its list.
  const lines = text
    .replace(/^(\s*)- /, '$1  ')
    .trimEnd()
    .split(/\r?\n/);
  const indented = lines.map((line, index) => `${index === 0 ? '  - ' : ' '.repeat(INDENT)}${line}`);
  try {
    const [entry, ...more] = parseCatalogue(`sources:\n${dedented(indented).join('\n')}`, '', settings);
    if (entry === undefined || more.length > 0) return { issues: [{ where: '', message: '一次只写一个来源' }] };
    return { ...entry, text };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { issues: error.issues.map((issue) => ({ ...issue, where: placeIn(issue.where) })) };
  }
}

/** The first line of a row whose lines are all indented alike stands behind its dash without the indentation. */
function dedented(lines: readonly string[]): string[] {
  const spare = /^ {2}- (\s*)/.exec(lines[0] ?? '')?.[1]?.length ?? 0;
  return lines.map((line, index) => (index === 0 ? `  - ${line.slice(INDENT + spare)}` : line.slice(spare)));
}

/** `:12:7` in the wrapped text → 第11行第3列 of the row. */
function placeIn(where: string): string {
  const [, line = '1', column = '1'] = /:(\d+):(\d+)$/.exec(where) ?? [];
  return `第 ${Math.max(1, Number(line) - 1)} 行第 ${Math.max(1, Number(column) - INDENT)} 列`;
}
