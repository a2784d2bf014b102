import { FatalError } from '../../errors.ts';
import { levelRank } from '../../model/levels.ts';
import { numbersOf, textsOf } from '../../model/post-fields.ts';
import { storedPost } from '../record-reader.ts';
import type { AnalysedPost } from '../store.ts';
import { epochOf } from '../stored-instant.ts';
import { TEXT_COLUMNS } from '../text-columns.ts';
import type { Connection } from './sqlite-connection.ts';
import { toColumns } from './sqlite-match.ts';
import { toList } from './sqlite-text.ts';
import { numberOf, textOf } from './sqlite-values.ts';

/** Changes of the counters, by name. */
export type Counts = Map<string, number>;

export function count(counts: Counts, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

const COLUMNS = [
  ...['event_time', 'level', 'domain', 'source_id', 'channel', 'district', 'topics', 'rules', 'keywords'],
  ...['reposts', 'comments', 'likes', 'reads', 'minute', 'weekday'],
];
const INSERT_POST = `INSERT OR IGNORE INTO posts (doc_id, ${COLUMNS.join(', ')}) VALUES (?, ${marks(COLUMNS)})`;
const UPDATE_POST = `UPDATE posts SET (${COLUMNS.join(', ')}) = (${marks(COLUMNS)}) WHERE id = ?`;
const PUT_PAIRS = `INTO post_pairs (rowid, ${TEXT_COLUMNS.join(', ')}) VALUES (?, ${marks(TEXT_COLUMNS)})`;

/**
 * Writes a post, its body and its index entries; nothing at all when it is stored exactly so already. `doc` is the body
 * where it is to stay as it was written elsewhere.
 */
export function upsertPost(
  connection: Connection,
  analysed: AnalysedPost,
  counts: Counts,
  doc = JSON.stringify({ post: analysed.post, verdict: analysed.verdict }),
): void {
  const { post, verdict } = analysed;
  const inserted = connection.statement(INSERT_POST).run(post.docId, ...columns(analysed));
  if (Number(inserted.changes) === 0) {
    replacePost(connection, { analysed, doc }, counts);
    return;
  }
  const id = Number(inserted.lastInsertRowid);
  connection.statement('INSERT INTO post_bodies (id, doc) VALUES (?, ?)').run(id, doc);
  connection.statement(`INSERT ${PUT_PAIRS}`).run(id, ...toColumns(textsOf(post)));
  count(counts, 'posts', 1);
  count(counts, 'domainPosts', verdict.domain ? 1 : 0);
}

function replacePost(
  connection: Connection,
  { analysed, doc }: { analysed: AnalysedPost; doc: string },
  counts: Counts,
): void {
  const { post, verdict } = analysed;
  const known = connection
    .statement('SELECT p.id, p.domain, b.doc FROM posts p JOIN post_bodies b ON b.id = p.id WHERE p.doc_id = ?')
    .get(post.docId);
  if (known === undefined) throw new FatalError(`数据库中帖子 ${post.docId} 缺少正文：请用 yuqing restore 恢复备份`);
  // Columns and index entries follow from the document.
  if (textOf(known, 'doc') === doc) return;
  const id = numberOf(known, 'id');
  keepVersions(connection, textOf(known, 'doc'), post);
  connection.statement(UPDATE_POST).run(...columns(analysed), id);
  connection.statement('UPDATE post_bodies SET doc = ? WHERE id = ?').run(doc, id);
  connection.statement(`INSERT OR REPLACE ${PUT_PAIRS}`).run(id, ...toColumns(textsOf(post)));
  count(counts, 'domainPosts', (verdict.domain ? 1 : 0) - numberOf(known, 'domain'));
}

/** Which texts a post has had: noted when the second one comes, so that the many that never change cost nothing. */
function keepVersions(connection: Connection, before: string, post: AnalysedPost['post']): void {
  const { success, data } = storedPost.safeParse(JSON.parse(before));
  if (!success || data.post.rawId === post.rawId) return;
  const note = connection.statement('INSERT OR IGNORE INTO post_versions VALUES (?, ?, ?, ?)');
  for (const { docId, rawId, contentHash, fetchedAt } of [data.post, post])
    note.run(docId, rawId, contentHash, fetchedAt);
}

function marks(columns: readonly string[]): string {
  return columns.map(() => '?').join(', ');
}

function columns({ post, verdict }: AnalysedPost) {
  const { reposts, comments, likes, reads, minute, weekday } = numbersOf(post);
  return [
    epochOf(post.eventTime, `post ${post.docId}`),
    levelRank(verdict.risk.level),
    verdict.domain ? 1 : 0,
    post.sourceId,
    post.channel,
    verdict.places.district,
    toList(verdict.topics.map(({ topic }) => topic)),
    toList([...new Set(verdict.hits.map(({ rule }) => rule))]),
    toList(verdict.keywords),
    ...[reposts, comments, likes, reads, minute, weekday],
  ];
}
