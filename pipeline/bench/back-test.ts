import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRules } from '../../rules/load.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { readConfig } from '../config.ts';
import type { RawItem } from '../model/raw-item.ts';
import { rulesDirOf } from '../paths.ts';
import { backTest } from '../rulebook/back-test.ts';
import { placeEdits } from '../rulebook/check-edits.ts';
import { createFeedbackBook } from '../rulebook/feedback-book.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';
import { openDatabase, type SqliteDatabase } from '../store/sqlite/sqlite-database.ts';
import { createSqliteQueries } from '../store/sqlite/sqlite-queries.ts';
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { benchItems } from './corpus.ts';
import { type Benchmark, round } from './figure.ts';
import { createRawCut } from './raw-cut.ts';
import { recordNumber } from './records.ts';

const MANY = 100_000;
const AT_ONCE = 500;
const NAME = 'back-test-100k/cut';

/**
 * A change of the weights tried on 100,000 stored posts, the kind of change for which each of them is judged anew, against
 * raw cutting of the same texts.
 */
export const backTestBench: Benchmark = {
  names: [NAME],
  async run({ data, quick, env }) {
    const rulesDir = rulesDirOf(readConfig(env));
    const before = await loadRules(rulesDir);
    const after = await loadRules(rulesDir, placeEdits([otherWeights(before)]));
    const { items, note } = await benchItems(data, 3_000);
    const n = quick ? 1_000 : MANY;
    const folder = await mkdtemp(join(tmpdir(), 'yuqing-bench-'));
    const database: SqliteDatabase = openDatabase(join(folder, 'posts.db'), { sync: 'normal' });
    try {
      const store = createSqliteStore(database);
      await fill(store, { n, items, version: before.version });
      const deps = { store, queries: createSqliteQueries(database), segmenter: segmenterOf(rulesDir) };
      const feedback = createFeedbackBook(store, Date.now);
      let first = 0;
      const start = performance.now();
      const { counts } = await backTest(
        { before, after },
        { ...deps, feedback },
        {
          onProgress: ({ changed }) => {
            if (first === 0 && changed.length > 0) first = performance.now() - start;
          },
        },
      );
      const seconds = (performance.now() - start) / 1_000;
      const figure = { name: NAME, ratio: round(seconds / cutting(rulesDir, items, n)), value: round(seconds, 1) };
      const told = `${note}；级别变化 ${counts.changedLevel} 帖，首批结果 ${round(first, 0)} 毫秒；上限 60 秒`;
      return [{ ...figure, unit: '秒', of: 'nodejieba.cut', n: counts.analysed, note: told }];
    } finally {
      await database.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function otherWeights({ files, scoring }: RuleSet) {
  const text = files.get('scoring.yaml')?.text ?? '';
  const { most } = scoring.interaction;
  const changed = text.replace(/^interaction: .*$/m, `interaction: {perDoubling: 3, most: ${most + 10}}`);
  return { kind: 'file' as const, path: 'scoring.yaml', text: changed, base: null };
}

async function fill(store: Store, { n, items, version }: { n: number; items: readonly RawItem[]; version: string }) {
  for (let from = 0; from < n; from += AT_ONCE) {
    const posts = Array.from({ length: Math.min(AT_ONCE, n - from) }, (_, k) => {
      const { post, verdict } = recordNumber(from + k);
      const { title = '', body = '' } = items[(from + k) % items.length] ?? {};
      return { post: { ...post, title, text: body }, verdict: { ...verdict, rulesVersion: version } };
    });
    await store.commit({ posts });
  }
}

/** Seconds that raw cutting of as many texts takes; each once is enough to tell. */
function cutting(rulesDir: string, items: readonly RawItem[], n: number): number {
  const cut = createRawCut(rulesDir);
  const all = () => {
    for (const { title, body } of items) {
      cut(title);
      cut(body);
    }
  };
  all();
  const start = performance.now();
  all();
  return (((performance.now() - start) / 1_000) * n) / items.length;
}
