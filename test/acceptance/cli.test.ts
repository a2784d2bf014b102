import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('../../pipeline/cli.ts', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuqing-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ran {
  code: number;
  out: string;
  err: string;
}

/** One command in a process of its own, with its own data folder. */
function yuqing(
  args: readonly string[],
  { env = {}, stdin = '' }: { env?: Record<string, string>; stdin?: string } = {},
) {
  return new Promise<Ran>((resolve) => {
    const child = execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', CLI, ...args],
      { env: { PATH: process.env.PATH, YUQING_DATA: join(folder, 'data'), ...env }, maxBuffer: 64 * 1024 * 1024 },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
    );
    child.stdin?.end(stdin);
  });
}

const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const CSV = [
  '留言编号,留言主题,留言详情,留言时间',
  '1,龙湾公馆车库漏水,龙湾公馆地下车库到处漏水，墙面开裂，物业不管，电话13800000000,2026/3/1 9:32:09',
  '2,学校食堂,孩子说学校食堂的饭菜不好吃,2026/3/1 10:00:00',
  '3,龙湾公馆车库漏水,龙湾公馆地下车库到处漏水，墙面开裂，物业不管，电话13800000000,2026/3/1 11:00:00',
].join('\n');

describe('analyse', () => {
  it('gives one line a post, in order, in the promised form', async () => {
    const ran = await yuqing(['analyse', await file('posts.csv', CSV)]);
    expect(ran.code, ran.err).toBe(0);
    const lines = jsonLines(ran.out);
    expect(lines).toHaveLength(3);
    const [leak, school, copy] = lines;
    expect(leak).toMatchObject({ domain: true, duplicateOf: null, masked: expect.arrayContaining(['phone']) });
    expect(leak.route.lead).toBeTruthy();
    expect(leak.places.estate).toBe('龙湾公馆');
    const points = leak.risk.parts.reduce((sum: number, part: { points: number }) => sum + part.points, 0);
    expect(points).toBeCloseTo(leak.risk.score, 6);
    for (const { spans } of leak.hits) {
      for (const span of spans) {
        const field =
          span.field === 'title' ? '龙湾公馆车库漏水' : '龙湾公馆地下车库到处漏水，墙面开裂，物业不管，电话13800000000';
        expect(field.slice(span.start, span.end)).toBe(span.term);
      }
    }
    expect(school).toMatchObject({ domain: false, topics: [], route: null, event: null });
    expect(school.risk.level).toBeNull();
    expect(copy).toMatchObject({ duplicateOf: leak.id, event: leak.event });
  });

  it('reads standard input', async () => {
    const ran = await yuqing(['analyse', '-'], { stdin: '小区电梯坏了三个月没人修\n' });
    expect(ran.code, ran.err).toBe(0);
    expect(jsonLines(ran.out)).toHaveLength(1);
  });
});

describe('several files', () => {
  it('are all done, and the ones that cannot be read are told together at the end', async () => {
    const good = await file('good.csv', CSV);
    const empty = await file('empty.csv', '');
    const ran = await yuqing(['analyse', empty, good, join(folder, 'nowhere.xlsx')]);
    expect(ran.code).toBe(2);
    expect(jsonLines(ran.out)).toHaveLength(3);
    expect(ran.err).toContain(`${empty}: 文件是空的`);
    expect(ran.err).toContain('nowhere.xlsx: 没有这个文件');
    const env = { YUQING_DATA: join(folder, 'several') };
    const imported = await yuqing(['import', empty, good], { env });
    expect(imported.code).toBe(2);
    expect(jsonLines(imported.out)).toMatchObject([{ file: good, read: 3 }]);
    expect(imported.err).toContain(`${empty}: 文件是空的`);
  });
});

