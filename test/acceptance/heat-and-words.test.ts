import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from '../support/run-command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuqing-heat-'));
  const row = (day: number, hour: number, text: string, i: number) => `2026/2/${day} ${hour}:00:00,${text}第${i}次反映`;
  const usual = Array.from({ length: 12 }, (_, i) => row(1 + i, 9, `水城花园物业不管垃圾，楼道${i}层`, i));
  const burst = Array.from({ length: 8 }, (_, i) => row(14, 3, `东湖雅苑${i + 1}号楼供暖管道爆裂，屋里没有暖气`, i));
  await writeFile(join(folder, 'posts.csv'), ['留言时间,留言内容', ...usual, ...burst].join('\n'));
  const { code } = await yuqing('import', join(folder, 'posts.csv'));
  expect(code).toBe(0);
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

function yuqing(...args: string[]) {
  return runCommand(args, { YUQING_DATA: join(folder, 'data'), YUQING_ALERT_MAX_AGE_DAYS: '3650' });
}
const lines = (out: string) => out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));

it('finds the hour that bursts, with its figures', async () => {
  const { code, out } = await yuqing('bursts', '--from', '2026-02-01', '--to', '2026-02-20');
  expect(code).toBe(0);
  expect(lines(out)).toMatchObject([{ at: '2026-02-14T03:00:00+08:00', count: 8, usual: 0 }]);
});

it('counts the same words from many authors as a burst, and from one author as none', async () => {
  const data = join(folder, 'floods');
  const flood = (day: number, authors: number, text: string) =>
    Array.from(
      { length: 60 },
      (_, i) => `${data}-${day}-${i},2026/2/${day} 3:00:0${i % 10},${text},网友${i % authors}`,
    );
  const one = flood(13, 1, '西湖花园物业乱收停车费，业主投诉没有人管');
  const many = flood(14, 60, '东湖雅苑供暖管道爆裂，屋里没有暖气，住建局不管');
  const usual = Array.from(
    { length: 12 },
    (_, i) => `u${i},2026/2/${1 + i} 9:00:00,水城花园物业不管垃圾楼道${i}层,住户${i}`,
  );
  await writeFile(join(folder, 'flood.csv'), ['编号,发布时间,内容,作者', ...usual, ...one, ...many].join('\n'));
  const env = { YUQING_DATA: data, YUQING_ALERT_MAX_AGE_DAYS: '3650' };
  const imported = await runCommand(['import', join(folder, 'flood.csv')], env);
  expect(imported.code, imported.err).toBe(0);
  const { out } = await runCommand(['bursts', '--from', '2026-02-01', '--to', '2026-02-20'], env);
  expect(lines(out)).toMatchObject([{ at: '2026-02-14T03:00:00+08:00', count: 60, voices: 60, usual: 0 }]);
});

it('gives the words that are new in a period', async () => {
  const { code, out, err } = await yuqing('words', '--from', '2026-02-13', '--to', '2026-02-15', '--json');
  expect(code).toBe(0);
  expect(err).toContain('本期 8 帖');
  expect(lines(out).find(({ word }) => word === '供暖')).toMatchObject({ posts: 8, usualShare: 0, isNew: true });
});

it('takes an event apart, and says which it does not know', async () => {
  const { code, err } = await yuqing('heat', 'e_unknown');
  expect(code).toBe(1);
  expect(err).toContain('没有事件 e_unknown');
  expect((await yuqing('heat')).code).toBe(2);
});
