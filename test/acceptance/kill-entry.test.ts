import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../pipeline/store/sqlite/sqlite-database.ts';
import { createSqliteQueries } from '../../pipeline/store/sqlite/sqlite-queries.ts';
import { createRandom, testSeed } from '../support/random.ts';
import { SILENT_LOG } from '../support/samples.ts';
import { pause, until } from '../support/waiting.ts';

const CLI = fileURLToPath(new URL('../../pipeline/cli.ts', import.meta.url));
const TOKEN = 'a-token-of-more-than-24-characters';
const CATALOGUE = `sources:
  - { id: none, name: 无, kind: feed, channel: news, addresses: ["https://x.example/rss"], schedule: "0 0 1 1 *", legal: 测试, verified: false, enabled: false }
`;

let folder: string;
let data: string;
const seed = testSeed();
console.log(`TEST_SEED=${seed}`);
const random = createRandom(seed);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuqing-kill-entry-'));
  data = join(folder, 'data');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Running {
  child: ChildProcess;
  said: { out: string; err: string };
  ended: Promise<unknown>;
}

function yuqing(args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CLI, ...args], {
    env: { PATH: process.env.PATH, YUQING_DATA: data, ...env },
  });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    said.out += more;
  });
  child.stderr.setEncoding('utf8').on('data', (more: string) => {
    said.err += more;
  });
  return { child, said, ended: once(child, 'close') };
}

/** Posts and outcomes on record. */
async function onRecord() {
  const database = openDatabase(join(data, 'yuqing.db'));
  try {
    return await createSqliteQueries(database, { log: SILENT_LOG }).totals();
  } finally {
    await database.close();
  }
}

const message = (n: number) => `第${n}件：${n % 97}号楼停水第${n % 31}天，物业${n % 13}次上门都没有修好，请尽快处理。`;

it('an import killed at random moments and begun again loses no row and doubles none', async () => {
  const ROWS = 1_500;
  const file = join(folder, '热线.csv');
  const rows = Array.from({ length: ROWS }, (_, n) => `G${n},${message(n)},2026-03-02 08:15`);
  await writeFile(file, `工单编号,诉求内容,受理时间\n${rows.join('\n')}\n`);
  for (let round = 0; round < 4; round += 1) {
    const { child, ended } = yuqing(['import', file, '--kind', 'hotline']);
    await Promise.race([pause(1_000 + random() * 2_500), ended]);
    child.kill('SIGKILL');
    await ended;
  }
  const last = yuqing(['import', file, '--kind', 'hotline']);
  await last.ended;
  const counts = JSON.parse(last.said.out);
  expect(counts).toMatchObject({ read: ROWS, rejected: 0 });
  expect(counts.accepted + counts.duplicates).toBe(ROWS);
  console.log(`${counts.duplicates} of ${ROWS} rows were there when the last import began`);
  expect(await onRecord()).toMatchObject({ posts: ROWS, outcomes: { indexed: ROWS, dropped: 0, dead: 0 } });
});

it('what was pushed and answered is there after a kill, and pushing again doubles nothing', async () => {
  const A_PUSH = 25;
  const catalogue = join(folder, 'catalogue.yaml');
  await writeFile(catalogue, CATALOGUE);
  const env = {
    YUQING_PORT: '0',
    YUQING_CATALOGUE: catalogue,
    YUQING_PUSH_TOKENS: `热线平台:${TOKEN}`,
    YUQING_LOG_LEVEL: 'error',
  };
  const promised = new Set<number>();
  const push = async (address: string, from: number): Promise<void> => {
    const items = Array.from({ length: A_PUSH }, (_, i) => ({ id: `P${from + i}`, text: message(from + i) }));
    const response = await fetch(`${address}/api/push`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ items }),
    });
    expect(response.status).toBe(200);
    for (let i = 0; i < A_PUSH; i += 1) promised.add(from + i);
  };
  const start = async (): Promise<Running & { address: string }> => {
    const running = yuqing(['start'], env);
    const ready = async () => {
      for (;;) {
        const address = /看板：(\S+)/.exec(running.said.out)?.[1];
        if (address !== undefined) return address;
        await pause(50);
      }
    };
    const address = await Promise.race([
      ready(),
      running.ended.then(() => Promise.reject(new Error(running.said.err))),
    ]);
    return { ...running, address };
  };

  let next = 0;
  for (let round = 0; round < 3; round += 1) {
    const { child, ended, address } = await start();
    const killed = pause(200 + random() * 1_200).then(() => child.kill('SIGKILL'));
    // The other side sends on until nobody answers, and begins again with what it had no answer for.
    try {
      for (;;) {
        await push(address, next);
        next += A_PUSH;
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // fetch failed: the process is gone
    }
    await killed;
    await ended;
  }
  expect(promised.size).toBeGreaterThan(A_PUSH);
  const { child, ended, address } = await start();
  await push(address, next);
  await push(address, 0);
  // What was answered is on the bus; it is on record when it has been worked off.
  await until(onRecord, ({ outcomes }) => outcomes.indexed >= promised.size, 60_000, 'what was pushed');
  child.kill('SIGTERM');
  await ended;
  expect(await onRecord()).toMatchObject({ posts: promised.size, outcomes: { indexed: promised.size, dead: 0 } });
}, 120_000);