describe('import', () => {
  it('counts, and a second time says they are all known', async () => {
    const path = await file('import.csv', CSV);
    const first = await yuqing(['import', path]);
    expect(first.code, first.err).toBe(0);
    expect(jsonLines(first.out)).toEqual([
      { file: path, read: 3, accepted: 2, duplicates: 1, rejected: 0, rejections: [] },
    ]);
    const second = await yuqing(['import', path]);
    expect(jsonLines(second.out)).toEqual([
      { file: path, read: 3, accepted: 0, duplicates: 3, rejected: 0, rejections: [] },
    ]);
    expect(jsonLines((await yuqing(['audit', 'verify'])).out)[0]).toMatchObject({ ok: true, brokenAt: null });
  });

  it('names the bad row and takes the good ones', async () => {
    const path = await file(
      'rows.jsonl',
      '{"title":"停水","text":"小区停水三天"}\n{broken\n{"title":"停电","text":"楼道没有灯"}\n',
    );
    const ran = await yuqing(['import', path]);
    const [counts] = jsonLines(ran.out);
    expect(counts).toMatchObject({ read: 3, accepted: 2, rejected: 1 });
    expect(counts.rejections[0]).toMatchObject({ row: 2, reason: expect.stringMatching(/JSON/) });
  });

  it.each([
    ['an empty file', 'empty.csv', '', 2],
    ['a file without a text column', 'columns.csv', '甲,乙\n1,2\n', 2],
    ['a spreadsheet that is none', 'broken.xlsx', 'not a zip', 2],
  ])('says what is wrong with %s', async (_name, name, content, code) => {
    const ran = await yuqing(['import', await file(name, content)]);
    expect(ran.code).toBe(code);
    expect(ran.err).toContain(name);
    expect(ran.err).not.toContain('    at ');
  });

  it('says what is wrong with a missing file', async () => {
    const ran = await yuqing(['import', join(folder, 'nowhere.xlsx')]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('nowhere.xlsx');
  });
});

describe('bench', () => {
  it('runs the figures asked for, in a small version, and no others', async () => {
    const ran = await yuqing(['bench', '--only', 'query-search-p95,query-page-p95', '--quick', '--json']);
    expect(ran.code, ran.err).toBe(0);
    const figures: { name: string; value: number; unit: string }[] = JSON.parse(ran.out);
    expect(figures.map(({ name }) => name)).toEqual(['query-search-p95', 'query-page-p95']);
    for (const { value, unit } of figures) expect([value > 0, unit]).toEqual([true, 'ms']);
    const wrong = await yuqing(['bench', '--only', 'query-search-p95,speed']);
    expect([wrong.code, wrong.out]).toEqual([2, '']);
    expect(wrong.err).toContain('speed');
  }, 60_000);

  it('measures in processes of their own, and the rest when one cannot be measured', async () => {
    // A folder where the file should be cannot be read.
    await mkdir(join(folder, 'odd', 'petitions-labelled.csv'), { recursive: true });
    const only = 'query-search-p95,sweep-10k,analysis/cut';
    const ran = await yuqing(['bench', '--only', only, '--quick', '--json', '--data', join(folder, 'odd')]);
    const figures: { name: string }[] = JSON.parse(ran.out);
    expect(figures.map(({ name }) => name)).toEqual(['query-search-p95', 'sweep-10k']);
    expect(ran.err).toContain('petitions-labelled.csv');
    expect(ran.err).toContain('没有测成 analysis/cut，其余照常');
    expect(ran.code).toBe(1);
  }, 120_000);
});

describe('rules', () => {
  it('check passes on what is shipped', async () => {
    const ran = await yuqing(['rules', 'check']);
    expect(ran.out).not.toMatch(/: 错误 /);
    expect(ran.code).toBe(0);
  });

  it('check looks at single files as if they lay in the folder', async () => {
    const pack = (id: string, expression: string) =>
      `id: ${id}\nname: 试\nrole: topic\ntopic: 工程质量安全\nrules:\n  - id: ${id}.leak\n    name: 漏\n    expression: ${expression}\n` +
      '    severity: 3\n    samples: { hit: [屋顶漏水], miss: [一切都好] }\n';
    const good = await file('good.yaml', pack('good', '漏水 + 屋顶'));
    expect(await yuqing(['rules', 'check', good])).toMatchObject({ code: 0, out: '' });
    const bad = await file('bad.yaml', pack('bad', '(漏水 + 屋顶'));
    const again = await file('again.yml', pack('good', '漏水'));
    const ran = await yuqing(['rules', 'check', good, bad, again, '--json']);
    expect(ran.code).toBe(1);
    const found: { path: string; code: string; line: number }[] = JSON.parse(ran.out);
    expect(found.map(({ path, code }) => [path, code])).toContainEqual([bad, 'unclosed-bracket']);
    expect(found.find(({ code }) => code === 'duplicate-id')?.path).toMatch(/(?:good\.yaml|again\.yml)$/);
    expect(found.every(({ path }) => [good, bad, again].includes(path))).toBe(true);
    expect(await yuqing(['rules', 'check', 'rules/packs/market.yaml', 'rules/routing.yaml'])).toMatchObject({
      code: 0,
    });
    const missing = await yuqing(['rules', 'check', join(folder, 'nowhere.yaml')]);
    expect(missing).toMatchObject({ code: 2, out: '' });
    expect(missing.err).toContain('nowhere.yaml');
  }, 120_000);

  it('search finds stored posts, within a period', async () => {
    const env = { YUQING_DATA: join(folder, 'searched') };
    const imported = await yuqing(['import', await file('searched.csv', CSV)], { env });
    expect(imported.code, imported.err).toBe(0);
    const ran = await yuqing(['rules', 'search', '漏水 | 食堂 -开裂'], { env });
    expect(ran.code, ran.err).toBe(0);
    const found = jsonLines(ran.out);
    expect(found.map(({ title }) => title).toSorted()).toEqual(['学校食堂', '龙湾公馆车库漏水']);
    expect(found[0]).toMatchObject({ id: expect.any(String), spans: expect.any(Array), why: expect.any(String) });
    expect(ran.err).toContain('命中 2 篇');
    const early = await yuqing(['rules', 'search', '漏水 | 食堂', '--to', '2026-03-01 09:59'], { env });
    expect(jsonLines(early.out)).toHaveLength(1);
    const wrong = await yuqing(['rules', 'search', '漏水', '--from', '2026-02-30'], { env });
    expect([wrong.code, wrong.out]).toEqual([2, '']);
    expect(wrong.err).toContain('2026-02-30');
  }, 60_000);

  it('match tells hits and why', async () => {
    const ran = await yuqing(['rules', 'match', '漏水 - 水管', '-'], {
      stdin: '车库漏水\n水管漏水\n{"title":"漏水","text":"屋顶"}\n',
    });
    expect(ran.code, ran.err).toBe(0);
    expect(jsonLines(ran.out).map(({ index, hit }) => [index, hit])).toEqual([
      [0, true],
      [1, false],
      [2, true],
    ]);
  });

  it('match points at a mistake in the expression', async () => {
    const ran = await yuqing(['rules', 'match', '(漏水 | 渗水', '-']);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/1:\d+/);
  });

  it('explain shows what fired and why near misses did not', async () => {
    const ran = await yuqing(['rules', 'explain', '地下车库漏水，住户准备上访', '--title', '龙湾公馆']);
    expect(ran.code, ran.err).toBe(0);
    const { trace, hits, risk } = JSON.parse(ran.out);
    expect(trace.fired.map(({ rule }: { rule: string }) => rule).sort()).toEqual(
      hits.map(({ rule }: { rule: string }) => rule).sort(),
    );
    expect(trace.fired.length).toBeGreaterThan(0);
    expect(trace.nearMisses.every(({ why }: { why: string }) => why.length > 0)).toBe(true);
    expect(risk.score).toBeGreaterThan(0);
  });

  it('route answers, and --expect decides the exit code', async () => {
    const asked = ['rules', 'route', 'topic=工程质量安全', 'level=橙'];
    const ran = await yuqing(asked);
    const [decision] = jsonLines(ran.out);
    expect(decision.co).toEqual(expect.arrayContaining(['人事科', '新闻中心']));
    expect((await yuqing([...asked, '--expect', decision.lead])).code).toBe(0);
    expect((await yuqing([...asked, '--expect', '办公室'])).code).toBe(1);
    expect((await yuqing(['rules', 'route', 'topik=x'])).err).toContain('topic');
  });
});

