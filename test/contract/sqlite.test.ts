import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqliteBus } from '../../pipeline/bus/sqlite/sqlite-bus.ts';
import { ConfigError, FatalError, RetryableError } from '../../pipeline/errors.ts';
import { WARNING_LEVELS } from '../../pipeline/model/levels.ts';
import { alertUrgencyOf } from '../../pipeline/store/alert-urgency.ts';
import { verifyAudit } from '../../pipeline/store/audit-chain.ts';
import { backupDatabase, restoreDatabase } from '../../pipeline/store/sqlite/sqlite-backup.ts';
import {
  type DatabaseOptions,
  openDatabase,
  type SqliteDatabase,
} from '../../pipeline/store/sqlite/sqlite-database.ts';
import { SCHEMA_VERSION } from '../../pipeline/store/sqlite/sqlite-migrate.ts';
import { createSqliteQueries } from '../../pipeline/store/sqlite/sqlite-queries.ts';
import { MIGRATIONS } from '../../pipeline/store/sqlite/sqlite-schema.ts';
import { createSqliteStore } from '../../pipeline/store/sqlite/sqlite-store.ts';
import { RESPOND_CLOCK } from '../support/cases.ts';
import { sampleEntry } from '../support/engine-samples.ts';
import { sampleAlert, sampleAnalysed } from '../support/samples.ts';
import { gate, pause, until } from '../support/waiting.ts';

