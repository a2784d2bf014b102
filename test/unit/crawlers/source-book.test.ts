import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseCatalogue } from '../../../crawlers/catalogue.ts';
import { openSourceBook } from '../../../crawlers/source-book.ts';
import { ConflictError } from '../../../pipeline/errors.ts';
import { openDatabase } from '../../../pipeline/store/sqlite/sqlite-database.ts';
import { createSqliteStore } from '../../../pipeline/store/sqlite/sqlite-store.ts';
import type { Store } from '../../../pipeline/store/store.ts';

const row = (id: string, more = '') =>
  `id: ${id}\nname: 来源${id}\nkind: feed\nchannel: news\naddresses: ["https://${id}.example/rss"]\nschedule: "0 * * * *"\nlegal: 测试\nverified: false\n${more}`;
const file = `sources:\n${['a', 'b'].map((id) => `  - ${row(id).trimEnd().replaceAll('\n', '\n    ')}`).join('\n')}\n`;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});

function openStore(): Store {
  const dir = mkdtempSync(join(tmpdir(), 'yuqing-book-'));
  const database = openDatabase(join(dir, 'test.db'), { sync: 'normal' });
  closers.push(() => {
    database.close();
    rmSync(dir, { recursive: true });
  });
  return createSqliteStore(database);
}

async function open(store = openStore()) {
  const changed: string[] = [];
  const book = await openSourceBook({
    shipped: parseCatalogue(file, 'file'),
    settings: {},
    store,
    onChange: async ({ row: { id, enabled, name } }) => void changed.push(`${id} ${enabled} ${name}`),
  });
  return { book, store, changed };
}

describe('the book of sources', () => {
  it('switches on and off, and remembers it', async () => {
    const { book, store, changed } = await open();
    await book.setEnabled('a', false);
    expect(book.read('a')).toMatchObject({ enabled: false, changed: false, shipped: true });
    expect((await open(store)).book.entries().map(({ row: { id, enabled } }) => [id, enabled])).toEqual([
      ['a', false],
      ['b', true],
    ]);
    await book.setEnabled('a', true);
    expect(changed).toEqual(['a false 来源a', 'a true 来源a']);
    await expect(book.setEnabled('c', true)).rejects.toThrow(RangeError);
  });

  it('takes a changed row and a new one; the shipped one can be had back', async () => {
    const { book, store } = await open();
    const before = book.read('a');
    expect(await book.save(row('a').replace('来源a', '改名'))).toEqual({ saved: 'a' });
    expect(await book.save(row('new', 'enabled: false\n'))).toEqual({ saved: 'new' });
    const again = (await open(store)).book;
    expect(again.entries().map(({ row: { id, name } }) => [id, name])).toEqual([
      ['a', '改名'],
      ['b', '来源b'],
      ['new', '来源new'],
    ]);
    expect(again.read('a')).toMatchObject({ changed: true, shipped: true });
    expect(again.read('new')).toMatchObject({ changed: true, shipped: false, enabled: false });
    await again.restore('a');
    expect(again.read('a')).toEqual(before);
    await expect(again.restore('new')).rejects.toThrow(RangeError);
  });

  it.each<[name: string, text: string, where: string]>([
    ['an unknown field', row('a', 'colour: red\n'), '第 9 行第 9 列'],
    ['a wrong value', row('a').replace('feed', 'fax'), '第 3 行第 7 列'],
    ['copied with its dash', `  - ${row('a', 'colour: red').replaceAll('\n', '\n    ')}`, '第 9 行'],
    ['no YAML', 'id: [', '第 1 行'],
    ['words', '某某网站', '第 1 行'],
    ['two rows', `${row('a')}- id: b`, '第'],
  ])('%s is told with its place, and changes nothing', async (_name, text, where) => {
    const { book, store } = await open();
    const answer = await book.save(text);
    expect(answer).toMatchObject({
      issues: expect.arrayContaining([expect.objectContaining({ where: expect.stringContaining(where) })]),
    });
    expect((await store.states('source-row')).size).toBe(0);
  });

  it('retires for good, with its id, until it is called back', async () => {
    const { book, store, changed } = await open();
    await book.save(row('new'));
    await book.setEnabled('new', false);
    for (const id of ['a', 'new']) await book.setRetired(id, true);
    const again = (await open(store)).book;
    expect(again.entries().map(({ row: { id }, retired }) => [id, retired])).toEqual([
      ['a', true],
      ['b', false],
      ['new', true],
    ]);
    expect(await again.save(row('new'))).toMatchObject({ issues: [{ message: 'new 是一个已撤下的来源' }] });
    await again.restore('a');
    expect(again.read('a')).toMatchObject({ retired: true });
    await again.setRetired('new', false);
    expect(again.read('new')).toMatchObject({ retired: false, enabled: false, text: row('new') });
    await expect(again.setRetired('none', true)).rejects.toThrow(RangeError);
    expect(changed).toHaveLength(4);
  });

  it('a copied row keeps its indentation', async () => {
    const { book } = await open();
    expect(await book.save(`  - ${row('a').trimEnd().replaceAll('\n', '\n    ')}`)).toEqual({ saved: 'a' });
    expect(await book.save(`    ${row('b').trimEnd().replaceAll('\n', '\n    ')}`)).toEqual({ saved: 'b' });
  });

  it('a kept row of an older shape leaves the shipped one in force', async () => {
    const store = openStore();
    await store.putState('source-row', 'a', { text: 'kind: fax', enabled: null }, null);
    await store.putState('source-row', 'b', 'x', null);
    expect((await open(store)).book.entries().map(({ row: { name } }) => name)).toEqual(['来源a', '来源b']);
  });

  it('follows what another process changed, tells it once, and makes nothing of what it knows itself', async () => {
    const { book, store, changed } = await open();
    const other = (await open(store)).book;
    await other.setEnabled('a', false);
    await other.save(row('new'));
    await book.setRetired('b', true);
    expect(book.entries().map(({ row: { id, enabled } }) => [id, enabled])).toEqual([
      ['a', true],
      ['b', true],
    ]);
    changed.length = 0;
    await book.follow();
    await book.follow();
    expect(changed).toEqual(['a false 来源a', 'new true 来源new']);
    expect(book.read('new')).toMatchObject({ shipped: false, enabled: true });
    await other.follow();
    expect(other.read('b')).toMatchObject({ retired: true });
  });

  it('does not write over what another process changed meanwhile; asked again it does', async () => {
    const { book, store } = await open();
    const other = (await open(store)).book;
    await other.save(row('a').replace('来源a', '改名'));
    await expect(book.setEnabled('a', false)).rejects.toThrow(ConflictError);
    await book.setEnabled('a', false);
    expect(book.read('a')).toMatchObject({ enabled: false, changed: true });
  });
});