describe('rules backtest', () => {
  const PACK = `id: quality
name: 工程质量
role: topic
topic: 工程质量安全
owner: 质监站
rules:
  - id: quality.trial
    name: 试
    expression: 车库 + 漏水
    severity: 60
`;
  const period = ['--from', '2026-03-01', '--to', '2026-03-01'];

  it('tells what a draft would have changed, and nothing where nothing was published since', async () => {
    const env = { YUQING_DATA: join(folder, 'backtest') };
    expect((await yuqing(['import', await file('backtest.csv', CSV)], { env })).code).toBe(0);
    const ran = await yuqing(['rules', 'backtest', ...period, '--draft', await file('draft.yaml', PACK)], { env });
    expect(ran.code, ran.err).toBe(0);
    const result = JSON.parse(ran.out);
    expect(result.counts).toMatchObject({ posts: 2, gained: 1, lost: 0 });
    expect(result.gained).toMatchObject([{ title: '龙湾公馆车库漏水', gained: ['quality.trial'], lost: [] }]);
    expect(result.gained[0].score.after).toBeGreaterThan(result.gained[0].score.before);
    expect(result.alertsPerDay).toMatchObject([{ day: '2026-03-01' }]);
    const since = JSON.parse((await yuqing(['rules', 'backtest', ...period], { env })).out);
    expect(since).toMatchObject({ gained: [], lost: [], changedLevel: [], counts: { posts: 2, same: 2 } });
    const before = JSON.parse(
      (await yuqing(['rules', 'backtest', '--from', '2026-02-01', '--to', '2026-02-28'], { env })).out,
    );
    expect(before.counts.posts).toBe(0);
  });

  it.each([
    [
      'a draft with a mistake',
      'wrong.yaml',
      PACK.replace('车库 + 漏水', '(车库 + 漏水'),
      /wrong\.yaml:9:17.*unclosed-bracket/,
    ],
    ['a draft that is no pack', 'none.yaml', 'id: quality\n', /none\.yaml:1:1.*missing-key/],
  ])('points at %s', async (_name, name, content, words) => {
    const ran = await yuqing(['rules', 'backtest', ...period, '--draft', await file(name, content)]);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(words);
  });

  it.each([
    [['--from', '2026-03-01'], '--to'],
    [['--from', '2026-03-05', '--to', '2026-03-01'], '--from'],
    [['--from', '昨天', '--to', '2026-03-01'], '昨天'],
    [[...period, '--draft', '/nowhere/x.yaml'], '/nowhere/x.yaml'],
  ])('%j is wrong usage', async (args, words) => {
    const ran = await yuqing(['rules', 'backtest', ...args]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(words);
  });
});

describe('wrong usage and settings', () => {
  it.each([
    [['anlyse', 'x'], 'analyse'],
    [['import'], '用法'],
    [['import', '--kindd', 'x', 'y'], '用法'],
  ])('%j exits with 2 and says what to do', async (args, words) => {
    const ran = await yuqing(args);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(words);
  });

  it('names an unknown setting', async () => {
    const ran = await yuqing(['doctor'], { env: { YUQING_PROT: '1' } });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('YUQING_PORT');
  });

  it('tells of a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const ran = await yuqing(['demo', '--port', String(port)]);
    server.close();
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(String(port));
    expect(ran.err).toContain('YUQING_PORT');
  });
});
