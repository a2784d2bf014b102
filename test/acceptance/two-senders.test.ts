import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readConfig } from '../../pipeline/config.ts';
import { openEngine } from '../../pipeline/engine.ts';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import { composeNotices } from '../../pipeline/notify/compose.ts';
import { SILENT_LOG, sampleAlert } from '../support/samples.ts';

const NOTICES = 120;
const A_SECOND = 30;

it('two processes deliver from one outbox: each notice once, and the rate of the channel holds for both together', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'yuqing-senders-'));
  const taken: { at: number; text: string }[] = [];
  // Slow enough that both are always in the middle of something.
  const platform = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      taken.push({ at: Date.now(), text: Buffer.concat(chunks).toString() });
      setTimeout(() => response.end('ok'), 5 + (taken.length % 4) * 15);
    });
  });
  platform.listen(0, '127.0.0.1');
  await once(platform, 'listening');
  const { port } = platform.address() as AddressInfo;
  const engine = await openEngine({ ...readConfig({}), dataDir: folder }, { now: Date.now, log: SILENT_LOG });
  const children: ChildProcess[] = [];
  try {
    const at = toShanghai(Date.now());
    const alerts = Array.from({ length: NOTICES }, (_, i) =>
      sampleAlert({
        alertId: `a_${i}`,
        level: '红',
        title: `第 ${i} 件：坍塌`,
        nextDueAt: toShanghai(Date.now() + 3_600_000),
      }),
    );
    const notices = alerts.flatMap((alert) =>
      composeNotices({ alert, receivers: ['质监站:联络员'], channels: ['wecom'], reason: 'raised', round: 0, at }),
    );
    await engine.store.commit({ alerts, notices });
    const script = join(import.meta.dirname, '../support/outbox-child.ts');
    for (let i = 0; i < 2; i++) {
      const args = [
        '--disable-warning=ExperimentalWarning',
        script,
        folder,
        `http://127.0.0.1:${port}/`,
        String(A_SECOND),
      ];
      children.push(spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'inherit'] }));
    }
    const left = async () => (await engine.store.dueNotices('wecom', toShanghai(Date.now() + 3_600_000), 1)).length;
    for (let tries = 0; tries < 400 && (await left()) > 0; tries++) await new Promise((r) => setTimeout(r, 100));
    for (const child of children) child.stdin?.write('stop\n');
    await Promise.all(children.map((child) => (child.exitCode === null ? once(child, 'exit') : null)));

    const told = taken.map(({ text }) => text).join('\n');
    for (let i = 0; i < NOTICES; i++) expect(told.split(`第 ${i} 件：`).length - 1, `notice ${i}`).toBe(1);
    for (const { at } of taken) {
      expect(taken.filter((one) => one.at > at - 1_000 && one.at <= at).length).toBeLessThanOrEqual(A_SECOND);
    }
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await engine.close();
    platform.close();
    await rm(folder, { recursive: true, force: true });
  }
}, 90_000);