/** What only the embedded engine promises: its file, its locks, its copies. */
describe('sqlite file', () => {
  let folder: string;
  let file: string;
  const opened: SqliteDatabase[] = [];
  const open = (options?: DatabaseOptions, path = file) => {
    const database = openDatabase(path, options);
    opened.push(database);
    return database;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yuqing-sqlite-'));
    file = join(folder, 'data', 'yuqing.db');
  });
  afterEach(async () => {
    for (const database of opened.splice(0)) await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  describe('opening', () => {
    it('creates folder and file, uses WAL, and survives power cuts unless told otherwise', async () => {
      const pragma = (database: SqliteDatabase, name: string) =>
        database.write(({ raw }) => Object.values(raw.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
      const database = open();
      expect(await pragma(database, 'journal_mode')).toBe('wal');
      expect(await pragma(database, 'synchronous')).toBe(2);
      await database.write(() => {}, { durable: false });
      expect(await pragma(database, 'synchronous')).toBe(2);
      expect(await pragma(open({ sync: 'normal' }), 'synchronous')).toBe(1);
    });

    it('finds what was there before', async () => {
      const first = open();
      await createSqliteStore(first).putState('k', 'i', 'kept', null);
      await first.close();
      expect((await createSqliteStore(open()).state('k', 'i'))?.value).toBe('kept');
    });

    it('works out the order of stored alerts as it does that of new ones', async () => {
      const first = open();
      const deadline = (kind: 'acknowledge' | 'respond', dueAt: string | null) => ({ ...RESPOND_CLOCK, kind, dueAt });
      const deadlines = [
        deadline('acknowledge', '2026-03-02T09:30:00+08:00'),
        deadline('respond', '2026-03-02T01:10:00Z'),
      ];
      const alerts = WARNING_LEVELS.flatMap((level) =>
        (['open', 'acknowledged', 'closed'] as const).flatMap((state) =>
          [deadlines, deadlines.slice(0, 1), [deadline('respond', null)], []].map((some, index) =>
            sampleAlert({ alertId: `${level}-${state}-${index}`, level, state, deadlines: some }),
          ),
        ),
      );
      await createSqliteStore(first).commit({ alerts });
      await first.write(({ raw }) => {
        raw.exec('DROP INDEX alerts_by_urgency; ALTER TABLE alerts DROP COLUMN urgency');
        raw.exec(MIGRATIONS.find((migration) => migration.includes('ADD COLUMN urgency')) ?? '');
        for (const alert of alerts)
          expect(raw.prepare('SELECT urgency FROM alerts WHERE alert_id = ?').get(alert.alertId)?.urgency).toBe(
            alertUrgencyOf(alert),
          );
      });
    });

    it('indexes its posts anew when they were indexed in another form', async () => {
      const first = open();
      const store = createSqliteStore(first);
      await store.commit({ posts: ['d_1', 'd_2', 'd_3'].map((docId) => sampleAnalysed({ docId })) });
      await first.write(({ raw }) => {
        raw.exec("INSERT INTO post_pairs (post_pairs) VALUES ('delete-all'); UPDATE pair_form SET form = 'older'");
        raw.exec("UPDATE post_bodies SET doc = '{broken' WHERE id = 2");
      });
      const search = async (database: SqliteDatabase) =>
        (await createSqliteQueries(database).findPosts({ contains: ['漏水'] }, { limit: 5 })).total;
      expect(await search(first)).toBe(0);
      await first.close();
      expect(await search(open())).toBe(2);
      const again = open();
      await createSqliteStore(again).commit({ posts: [sampleAnalysed({ docId: 'd_1', title: '改过', text: '改过' })] });
      expect(await search(again)).toBe(1);
    });

    it('refuses a database of a newer version and leaves it as it is', async () => {
      await open().close();
      const raw = new DatabaseSync(file);
      raw.exec(`UPDATE schema_version SET version = ${SCHEMA_VERSION + 1}`);
      raw.close();
      expect(() => open()).toThrow(FatalError);
      expect(() => open()).toThrow(new RegExp(`${file}.*${SCHEMA_VERSION + 1}.*升级`));
    });

    it("refuses another program's database", async () => {
      await mkdir(join(folder, 'data'));
      const raw = new DatabaseSync(file);
      raw.exec('CREATE TABLE theirs (x)');
      raw.close();
      expect(() => open()).toThrow(FatalError);
      expect(() => open()).toThrow(/其他程序/);
      const again = new DatabaseSync(file);
      expect(again.prepare('SELECT name FROM sqlite_schema').all()).toMatchObject([{ name: 'theirs' }]);
      again.close();
    });

    it.each([
      [
        'a file that is no database',
        () => writeFile(file, 'not a database, just a long enough text file '.repeat(40)),
        FatalError,
      ],
      ['a folder in its place', () => mkdir(file), FatalError],
    ])('says the path and what to do for %s', async (_name, prepare, kind) => {
      await mkdir(join(folder, 'data'));
      await prepare();
      const failed = (() => {
        try {
          open();
        } catch (error) {
          return error;
        }
        return undefined;
      })();
      expect(failed).toBeInstanceOf(kind);
      expect(String(failed)).toContain(file);
      expect(failed).toHaveProperty('cause');
    });

    it('is fatal when pages are damaged', async () => {
      const database = open();
      const store = createSqliteStore(database);
      for (let n = 0; n < 10; n += 1) {
        await store.commit({ posts: Array.from({ length: 50 }, (_, i) => sampleAnalysed({ docId: `d_${n}_${i}` })) });
      }
      await database.close();
      const bytes = await readFile(file);
      bytes.fill(0x5a, 4096 * 2);
      await writeFile(file, bytes);
      const read = async () => {
        const damaged = createSqliteStore(open());
        await damaged.posts(['d_1_1']);
      };
      await expect(read()).rejects.toThrow(FatalError);
      await expect(read()).rejects.toThrow(new RegExp(`${file}.*restore`));
    });
  });

  describe('locks and limits', () => {
    it('waits for another process that writes, and gives up with RetryableError', async () => {
      const database = open({ busyMs: 200 });
      const store = createSqliteStore(database);
      const other = new DatabaseSync(file);
      other.exec('BEGIN IMMEDIATE');
      await expect(store.putState('k', 'i', 1, null)).rejects.toThrow(RetryableError);
      await expect(store.putState('k', 'i', 1, null)).rejects.toThrow(new RegExp(file));
      const patient = createSqliteStore(open());
      const written = patient.putState('k', 'i', 2, null);
      await pause(150);
      other.exec('COMMIT');
      other.close();
      await written;
      expect((await store.state('k', 'i'))?.value).toBe(2);
    });

    it('gives RetryableError on a full disk, loses nothing, and goes on when there is room', async () => {
      const database = open();
      const store = createSqliteStore(database);
      const bus = createSqliteBus(database);
      await bus.publish('raw', [{ key: 'k', value: 1 }]);
      const limit = (pages: number) => database.write(({ raw }) => void raw.exec(`PRAGMA max_page_count = ${pages}`));
      await limit(1);
      const big = { key: 'k', value: 'x'.repeat(200_000) };
      const results = await Promise.allSettled([
        bus.publish('raw', [big]),
        store.commit({ posts: [sampleAnalysed({ docId: 'd', text: 'x'.repeat(100_000) })] }),
      ]);
      for (const result of results) {
        expect(result.status).toBe('rejected');
        expect(result).toMatchObject({ reason: { name: 'RetryableError' } });
      }
      expect(await bus.read('raw')).toHaveLength(1);
      await limit(1_000_000);
      await bus.publish('raw', [big]);
      expect(await bus.read('raw')).toHaveLength(2);
      await bus.close();
    });

    it('keeps apart works that share a commit', async () => {
      const database = open();
      const insert = (id: string, fail: boolean) =>
        database.write((connection) => {
          connection.statement('INSERT INTO state VALUES (?, ?, 1, ?)').run('k', id, '1');
          if (fail) throw new RangeError('wrong');
          return id;
        });
      const results = await Promise.allSettled([insert('a', false), insert('b', true), insert('c', false)]);
      expect(results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.name))).toEqual([
        'a',
        'RangeError',
        'c',
      ]);
      expect([...(await createSqliteStore(database).states('k')).keys()]).toEqual(['a', 'c']);
    });

    it('does what was asked for before closing, and nothing after', async () => {
      const database = open();
      const store = createSqliteStore(database);
      const writes = Array.from({ length: 200 }, (_, i) => store.putState('k', `${i}`, i, null));
      await database.close();
      await Promise.all(writes);
      await expect(store.putState('k', 'late', 1, null)).rejects.toThrow(FatalError);
      await expect(store.state('k', '1')).rejects.toThrow(FatalError);
      expect((await createSqliteStore(open()).states('k')).size).toBe(200);
    });

    it('does not let the audit log be changed behind its back', async () => {
      const database = open();
      await createSqliteStore(database).commit({ audit: [sampleEntry()] });
      const run = (sql: string) => database.write(({ raw }) => void raw.exec(sql));
      await expect(run("UPDATE audit SET actor = 'x'")).rejects.toThrow(/append-only/);
      await expect(run('DELETE FROM audit')).rejects.toThrow(/append-only/);
    });

    it('refuses to count a period in more buckets than anyone can use', async () => {
      const queries = createSqliteQueries(open());
      const range = { from: '1900-01-01T00:00:00+08:00', to: '2026-01-01T00:00:00+08:00' };
      await expect(queries.countPosts(range, 'hour')).rejects.toThrow(ConfigError);
      expect((await queries.countPosts(range, 'day')).length).toBeGreaterThan(40_000);
    });
  });

  describe('turns of consumers', () => {
    it('refuses the acknowledgement of a consumer that was overtaken, and tells its handler', async () => {
      const bus = createSqliteBus(open(), { leaseMs: 300, pollMs: 10 });
      // A clock that runs ahead takes the turn early, as after a long stop of the first process.
      const ahead = createSqliteBus(open(), { leaseMs: 300, pollMs: 10, now: () => Date.now() + 290 });
      const hold = gate();
      let told = false;
      const first: unknown[] = [];
      const second: unknown[] = [];
      await bus.publish('raw', [{ key: 'k', value: 1 }]);
      await bus.subscribe('raw', 'g', async (batch, signal) => {
        first.push(...batch.map(({ value }) => value));
        signal.addEventListener('abort', () => {
          told = true;
        });
        await hold.passed;
      });
      await until(
        () => first.length,
        (n) => n === 1,
      );
      await ahead.subscribe('raw', 'g', async (batch) => {
        second.push(...batch.map(({ value }) => value));
        throw new RetryableError('not yet', { retryAfterMs: 20 });
      });
      await until(
        () => told && second.length > 0,
        (both) => both,
      );
      hold.open();
      await pause(50);
      expect(await bus.lag('raw', 'g')).toBe(1);
      await Promise.all([bus.close(), ahead.close()]);
    });

    it('leaves nothing of removed messages in the file, and steps over one that is dated ahead', async () => {
      const day = (n: number) => Date.parse(`2026-03-0${n}T00:00:00+08:00`);
      let now = day(1);
      const database = open();
      const bus = createSqliteBus(database, { now: () => now });
      const text = '张三的电话是一三八零零零零'.repeat(2_000);
      await bus.publish('raw', [{ key: 'k', value: text }]);
      now = day(9);
      await bus.publish('raw', [{ key: 'k', value: 'dated by a clock that ran ahead' }]);
      now = day(2);
      await bus.publish('raw', [{ key: 'k', value: text }]);
      const subscription = await bus.subscribe('raw', 'g', async () => {});
      await until(
        () => bus.lag('raw', 'g'),
        (lag) => lag === 0,
      );
      await subscription.close();
      expect(await bus.trim('raw', '2026-03-05T00:00:00+08:00')).toBe(2);
      expect((await bus.read('raw')).map(({ value }) => value)).toEqual(['dated by a clock that ran ahead']);
      await bus.close();
      await database.close();
      expect((await readFile(file)).includes(Buffer.from('张三的电话'))).toBe(false);
    });

    it('puts aside a stored message that is no longer JSON, and goes on', async () => {
      const database = open();
      const bus = createSqliteBus(database, { pollMs: 10 });
      await bus.publish(
        'raw',
        [1, 2, 3].map((value) => ({ key: 'k', value })),
      );
      await database.write(({ raw }) => void raw.exec("UPDATE log_raw SET value = '{half' WHERE seq = 2"));
      const got: unknown[] = [];
      await bus.subscribe('raw', 'g', async (batch) => void got.push(...batch.map(({ value }) => value)));
      await until(
        () => bus.lag('raw', 'g'),
        (lag) => lag === 0,
      );
      expect(got).toEqual([1, 3]);
      expect(await bus.read('dead')).toMatchObject([{ value: { value: '{half', offset: '2' } }]);
      await bus.close();
    });
  });

  describe('backup and restore', () => {
    async function filled() {
      const database = open();
      const store = createSqliteStore(database);
      await store.commit({ posts: [sampleAnalysed({ docId: 'd_1' })], audit: [sampleEntry()] });
      return { database, store };
    }

    it('copies a running system to one file that can be restored', async () => {
      const { database, store } = await filled();
      const copy = join(folder, 'out', 'copy.db');
      let writing = true;
      const writer = (async () => {
        for (let n = 0; writing; n += 1) await store.commit({ audit: [sampleEntry({ object: `o${n}` })] });
      })();
      const receipt = await backupDatabase(database, copy);
      writing = false;
      await writer;
      const bytes = await readFile(copy);
      expect(receipt).toEqual({
        file: copy,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        bytes: bytes.length,
      });
      expect(await readdir(join(folder, 'out'))).toEqual(['copy.db']);
      const target = join(folder, 'elsewhere', 'yuqing.db');
      expect(await restoreDatabase(copy, target)).toMatchObject({ file: target, previous: null, bytes: bytes.length });
      const restored = open({}, target);
      expect((await createSqliteStore(restored).posts(['d_1'])).size).toBe(1);
      expect(verifyAudit(await createSqliteStore(restored).audit(0, 100_000)).ok).toBe(true);
      expect((await createSqliteQueries(restored).findPosts({ contains: ['漏水'] }, { limit: 5 })).total).toBe(1);
    });

    it('keeps what it replaces, and refuses a file in use', async () => {
      const { database, store } = await filled();
      const copy = join(folder, 'copy.db');
      await backupDatabase(database, copy);
      await store.putState('k', 'later', 1, null);
      await expect(restoreDatabase(copy, file)).rejects.toThrow(/正在使用/);
      expect((await store.state('k', 'later'))?.value).toBe(1);
      await database.close();
      const { previous } = await restoreDatabase(copy, file);
      expect(await createSqliteStore(open()).state('k', 'later')).toBeNull();
      expect((await createSqliteStore(open({}, previous ?? '')).state('k', 'later'))?.value).toBe(1);
    });

    it.each([
      ['cut short', (copy: string) => truncate(copy, 4096 * 3)],
      ['not a database', (copy: string) => writeFile(copy, 'x'.repeat(5000))],
      ['empty', (copy: string) => writeFile(copy, '')],
      ['missing', (copy: string) => rm(copy)],
    ])('refuses a backup that is %s and touches nothing', async (_name, spoil) => {
      const { database } = await filled();
      const copy = join(folder, 'copy.db');
      await backupDatabase(database, copy);
      await database.close();
      await spoil(copy);
      const before = await readFile(file);
      await expect(restoreDatabase(copy, file)).rejects.toThrow(FatalError);
      await expect(restoreDatabase(copy, file)).rejects.toThrow(/copy\.db/);
      expect((await readFile(file)).equals(before)).toBe(true);
      expect((await readdir(join(folder, 'data'))).filter((name) => name.endsWith('.partial'))).toEqual([]);
    });

    it('restores over a damaged file', async () => {
      const { database } = await filled();
      const copy = join(folder, 'copy.db');
      await backupDatabase(database, copy);
      await database.close();
      await writeFile(file, 'x'.repeat(5000));
      const { previous } = await restoreDatabase(copy, file);
      expect(existsSync(previous ?? '')).toBe(true);
      expect((await createSqliteStore(open()).posts(['d_1'])).size).toBe(1);
    });
  });
});
