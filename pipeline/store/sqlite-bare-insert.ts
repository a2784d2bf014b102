import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

const TABLES = ['posts', 'post_bodies'] as const;
const BATCH = 500;

/**
 * The yardstick of the import benchmark: writes the post rows of one of our databases into a new file, with the same
 * tables, indexes and full-text index and the same durability, and nothing else. Returns the seconds of the writing.
 */
export function bareInsert(from: string, to: string): number {
  const source = new DatabaseSync(from, { readOnly: true });
  const target = new DatabaseSync(to);
  try {
    target.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    for (const { sql } of source
      .prepare(
        "SELECT sql FROM sqlite_schema WHERE tbl_name IN ('posts', 'post_bodies', 'post_words') AND sql IS NOT NULL AND name NOT LIKE 'post_words_%'",
      )
      .all()) {
      target.exec(String(sql));
    }
    const rows = TABLES.map((table) =>
      source
        .prepare(`SELECT * FROM ${table} ORDER BY id`)
        .all()
        .map((row) => Object.values(row)),
    );
    return writeRows(target, rows);
  } finally {
    source.close();
    target.close();
  }
}

function writeRows(target: DatabaseSync, tables: readonly (readonly SQLInputValue[])[][]): number {
  const [posts = [], bodies = []] = tables;
  const insert = TABLES.map((table, index) => {
    const columns = tables[index]?.[0]?.length ?? 0;
    return target.prepare(`INSERT INTO ${table} VALUES (${Array(columns).fill('?').join(', ')})`);
  });
  const words = target.prepare('INSERT INTO post_words (rowid, title, text) VALUES (?, ?, ?)');
  const start = performance.now();
  for (let at = 0; at < posts.length; at += BATCH) {
    target.exec('BEGIN IMMEDIATE');
    for (let i = at; i < Math.min(at + BATCH, posts.length); i++) {
      const body = bodies[i] ?? [];
      insert[0]?.run(...(posts[i] ?? []));
      insert[1]?.run(...body);
      words.run(body[0] ?? null, body[2] ?? null, body[3] ?? null);
    }
    target.exec('COMMIT');
  }
  return (performance.now() - start) / 1000;
}
