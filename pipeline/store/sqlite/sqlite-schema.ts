import { TOPICS } from '../../bus/bus.ts';
import { TEXT_COLUMNS } from '../text-columns.ts';

/** `PRAGMA application_id` of our files ("YuQi"), so that a foreign database is never migrated by mistake. */
export const APPLICATION_ID = 0x59755169;

/**
 * Migrations in order; the schema version is how many were applied. A published one is never edited: add another.
 *
 * Instants are kept as epoch milliseconds where they are compared, beside the document that has them as written.
 * Lists that are filtered on are kept as one text with a separator around each value, see sqlite-text.ts.
 */
export const MIGRATIONS: readonly string[] = [
  `
  ${TOPICS.map((topic) => `CREATE TABLE log_${topic} (seq INTEGER PRIMARY KEY, key TEXT NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL);`).join('\n')}
  CREATE TABLE log_heads (topic TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
  INSERT INTO log_heads VALUES ${TOPICS.map((topic) => `('${topic}', 0)`).join(', ')};
  CREATE TABLE log_groups (
    topic TEXT NOT NULL, name TEXT NOT NULL, acked INTEGER NOT NULL,
    owner TEXT, lease_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (topic, name)
  ) WITHOUT ROWID;

  -- Narrow rows to filter, count and sort; bodies apart, so that a scan does not drag the texts along.
  CREATE TABLE posts (
    id INTEGER PRIMARY KEY, doc_id TEXT NOT NULL UNIQUE, event_time INTEGER NOT NULL,
    level INTEGER NOT NULL, domain INTEGER NOT NULL,
    source_id TEXT NOT NULL, channel TEXT NOT NULL, district TEXT,
    topics TEXT NOT NULL, rules TEXT NOT NULL, keywords TEXT NOT NULL,
    reposts INTEGER, comments INTEGER, likes INTEGER, reads INTEGER, minute INTEGER, weekday INTEGER
  );
  -- With what filters ask for, so that a count over months reads one stretch of this index and no row.
  CREATE INDEX posts_by_time ON posts (
    event_time DESC, doc_id, domain, level, district, source_id, channel, topics
  );
  CREATE TABLE post_bodies (id INTEGER PRIMARY KEY, doc TEXT NOT NULL);
  CREATE TABLE memberships (doc_id TEXT PRIMARY KEY, event_id TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX memberships_by_event ON memberships (event_id);

  CREATE TABLE events (
    event_id TEXT PRIMARY KEY, version INTEGER NOT NULL, topic TEXT NOT NULL, level INTEGER NOT NULL,
    first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, doc TEXT NOT NULL
  );
  CREATE INDEX events_by_topic ON events (topic, last_at DESC);
  CREATE INDEX events_by_time ON events (last_at DESC, event_id);

  CREATE TABLE alerts (
    alert_id TEXT PRIMARY KEY, version INTEGER NOT NULL, event_id TEXT NOT NULL, state TEXT NOT NULL,
    level INTEGER NOT NULL, topic TEXT NOT NULL, district TEXT, channel TEXT NOT NULL, departments TEXT NOT NULL,
    detected_at INTEGER NOT NULL, next_due_at INTEGER, search TEXT NOT NULL, doc TEXT NOT NULL
  );
  CREATE INDEX alerts_by_time ON alerts (detected_at DESC, alert_id);
  CREATE INDEX alerts_by_event ON alerts (event_id);
  CREATE INDEX alerts_due ON alerts (next_due_at, alert_id) WHERE state = 'open' AND next_due_at IS NOT NULL;

  CREATE TABLE notices (
    notice_id TEXT PRIMARY KEY, alert_id TEXT NOT NULL, event_id TEXT NOT NULL, receiver TEXT NOT NULL,
    level INTEGER NOT NULL, state TEXT NOT NULL, created_at INTEGER NOT NULL, next_attempt_at INTEGER,
    doc TEXT NOT NULL
  );
  CREATE INDEX notices_by_time ON notices (created_at DESC, notice_id);
  CREATE INDEX notices_by_alert ON notices (alert_id);
  CREATE INDEX notices_by_event ON notices (event_id);
  CREATE INDEX notices_due ON notices (level DESC, next_attempt_at, notice_id) WHERE state = 'pending';

  CREATE TABLE responses (response_id TEXT PRIMARY KEY, doc_id TEXT, event_id TEXT, at INTEGER, doc TEXT NOT NULL);
  CREATE INDEX responses_by_post ON responses (doc_id) WHERE doc_id IS NOT NULL;
  CREATE INDEX responses_by_event ON responses (event_id) WHERE event_id IS NOT NULL;

  CREATE TABLE action_results (action_id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE content_claims (content_hash TEXT PRIMARY KEY, doc_id TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE outcomes (
    raw_id TEXT PRIMARY KEY, doc_id TEXT NOT NULL, source_id TEXT NOT NULL, kind TEXT NOT NULL,
    duplicate_of TEXT, reason TEXT, at TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE state (
    kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, id)
  ) WITHOUT ROWID;
  -- Counting a million rows for every page costs more than one row written with each unit.
  CREATE TABLE counters (name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;

  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, object TEXT NOT NULL,
    detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
  );
  CREATE INDEX audit_by_object ON audit (object, seq);
  CREATE TRIGGER audit_keeps_lines BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER audit_loses_nothing BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

  -- Tokens are made in pair-index.ts; pair_form says in which form of it. The "ascii" tokenizer splits at white space only once all other ASCII signs are
  -- token characters; beyond ASCII it splits nothing. So every token stays whole, and it is faster than unicode61.
  CREATE TABLE pair_form (form TEXT NOT NULL);
  CREATE VIRTUAL TABLE post_pairs USING fts5(
    ${TEXT_COLUMNS.join(', ')}, content='', contentless_delete=1, tokenize=${ftsTokenizer()}
  );
  `,
  `
  -- Each channel is delivered on its own: a queue that waits for one must not hide those due on another.
  ALTER TABLE notices ADD COLUMN channel TEXT NOT NULL DEFAULT 'in-app';
  UPDATE notices SET channel = json_extract(doc, '$.channel');
  DROP INDEX notices_due;
  CREATE INDEX notices_due ON notices (channel, level DESC, next_attempt_at, notice_id) WHERE state = 'pending';
  `,
  `
  ALTER TABLE memberships ADD COLUMN copy_of TEXT;
  ALTER TABLE memberships ADD COLUMN trace TEXT NOT NULL DEFAULT '';
  -- Ids of events that became part of another one; they go on leading there.
  CREATE TABLE event_aliases (alias TEXT PRIMARY KEY, event_id TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX event_aliases_by_event ON event_aliases (event_id);
  CREATE TABLE copies (doc_id TEXT PRIMARY KEY, original TEXT NOT NULL, doc TEXT NOT NULL);
  CREATE INDEX copies_by_original ON copies (original);
  -- What was left of a post is needed when it changes; the two indexes hold numbers only.
  CREATE TABLE traces (id INTEGER PRIMARY KEY, doc_id TEXT NOT NULL UNIQUE, doc TEXT NOT NULL);
  CREATE TABLE shingles (hash INTEGER NOT NULL, trace INTEGER NOT NULL, PRIMARY KEY (hash, trace)) WITHOUT ROWID;
  CREATE TABLE clues (
    hash INTEGER NOT NULL, at INTEGER NOT NULL, trace INTEGER NOT NULL, PRIMARY KEY (hash, at, trace)
  ) WITHOUT ROWID;
  CREATE TABLE post_versions (
    doc_id TEXT NOT NULL, raw_id TEXT NOT NULL, content_hash TEXT NOT NULL, seen_at TEXT NOT NULL,
    PRIMARY KEY (doc_id, raw_id)
  ) WITHOUT ROWID;
  UPDATE events SET doc = json_set(doc, '$.copyCount', 0,
    '$.firstDocId', coalesce((
      SELECT m.doc_id FROM memberships m JOIN posts p ON p.doc_id = m.doc_id WHERE m.event_id = events.event_id
      ORDER BY p.event_time, m.doc_id LIMIT 1), json_extract(doc, '$.gravestDocId')),
    '$.titleDocId', json_extract(doc, '$.gravestDocId'), '$.placeDocId', json_extract(doc, '$.gravestDocId'));
  `,
  `
  CREATE TABLE cases (
    case_id TEXT PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, level INTEGER NOT NULL,
    departments TEXT NOT NULL, desks TEXT NOT NULL, urgency INTEGER NOT NULL, search TEXT NOT NULL, doc TEXT NOT NULL
  );
  CREATE INDEX cases_by_urgency ON cases (urgency DESC, case_id);
  CREATE TABLE case_events (event_id TEXT NOT NULL, case_id TEXT NOT NULL, PRIMARY KEY (event_id, case_id)) WITHOUT ROWID;
  `,
  `
  -- Who is sending a notice just now, and until when the others leave it alone.
  ALTER TABLE notices ADD COLUMN claimed_by TEXT;
  ALTER TABLE notices ADD COLUMN claimed_until INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX alerts_standing ON alerts (level, detected_at DESC, alert_id) WHERE state <> 'closed';
  `,
  `
  -- By week first: what new posts touch lies side by side, so that a year of stored ones costs them nothing.
  CREATE TABLE clues_by_week (
    week INTEGER NOT NULL, hash INTEGER NOT NULL, at INTEGER NOT NULL, trace INTEGER NOT NULL,
    PRIMARY KEY (week, hash, at, trace)
  ) WITHOUT ROWID;
  INSERT INTO clues_by_week
    SELECT (at - ((at % 604800000) + 604800000) % 604800000) / 604800000, hash, at, trace FROM clues ORDER BY 1, 2, 3, 4;
  DROP TABLE clues;
  `,
  `
  -- When people must next be told of a clock of a case.
  ALTER TABLE cases ADD COLUMN next_call_at INTEGER;
  CREATE INDEX cases_to_call ON cases (next_call_at, case_id) WHERE next_call_at IS NOT NULL;
  `,
  `
  -- The order of the board, see alert-urgency.ts.
  ALTER TABLE alerts ADD COLUMN urgency INTEGER NOT NULL DEFAULT 0;
  UPDATE alerts SET urgency = CASE WHEN state = 'closed' THEN detected_at - 200000000000000
    ELSE (level * 2 + (state = 'open') + 1) * 100000000000000 - coalesce((
      SELECT min(unixepoch(json_extract(d.value, '$.dueAt')) * 1000) FROM json_each(alerts.doc, '$.deadlines') d
      WHERE json_extract(d.value, '$.dueAt') IS NOT NULL
        AND (alerts.state = 'open' OR json_extract(d.value, '$.kind') <> 'acknowledge')), 99999999999999) END;
  CREATE INDEX alerts_by_urgency ON alerts (urgency DESC, alert_id);
  `,
  `
  -- In runs by the number of the trace: new posts write to the last one, and a filter tells which of the others to look into.
  CREATE TABLE shingles_by_run (
    run INTEGER NOT NULL, hash INTEGER NOT NULL, trace INTEGER NOT NULL, PRIMARY KEY (run, hash, trace)
  ) WITHOUT ROWID;
  INSERT INTO shingles_by_run SELECT trace / 16384, hash, trace FROM shingles ORDER BY 1, 2, 3;
  DROP TABLE shingles;
  `,
  `
  -- What the filter knows of a closed run, see sqlite-shingle-runs.ts: made from the run, and made anew where it is missing.
  CREATE TABLE shingle_run_bits (run INTEGER PRIMARY KEY, bits BLOB NOT NULL, digest TEXT NOT NULL);
  `,
  `
  -- What the post was told when it left its trace, and by which message: that message is told the same again.
  ALTER TABLE traces ADD COLUMN met TEXT;
  `,
  `
  -- With the time, so that members are counted by hour from the index alone, however many an event has.
  DROP INDEX memberships_by_event;
  CREATE INDEX memberships_by_event ON memberships (event_id, at);
  `,
  `
  -- Members whose hour of posting is not known count in none; posts are told apart by their minute.
  ALTER TABLE memberships ADD COLUMN hourless INTEGER NOT NULL DEFAULT 0;
  UPDATE memberships SET hourless = 1 WHERE doc_id IN (SELECT doc_id FROM posts WHERE minute IS NULL);
  DROP INDEX memberships_by_event;
  CREATE INDEX memberships_by_event ON memberships (event_id, hourless, at);
  DROP INDEX posts_by_time;
  CREATE INDEX posts_by_time ON posts (
    event_time DESC, doc_id, domain, level, district, source_id, channel, topics, minute
  );
  `,
  `
  -- With what filters ask for: a list or a count reads an index and no row of several kilobytes, the page itself excepted.
  DROP INDEX alerts_by_time;
  CREATE INDEX alerts_by_time ON alerts (
    detected_at DESC, alert_id, state, level, topic, district, channel, departments, search
  );
  DROP INDEX alerts_by_urgency;
  CREATE INDEX alerts_by_urgency ON alerts (
    urgency DESC, alert_id, state, level, topic, district, channel, departments, detected_at, search
  );
  CREATE INDEX alerts_by_state ON alerts (
    state, level, topic, district, channel, departments, detected_at, search
  );
  -- Every open one, also those without a deadline, which must not be missed.
  DROP INDEX alerts_due;
  CREATE INDEX alerts_due ON alerts (next_due_at, alert_id) WHERE state = 'open';
  DROP INDEX cases_by_urgency;
  CREATE INDEX cases_by_urgency ON cases (urgency DESC, case_id, state, level, departments, desks, search);
  CREATE INDEX notices_by_receiver ON notices (receiver, created_at DESC, notice_id);
  CREATE INDEX notices_by_state ON notices (state);
  `,
];

function ftsTokenizer(): string {
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const signs = Array.from({ length: 0x7f - 0x21 }, (_, i) => String.fromCharCode(0x21 + i)).filter(
    (sign) => !/[0-9A-Za-z]/.test(sign),
  );
  return quote(`ascii tokenchars ${quote(signs.join(''))}`);
}
