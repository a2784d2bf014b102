import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../../pipeline/config.ts';
import { DATABASE_FILE, openEngine } from '../../../pipeline/engine.ts';
import { checkLiveness, createHeartbeat, readHeartbeat } from '../../../pipeline/heartbeat.ts';
import type { Alert } from '../../../pipeline/model/alert.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { MONDAY_NINE, SILENT_LOG, sampleAlert } from '../../support/samples.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function bench() {
  const dataDir = await mkdtemp(join(tmpdir(), 'yuqing-liveness-'));
  closers.push(() => rm(dataDir, { recursive: true, force: true }));
  const engine = await openEngine({ ...readConfig({}), dataDir }, { now: Date.now, log: SILENT_LOG });
  closers.push(() => engine.close());
  const clock = { now: MONDAY_NINE };
  const asked: string[] = [];
  const heartbeat = createHeartbeat({
    store: engine.store,
    dataDir,
    url: 'http://watch.example/ping',
    client: {
      async get(url) {
        asked.push(url);
        return { url, status: 200, headers: {}, body: Buffer.alloc(0), redirects: 0 };
      },
    },
    channels: ['in-app'],
    now: () => clock.now,
    log: SILENT_LOG,
  });
  const alert = (more: Partial<Alert>) => engine.store.commit({ alerts: [sampleAlert(more)] });
  const check = () => checkLiveness(engine.store, dataDir, clock.now);
  return { ...engine, dataDir, clock, asked, heartbeat, alert, check };
}

describe('the auditor and its heartbeat', () => {
  it('gives a sign of life, to a file and an address, while every open alert has a future deadline', async () => {
    const b = await bench();
    expect(await b.check()).toContain('还没有心跳');
    await b.alert({});
    await b.alert({ alertId: 'a_2', state: 'acknowledged', nextDueAt: null });
    await b.alert({ alertId: 'a_3', state: 'closed', nextDueAt: null });
    expect(await b.heartbeat.beat()).toBe(true);
    expect(await readHeartbeat(b.dataDir)).toEqual({ at: toShanghai(MONDAY_NINE), open: 1 });
    expect(b.asked).toEqual(['http://watch.example/ping']);
    expect(await b.check()).toContain('1 条待签收的预警都有未来的时限');
  });

  it.each([
    ['has no deadline', { nextDueAt: null }, '没有下一个时限'],
    ['was passed over', { nextDueAt: toShanghai(MONDAY_NINE - 6 * MINUTE) }, '已过 6 分钟'],
    ['was put off by a clock that jumped', { nextDueAt: toShanghai(MONDAY_NINE + 40 * DAY) }, '远得不合理'],
  ])('withholds it when an alert %s', async (_, more, words) => {
    const b = await bench();
    await b.alert({ alertId: 'a_bad', ...more });
    expect(await b.heartbeat.beat()).toBe(false);
    expect(await readHeartbeat(b.dataDir)).toBeNull();
    expect(b.asked).toEqual([]);
    await expect(b.check()).rejects.toThrow(words);
    // After a standstill the sweep may still be catching up; told to people when it lasts, once a day.
    expect((await b.queries.findNotices({}, { limit: 10 })).items).toEqual([]);
    await b.heartbeat.beat();
    await b.heartbeat.beat();
    const told = (await b.queries.findNotices({}, { limit: 10 })).items;
    expect(told).toMatchObject([{ receiver: '系统:系统管理员', reason: 'alerts-stalled' }]);
    expect(told[0]?.body).toContain('a_bad');
  });

  it('finds an alert whose row can no longer be read, which no sweep would ever take', async () => {
    const b = await bench();
    await b.alert({});
    const raw = new DatabaseSync(join(b.dataDir, DATABASE_FILE));
    raw.exec(`UPDATE alerts SET doc = '{broken'`);
    raw.close();
    b.clock.now += 60 * MINUTE;
    expect(await b.store.dueAlerts(toShanghai(b.clock.now), 10)).toEqual([]);
    expect(await b.heartbeat.beat()).toBe(false);
  });

  it('doctor says when a system that has open alerts stopped giving signs of life', async () => {
    const b = await bench();
    await b.alert({ nextDueAt: toShanghai(MONDAY_NINE + 60 * MINUTE) });
    await b.heartbeat.beat();
    b.clock.now += 6 * MINUTE;
    await expect(b.check()).rejects.toThrow('系统没有在运行');
    await b.alert({ state: 'closed', nextDueAt: null, version: 2 });
    expect(await b.check()).toContain('0 条');
  });
});
