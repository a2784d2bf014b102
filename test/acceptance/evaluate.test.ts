import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../support/run-command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuqing-evaluate-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const evaluate = (...args: string[]) => runCommand(['evaluate', ...args]);

/** Two petitions judged right, one that the rules cannot know, one wrongly labelled. */
const PETITIONS = [
  'id,time,title,text,label',
  '11,2026/3/1 9:00:00,车库漏水,"小区地下车库漏水，\n物业不管",城乡建设',
  '12,2026/3/1 9:00:00,补课收费,班主任违规补课收费,教育文体',
  '13,,,此事请核实,城乡建设',
  '14,,,供暖一个月了屋里只有十三度，热力公司不接电话,商贸旅游',
].join('\n');

/** xz of four lines, the third one empty: 今天天气晴 · a scaffold that killed two · a film. */
const TITLES =
  '/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4ABvAGBdABkMApKyqVH0SQCjZZzsH4YNapFODfXh7swkCqtXJyuRMn2tB9o6fKpPUW2W2kN/YgnMq0XbdGQpeESh8bHkuP4qbE7mRzx099tDjvznqByYht/ZMlzsl+3EqcUSfVohAABHjS+SN7/INQABfHDt8gnzH7bzfQEAAAAABFla';

describe('evaluate', () => {
  it('measures what is there and names what is missing', async () => {
    await writeFile(join(folder, 'petitions-labelled.csv'), PETITIONS);
    const { code, out, err } = await evaluate('--data', folder, '--json');
    expect(code).toBe(0);
    const figures = JSON.parse(out);
    expect(figures.map(({ name }: { name: string }) => name)).toEqual([
      'domain-f1',
      'domain-f1-learned',
      'near-duplicate-precision',
      'near-duplicate-recall',
      'event-purity',
      'event-completeness',
      'mask-recall',
      'mask-false-per-1000',
    ]);
    expect(figures[0]).toMatchObject({ name: 'domain-f1', value: 0.5, n: 4 });
    expect(figures[0].low).toBeLessThan(0.5);
    expect(figures[0].high).toBeGreaterThan(0.5);
    expect(err).toContain('hot-titles-2020-2023.tsv.xz: 没有这个文件，未测 false-alarms-per-10000');
  });

  it('lists the rows that came out wrong, with the rules that spoke', async () => {
    const { code, out } = await evaluate('--data', folder, '--errors', 'domain-f1', '--json');
    expect(code).toBe(0);
    const rows = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toMatchObject([
      { file: 'petitions-labelled.csv', row: 4, expected: '城乡建设', got: '其他' },
      { file: 'petitions-labelled.csv', row: 5, expected: '商贸旅游', got: '城乡建设' },
    ]);
    expect(rows[1].because).toContain('municipal.heating（供暖');
  });

  it('counts alarming titles of a packed file', async () => {
    await writeFile(join(folder, 'hot-titles-2020-2023.tsv.xz'), Buffer.from(TITLES, 'base64'));
    const { code, out } = await evaluate('--data', folder, '--only', 'false-alarms-per-10000', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([{ name: 'false-alarms-per-10000', value: 3333.3333, n: 3 }]);
  });

  it('refuses wrong usage', async () => {
    expect(await evaluate()).toMatchObject({ code: 2 });
    expect(await evaluate('--data', join(folder, 'nowhere'))).toMatchObject({ code: 2 });
    expect(await evaluate('--data', folder, '--seed', '-3')).toMatchObject({ code: 2 });
    const unknown = await evaluate('--data', folder, '--only', 'domain-f2');
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain('domain-f1');
  });

  it('says where a file lacks its label', async () => {
    const other = await mkdtemp(join(folder, 'unlabelled-'));
    await writeFile(join(other, 'petitions-labelled.csv'), 'id,text\n1,车库漏水');
    const { code, err } = await evaluate('--data', other, '--only', 'domain-f1');
    expect(code).toBe(2);
    expect(err).toContain('petitions-labelled.csv:1');
  });
});
