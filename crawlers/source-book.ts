import { z } from 'zod';
import { ConfigError, type Issue } from '../pipeline/errors.ts';
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
}

export type Saved = { saved: string } | { issues: Issue[] };

/**
 * The catalogue as it is in force: the shipped file with what people changed since laid over it. Changes are rows of the
 * store and outlive a new version of the file.
 */
export interface SourceBook {
  /** Every source, the shipped ones first. */
  entries(): CatalogueEntry[];
  /** Null when there is no such source. */
  read(id: string): WrittenSource | null;
  /** Throws RangeError when there is no such source, ConflictError when somebody else changed it meanwhile. */
  setEnabled(id: string, enabled: boolean): Promise<void>;
  /** Takes a whole row in YAML, of a new source or of a known one. Changes nothing when it gives issues (`第L行第C列`). */
  save(text: string): Promise<Saved>;
  /** Back to the shipped row. Throws RangeError when there is none. */
  restore(id: string): Promise<void>;
}

export interface SourceBookOptions {
  shipped: readonly CatalogueEntry[];
  /** Values for `{name}` at the start of addresses. */
  settings: Readonly<Record<string, string | undefined>>;
  store: Pick<Store, 'state' | 'states' | 'putState'>;
  /** Told after each change, with the row now in force. */
  onChange?: (entry: CatalogueEntry) => Promise<void>;
}

const KIND = 'source-row';

/** What people changed of one source; kept in the store. */
const sourceChange = z.object({
  /** A whole row in YAML instead of the shipped one; null = as shipped. */
  text: z.string().nullable(),
  /** Switched on or off whatever the row says; null = as the row says. */
  enabled: z.boolean().nullable(),
});
type SourceChange = z.infer<typeof sourceChange>;

/** A kept row that can no longer be read (an older version's) counts as not there; the shipped one is then in force. */
export async function openSourceBook({ shipped, settings, store, onChange }: SourceBookOptions): Promise<SourceBook> {
  const originals = new Map(shipped.map((entry) => [entry.row.id, entry]));
  const changes = new Map<string, SourceChange>();
  for (const [id, { value }] of await store.states(KIND)) {
    const parsed = sourceChange.safeParse(value);
    if (parsed.success) changes.set(id, parsed.data);
  }

  function inForce(id: string): CatalogueEntry | null {
    const { text = null, enabled = null } = changes.get(id) ?? {};
    const own = text === null ? null : parseRow(text, settings);
    const entry = own !== null && 'row' in own ? own : originals.get(id);
    if (entry === undefined) return null;
    return enabled === null ? entry : { ...entry, row: { ...entry.row, enabled } };
  }

  async function change(id: string, next: SourceChange): Promise<void> {
    const before = await store.state(KIND, id);
    await store.putState(KIND, id, next, before?.version ?? null);
    changes.set(id, next);
    const entry = inForce(id);
    if (entry !== null) await onChange?.(entry);
  }

  return {
    entries: () => [...new Set([...originals.keys(), ...changes.keys()])].flatMap((id) => inForce(id) ?? []),
    read(id) {
      const entry = inForce(id);
      if (entry === null) return null;
      const changed = (changes.get(id)?.text ?? null) !== null;
      return { text: entry.text, shipped: originals.has(id), changed, enabled: entry.row.enabled };
    },
    async setEnabled(id, enabled) {
      if (inForce(id) === null) throw new RangeError(`没有来源 ${id}`);
      await change(id, { text: changes.get(id)?.text ?? null, enabled });
    },
    async save(text) {
      const parsed = parseRow(text, settings);
      if ('issues' in parsed) return parsed;
      // What the row itself says of `enabled` is the newest word.
      await change(parsed.row.id, { text, enabled: null });
      return { saved: parsed.row.id };
    },
    async restore(id) {
      if (!originals.has(id)) throw new RangeError(`来源目录中没有 ${id}`);
      await change(id, { text: null, enabled: null });
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
