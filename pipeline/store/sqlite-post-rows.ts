import { levelRank } from '../model/levels.ts';
import type { Connection } from './sqlite-connection.ts';
import { toList, toWordColumn } from './sqlite-text.ts';
import { epochOf, numberOf, textOf } from './sqlite-values.ts';
import type { AnalysedPost } from './store.ts';

/** Changes of the counters, by name. */
export type Counts = Map<string, number>;

export function count(counts: Counts, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

const COLUMNS = 'event_time, level, domain, source_id, channel, district, topics, rules, keywords';

/** Writes a post, its body and its words; nothing at all when it is stored exactly so already. */
export function upsertPost(connection: Connection, analysed: AnalysedPost, counts: Counts): void {
  const { post, verdict, words } = analysed;
  const body = [JSON.stringify({ post, verdict }), toWordColumn(words.title), toWordColumn(words.text)] as const;
  const known = connection.statement('SELECT id, domain FROM posts WHERE doc_id = ?').get(post.docId);
  if (known === undefined) {
    insertPost(connection, analysed, body);
    count(counts, 'posts', 1);
    count(counts, 'domainPosts', verdict.domain ? 1 : 0);
    return;
  }
  const id = numberOf(known, 'id');
  if (isStored(connection, id, body)) return;
  replacePost(connection, id, { analysed, body });
  count(counts, 'domainPosts', (verdict.domain ? 1 : 0) - numberOf(known, 'domain'));
}

type Body = readonly [doc: string, title: string, text: string];

function insertPost(connection: Connection, analysed: AnalysedPost, body: Body): void {
  const { lastInsertRowid: id } = connection
    .statement(`INSERT INTO posts (doc_id, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    .run(analysed.post.docId, ...columns(analysed));
  connection
    .statement('INSERT INTO post_bodies (id, doc, title_words, text_words) VALUES (?, ?, ?, ?)')
    .run(id, ...body);
  connection.statement('INSERT INTO post_words (rowid, title, text) VALUES (?, ?, ?)').run(id, body[1], body[2]);
}

function replacePost(connection: Connection, id: number, next: { analysed: AnalysedPost; body: Body }): void {
  connection
    .statement(
      `UPDATE posts SET (${COLUMNS}) = (?, ?, ?, ?, ?, ?, ?, ?, ?)
       WHERE id = ?`,
    )
    .run(...columns(next.analysed), id);
  connection
    .statement('INSERT OR REPLACE INTO post_bodies (id, doc, title_words, text_words) VALUES (?, ?, ?, ?)')
    .run(id, ...next.body);
  connection
    .statement('INSERT OR REPLACE INTO post_words (rowid, title, text) VALUES (?, ?, ?)')
    .run(id, next.body[1], next.body[2]);
}

function isStored(connection: Connection, id: number, [doc, title, text]: Body): boolean {
  const row = connection.statement('SELECT doc, title_words, text_words FROM post_bodies WHERE id = ?').get(id);
  if (row === undefined) return false;
  return textOf(row, 'doc') === doc && textOf(row, 'title_words') === title && textOf(row, 'text_words') === text;
}

function columns({ post, verdict }: AnalysedPost) {
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
  ] as const;
}
