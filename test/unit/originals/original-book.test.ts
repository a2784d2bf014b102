import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRawItem } from '../../../pipeline/model/raw-item.ts';
import { createOriginalBook } from '../../../pipeline/originals/original-book.ts';
import { readSealKeys } from '../../../pipeline/originals/read-keys.ts';
import { type SealKey, seal, unseal } from '../../../pipeline/originals/seal.ts';
import { openDatabase } from '../../../pipeline/store/sqlite/sqlite-database.ts';
import { createSqliteStore } from '../../../pipeline/store/sqlite/sqlite-store.ts';
import type { Store } from '../../../pipeline/store/store.ts';
import { MONDAY_NINE } from '../../support/samples.ts';

const DAY = 86_400_000;
const keyOf = (id: string, byte: number): SealKey => ({ id, key: new Uint8Array(32).fill(byte) });
const [OLD, NEW] = [keyOf('k1', 1), keyOf('k2', 2)];
const base64 = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const PHONE = '00012345678';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuqing-originals-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let files = 0;
async function withBook(work: (opened: ReturnType<typeof setting>) => Promise<void>): Promise<void> {
  const database = openDatabase(join(folder, `${files++}.db`), { sync: 'normal' });
  try {
    await work(setting(createSqliteStore(database)));
  } finally {
    await database.close();
  }
}

function setting(store: Store) {
  const clock = { now: MONDAY_NINE };
  const book = (...keys: SealKey[]) => createOriginalBook({ store, keys, keptDays: 30, now: () => clock.now });
  return { store, clock, book };
}

function itemOf(body: string, more: { format?: 'text' | 'html' } = {}) {
  return createRawItem({
    ...{
      sourceId: 'forum',
      sourceName: '论坛',
      channel: 'forum',
      url: 'http://127.0.0.1/1',
      title: '求助',
      nativeId: null,
    },
    ...{ body, format: more.format ?? 'text', fetchedAt: '2026-03-02T09:00:00+08:00' },
  });
}

describe('sealing', () => {
  it('opens only with its key, for its post, and unchanged; no two are alike', () => {
    const one = seal('张三', 'd_1', OLD);
    expect(unseal(one, 'd_1', OLD)).toBe('张三');
    expect(unseal(one, 'd_2', OLD)).toBeNull();
    expect(unseal(one, 'd_1', NEW)).toBeNull();
    expect(unseal({ ...one, tag: one.tag.slice(0, 8) }, 'd_1', OLD)).toBeNull();
    const bent = Buffer.from(one.data, 'base64');
    bent[0] = (bent[0] ?? 0) ^ 1;
    expect(unseal({ ...one, data: bent.toString('base64') }, 'd_1', OLD)).toBeNull();
    expect(seal('张三', 'd_1', OLD).data).not.toBe(one.data);
  });
});

describe('originals', () => {
  it('are kept sealed, opened with a reason, and each opening is on the audit log', () =>
    withBook(async ({ store, book }) => {
      const item = itemOf(`<p>电话<b>${PHONE}</b></p>`, { format: 'html' });
      await book(OLD).keep([item]);
      const stored = JSON.stringify((await store.state('original', item.docId))?.value);
      expect(stored).not.toContain(PHONE);
      expect(stored).not.toContain(Buffer.from(OLD.key).toString('base64'));
      expect(await book(OLD).reveal(item.docId, 'wang', '回访')).toEqual({ title: '求助', text: `电话${PHONE}` });
      await book(OLD).reveal(item.docId, 'li', '核实');
      const rows = (await store.audit(0, 10)).map(({ actor, action, object, detail }) => [
        actor,
        action,
        object,
        detail,
      ]);
      expect(rows).toEqual([
        ['wang', 'post.unmasked', item.docId, { reason: '回访' }],
        ['li', 'post.unmasked', item.docId, { reason: '核实' }],
      ]);
    }));

  it('outlive a change of keys: the old one still opens, the new one seals', () =>
    withBook(async ({ store, book }) => {
      const [first, second] = [itemOf('第一版'), itemOf('第二版')];
      await book(OLD).keep([first]);
      expect((await book(NEW, OLD).reveal(first.docId, 'wang', '查')).text).toBe('第一版');
      await book(NEW, OLD).keep([second]);
      expect(second.docId).toBe(first.docId);
      expect((await store.state('original', first.docId))?.value).toMatchObject({ sealed: { keyId: 'k2' } });
      expect((await book(NEW).reveal(first.docId, 'wang', '查')).text).toBe('第二版');
    }));

  it('say in words why they cannot be opened, and reveal nothing', () =>
    withBook(async ({ book }) => {
      const item = itemOf('原文');
      await expect(book(OLD).reveal(item.docId, 'wang', '查')).rejects.toThrow('没有保存这条帖文遮盖前的原文');
      await book(OLD).keep([item]);
      await expect(book(NEW).reveal(item.docId, 'wang', '查')).rejects.toThrow('本机没有这个密钥');
      await expect(book(keyOf('k1', 9)).reveal(item.docId, 'wang', '查')).rejects.toThrow('密钥 k1 打不开');
    }));

  it('are not kept without a key, once for each version, and not for ever', () =>
    withBook(async ({ store, clock, book }) => {
      const item = itemOf('原文');
      await book().keep([item]);
      expect(await store.state('original', item.docId)).toBeNull();
      await book(OLD).keep([item]);
      await book(OLD).keep([item]);
      expect((await store.state('original', item.docId))?.version).toBe(1);
      clock.now += 29 * DAY;
      expect(await book(OLD).forget()).toBe(0);
      clock.now += 2 * DAY;
      expect(await book().forget()).toBe(1);
      expect(await store.state('original', item.docId)).toBeNull();
    }));
});

describe('keys', () => {
  it('are read from the setting or a file, the first one sealing', async () => {
    const text = `k2:${base64(2)},k1:${base64(1)}`;
    expect(readSealKeys(text).map(({ id }) => id)).toEqual(['k2', 'k1']);
    const path = join(folder, 'keys');
    await writeFile(path, `k2:${base64(2)}\nk1:${base64(1)}\n`);
    expect(readSealKeys(`@${path}`).map(({ id }) => id)).toEqual(['k2', 'k1']);
    expect(readSealKeys(undefined)).toEqual([]);
  });

  it.each([
    ['k1', '第 1 个密钥'],
    [`k1:${Buffer.alloc(16).toString('base64')}`, '32 字节'],
    [`k1:${base64(1)},k1:${base64(2)}`, '编号重复'],
    ['@/nowhere/keys', '读不了密钥文件 /nowhere/keys'],
  ])('that are wrong are refused in words, without showing them: %#', (text, words) => {
    expect(() => readSealKeys(text)).toThrow(words);
    expect(() => readSealKeys(text)).not.toThrow(base64(1));
  });
});
