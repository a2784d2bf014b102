import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { textsOf } from '../../model/post-fields.ts';
import { storedPost } from '../record-reader.ts';
import { TEXT_COLUMNS } from '../text-columns.ts';
import { toColumns } from './sqlite-match.ts';

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
        "SELECT sql FROM sqlite_schema WHERE tbl_name IN ('posts', 'post_bodies', 'post_pairs') AND sql IS NOT NULL AND name NOT LIKE 'post_pairs_%'",
      )
      .all()) {
      target.exec(String(sql));
    }
    const all = (sql: string) => source.prepare(sql).all();
    const bodies = all('SELECT * FROM post_bodies ORDER BY id');
    return writeRows(target, {
      posts: all('SELECT * FROM posts ORDER BY id').map((row) => Object.values(row)),
      post_bodies: bodies.map((row) => Object.values(row)),
      post_pairs: bodies.map((row) => {
        const { post } = storedPost.parse(JSON.parse(String(row.doc)));
        return [row.id ?? null, ...toColumns(textsOf(post))];
      }),
    });
  } finally {
    source.close();
    target.close();
  }
}

/** A row's values in the order of its table's columns; rows with the same index belong together. */
type Rows = readonly (readonly SQLInputValue[])[];

function writeRows(target: DatabaseSync, rows: { posts: Rows; post_bodies: Rows; post_pairs: Rows }): number {
  const marks = (values: Rows) => (values[0] ?? []).map(() => '?').join(', ');
  const columns = `rowid, ${TEXT_COLUMNS.join(', ')}`;
  const inserts = [
    { into: target.prepare(`INSERT INTO posts VALUES (${marks(rows.posts)})`), rows: rows.posts },
    { into: target.prepare(`INSERT INTO post_bodies VALUES (${marks(rows.post_bodies)})`), rows: rows.post_bodies },
    {
      into: target.prepare(`INSERT INTO post_pairs (${columns}) VALUES (${marks(rows.post_pairs)})`),
      rows: rows.post_pairs,
    },
  ];
  const start = performance.now();
  for (let from = 0; from < rows.posts.length; from += BATCH) {
    target.exec('BEGIN IMMEDIATE');
    for (let i = from; i < Math.min(from + BATCH, rows.posts.length); i++) {
      for (const insert of inserts) insert.into.run(...(insert.rows[i] ?? []));
    }
    target.exec('COMMIT');
  }
  return (performance.now() - start) / 1000;
}
