import type { DatabaseSync } from 'node:sqlite';
import { textsOf } from '../../model/post-fields.ts';
import { indexForm } from '../pair-index.ts';
import { storedPost } from '../record-reader.ts';
import { TEXT_COLUMNS } from '../text-columns.ts';
import { toColumns } from './sqlite-match.ts';

/**
 * Indexes every post anew when the index was made in another form, as after an update that folds more characters: a
 * search must find what the matcher finds. One transaction; some minutes for a million posts, and nothing otherwise.
 */
export function refreshPairs(database: DatabaseSync): void {
  if (formOf(database) === indexForm()) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have been faster.
    if (formOf(database) !== indexForm()) indexAll(database);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function formOf(database: DatabaseSync): unknown {
  return database.prepare('SELECT form FROM pair_form').get()?.form;
}

function indexAll(database: DatabaseSync): void {
  database.exec("INSERT INTO post_pairs (post_pairs) VALUES ('delete-all')");
  const columns = ['rowid', ...TEXT_COLUMNS];
  const insert = database.prepare(
    `INSERT INTO post_pairs (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  for (const { id, doc } of database.prepare('SELECT id, doc FROM post_bodies').iterate()) {
    const stored = parse(doc);
    // An unreadable record is left out of every list, so nobody misses it here.
    if (stored !== null && id !== undefined) insert.run(id, ...toColumns(textsOf(stored.post)));
  }
  database.prepare('DELETE FROM pair_form').run();
  database.prepare('INSERT INTO pair_form VALUES (?)').run(indexForm());
}

function parse(doc: unknown) {
  try {
    return storedPost.safeParse(JSON.parse(String(doc))).data ?? null;
  } catch {
    return null;
  }
}
