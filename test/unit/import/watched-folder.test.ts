import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CatalogueRow, catalogueRow } from '../../../crawlers/catalogue-schema.ts';
import { openColumnShapes } from '../../../crawlers/import/column-shapes.ts';
import { readItems } from '../../../crawlers/import/import-file.ts';
import { createWatchedFolder } from '../../../crawlers/import/watched-folder.ts';
import { runFolder } from '../../../crawlers/run-folder.ts';
import type { RawItem } from '../../../pipeline/model/raw-item.ts';
import { openDatabase } from '../../../pipeline/store/sqlite/sqlite-database.ts';
import { createSqliteStore } from '../../../pipeline/store/sqlite/sqlite-store.ts';

const NOW = Date.parse('2026-03-05T12:00:00+08:00');
const LONG_AGO = new Date(NOW - 60_000);
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'yuqing-inbox-'));
  mkdirSync(join(root, '热线'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(name: string, text: string, at = LONG_AGO): void {
  const path = join(root, '热线', name);
  writeFileSync(path, text);
  utimesSync(path, at, at);
}
const names = (subfolder = '') => readdirSync(join(root, '热线', subfolder)).sort();

const row: CatalogueRow = catalogueRow.parse({
  ...{ id: 'hotline', name: '热线导出', kind: 'folder', channel: 'hotline', schedule: '*/5 * * * *', legal: '测试' },
  ...{ verified: false, folder: { path: '热线', content: 'hotline' } },
});
function open(of = row) {
  const items: RawItem[] = [];
  const state = { broken: false };
  const accept = async (batch: readonly RawItem[]) => {
    if (state.broken) throw new Error('store is down');
    const fresh = batch.filter(({ rawId }) => !items.some((item) => item.rawId === rawId));
    items.push(...fresh);
    return { accepted: fresh.length, duplicates: batch.length - fresh.length };
  };
  const scan = () => runFolder(of, { root, accept, now: () => NOW }, new AbortController().signal);
  return { items, state, scan };
}

describe('a watched folder', () => {
  it('takes files at rest and moves them away; the same export again is known', async () => {
    const { items, scan } = open();
    const csv =
      '工单编号,诉求标题,诉求内容,受理时间\nG1,漏水,顶楼漏水,2026-03-02 08:15\nG2,路灯,路灯不亮,2026-03-02 09:15\n';
    put('三月.csv', csv);
    expect((await scan()).run).toMatchObject({ listed: 2, accepted: 2, failed: 0, skipped: 0, fetched: 1 });
    expect(items).toMatchObject([{ title: '漏水', channel: 'hotline' }, { title: '路灯' }]);
    expect(names()).toEqual(['processed']);
    put('三月.csv', csv);
    expect((await scan()).run).toMatchObject({ listed: 2, accepted: 0, duplicates: 2 });
    expect(names('processed')).toEqual(['三月-2.csv', '三月.csv']);
    expect((await scan()).run).toMatchObject({ listed: 0, fetched: 0 });
  });

  it('waits for what is being written, and does not touch what programs leave about', async () => {
    const { scan } = open();
    put('now.csv', '工单编号,诉求内容\nG1,', new Date(NOW - 500));
    put('~$三月.xlsx', 'x');
    put('big.csv.part', 'x');
    put('.hidden', 'x');
    const { run } = await scan();
    expect(run).toMatchObject({ listed: 1, skipped: 1, reasons: { 'half-written': 1 } });
    expect(names()).toEqual(['.hidden', 'big.csv.part', 'now.csv', '~$三月.xlsx']);
    put('now.csv', '工单编号,诉求内容\nG1,顶楼漏水\n');
    expect((await scan()).run).toMatchObject({ accepted: 1 });
  });

  it('a file that cannot be read goes to failed/ with the reason, and costs the others nothing', async () => {
    const { scan } = open();
    put('a.csv', '甲,乙\n1,2\n');
    put('b.csv', '工单编号,诉求内容\nG1,顶楼漏水\nG2,\n');
    put('c.xlsx', 'no workbook');
    const { run, problem } = await scan();
    expect(run).toMatchObject({ listed: 4, accepted: 1, failed: 3, reasons: { 'bad-file': 2, 'bad-row': 1 } });
    expect(problem).toMatchObject({ reason: 'bad-file' });
    expect(names('failed')).toEqual(['a.csv', 'a.csv.原因.txt', 'c.xlsx', 'c.xlsx.原因.txt']);
    expect(readFileSync(join(root, '热线', 'failed', 'a.csv.原因.txt'), 'utf8')).toContain('没有找到正文列');
  });

  it('stays where it is when it could not be handed on', async () => {
    const { items, state, scan } = open();
    put('a.csv', '工单编号,诉求内容\nG1,顶楼漏水\n');
    state.broken = true;
    expect((await scan()).problem).toMatchObject({ reason: 'store-failed' });
    expect(names()).toEqual(['a.csv']);
    state.broken = false;
    expect((await scan()).run).toMatchObject({ accepted: 1 });
    expect(items).toHaveLength(1);
  });

  it('a file that was put right and put back is read, and a later export of the same brings only what is new', async () => {
    const named = { ...row, folder: { path: '热线', content: 'hotline', columns: '正文=说的啥,编号=单子' } as const };
    const before = open();
    put('四月.csv', '单子,说的啥\nC1,小区停水三天\n');
    expect((await before.scan()).run).toMatchObject({ accepted: 0, failed: 1, reasons: { 'bad-file': 1 } });
    renameSync(join(root, '热线', 'failed', '四月.csv'), join(root, '热线', '四月.csv'));
    const after = open(named);
    expect(await after.scan()).toMatchObject({ run: { accepted: 1, failed: 0 }, problem: null });
    put('四月（再导）.csv', '单子,说的啥\nC1,小区停水三天\nC2,电梯坏了\n');
    expect((await after.scan()).run).toMatchObject({ listed: 2, accepted: 1, duplicates: 1 });
  });

  it('more rows than are handed on at once: none lost, none doubled', async () => {
    const { items, scan } = open();
    const rows = Array.from({ length: 1_001 }, (_, n) => `E${n},第${n}件：楼道灯坏了`).join('\n');
    put('六月.csv', `工单编号,诉求内容\n${rows}\n`);
    expect((await scan()).run).toMatchObject({ listed: 1_001, accepted: 1_001, failed: 0 });
    expect(new Set(items.map(({ docId }) => docId)).size).toBe(1_001);
  });

  it('is made where it is not there', async () => {
    rmSync(join(root, '热线'), { recursive: true });
    expect((await open().scan()).run).toMatchObject({ listed: 0 });
    expect(existsSync(join(root, '热线'))).toBe(true);
  });

  it.each([{ path: '../etc' }, { path: '/etc' }, { path: 'a/b' }, { path: '.' }])('%o is no place', (folder) => {
    expect(() => catalogueRow.parse({ ...row, folder })).toThrow('inbox');
  });
});

it('columns named once are remembered for files with the same headings, in whatever order', async () => {
  const database = openDatabase(join(root, 'test.db'), { sync: 'normal' });
  const store = createSqliteStore(database);
  const read = async (text: string, columns = {}) => {
    const path = join(root, 'x.csv');
    writeFileSync(path, text);
    const shapes = await openColumnShapes(store);
    const items: RawItem[] = [];
    for await (const one of readItems(path, { columns, shapes, fetchedAt: '2026-03-05T12:00:00+08:00' }))
      if ('item' in one) items.push(one.item);
    await shapes.save();
    return items.map(({ title, body }) => [title, body]);
  };
  const file = '序号,事由,说的啥\n1,漏水,顶楼漏水\n';
  await expect(read(file)).rejects.toThrow();
  expect(await read(file, { title: '事由', text: '说的啥' })).toEqual([['漏水', '顶楼漏水']]);
  expect(await read('说的啥,序号,事由\n路灯不亮,2,路灯\n')).toEqual([['路灯', '路灯不亮']]);
  await expect(read('序号,事由,别的\n1,a,b\n')).rejects.toThrow();
  // What is said now goes before what was said then, and is remembered instead.
  expect(await read(file, { title: '说的啥', text: '事由' })).toEqual([['顶楼漏水', '漏水']]);
  expect(await read(file)).toEqual([['顶楼漏水', '漏水']]);
  database.close();
});

it('takes a file whose clock was ahead, once its copy is at rest', async () => {
  put('超前.csv', '诉求内容\n路灯不亮三天\n', new Date('2100-01-01T00:00:00Z'));
  const taken: string[] = [];
  const scanAt = (now: number) =>
    createWatchedFolder({
      folder: join(root, '热线'),
      take: async (path) => {
        taken.push(path);
      },
      now: () => now,
    }).scan(new AbortController().signal);
  const written = statSync(join(root, '热线', '超前.csv')).ctimeMs;
  expect(await scanAt(written + 1_000)).toMatchObject([{ state: 'waiting' }]);
  expect(await scanAt(written + 5_000)).toMatchObject([{ state: 'taken' }]);
  expect(taken).toHaveLength(1);
});
