import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import { RULES_DIR } from '../../pipeline/paths.ts';
import { createDrafts } from '../../pipeline/rulebook/drafts.ts';
import { createRulebook } from '../../pipeline/rulebook/rulebook.ts';
import { openRulesInForce } from '../../pipeline/rulebook/rules-in-force.ts';
import { createVersions } from '../../pipeline/rulebook/versions.ts';
import type { Segmenter } from '../../pipeline/segment/segmenter.ts';
import { segmenterOf } from '../../pipeline/segment/segmenter-of.ts';
import { openDatabase } from '../../pipeline/store/sqlite/sqlite-database.ts';
import { createSqliteQueries } from '../../pipeline/store/sqlite/sqlite-queries.ts';
import { createSqliteStore } from '../../pipeline/store/sqlite/sqlite-store.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { withRuleFolder } from './rule-folder.ts';
import { MONDAY_NINE, SILENT_LOG } from './samples.ts';

/** A rulebook on a real SQLite file and a small rules folder that the test may change. */
export async function withRulebook(run: (setting: RulebookSetting) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'yuqing-rulebook-'));
  const database = openDatabase(join(folder, 'test.db'), { sync: 'normal' });
  const opened: { close(): void }[] = [];
  try {
    await withRuleFolder({}, async (rulesDir) => {
      const store = createSqliteStore(database);
      const queries = createSqliteQueries(database, { log: SILENT_LOG });
      const open = async (over: Partial<Store> = {}) => {
        const side = await openSide({ ...store, ...over }, rulesDir);
        opened.push(side.inForce);
        return side;
      };
      const change = (name: string, text: string) => writeFile(join(rulesDir, name), text);
      await run({ ...(await open()), store, queries, rulesDir, open, change });
    });
  } finally {
    for (const one of opened) one.close();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

export type Side = Awaited<ReturnType<typeof openSide>>;
export interface RulebookSetting extends Side {
  store: Store;
  queries: ReturnType<typeof createSqliteQueries>;
  rulesDir: string;
  /** As another process on the same store sees it. */
  open(over?: Partial<Store>): Promise<Side>;
  /** Writes a file of the rules folder. */
  change(name: string, text: string): Promise<void>;
}

let ids = 0;
let shared: Segmenter | undefined;

async function openSide(store: Store, rulesDir: string) {
  shared ??= segmenterOf(RULES_DIR);
  const segmenter = shared;
  const clock = { now: MONDAY_NINE };
  const now = () => clock.now++;
  const versions = createVersions(store);
  const drafts = createDrafts(store);
  const inForce = await openRulesInForce({ versions, rulesDir, log: SILENT_LOG, pollMs: 60_000 });
  const newId = () => `draft-${++ids}`;
  const recent = async () => null;
  const rulebook = createRulebook({ store, drafts, versions, inForce, rulesDir, segmenter, recent, now, newId });
  return { versions, drafts, inForce, rulebook, segmenter, at: () => toShanghai(clock.now) };
}
