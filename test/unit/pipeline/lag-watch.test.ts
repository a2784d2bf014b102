import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../../pipeline/config.ts';
import { openEngine } from '../../../pipeline/engine.ts';
import { createLagWatch, lagTrouble, lagTroubles, readLags } from '../../../pipeline/lag-watch.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { runCommand } from '../../support/run-command.ts';
import { MONDAY_NINE, SILENT_LOG } from '../../support/samples.ts';

const MINUTE = 60_000;
/** A sample a minute, the last one now. */
const every = (...waiting: number[]) =>
  waiting.map((n, i) => ({ at: toShanghai(MONDAY_NINE - (waiting.length - 1 - i) * MINUTE), waiting: n }));
const judge = (...waiting: number[]) => lagTrouble('raw', every(...waiting), MONDAY_NINE);
const rising = Array.from({ length: 12 }, (_, i) => 100 + i * 50);

describe('what waits', () => {
  it('is told when it grows over ten minutes', () => {
    expect(judge(...rising)).toBe(
      '研判积压 650 条，10 分钟前 150 条，还在增长：研判跟不上，请增加研判进程（不超过主题的分区数），单机请调大 YUQING_WORKERS',
    );
  });

  it.each([
    ['nothing was seen yet', []],
    ['too little time has passed', rising.slice(0, 9)],
    ['it ebbs and flows', [400, 20, 300, 10, 500, 0, 450, 20, 380, 0, 410, 500]],
    ['it falls', rising.toReversed()],
    ['it grows and is small', Array.from({ length: 12 }, (_, i) => i)],
    ['all is done', [...rising, 0]],
  ])('is no trouble when %s', (_, waiting) => {
    expect(judge(...waiting)).toBeNull();
  });

  it('is told when not one message moved, however few there are', () => {
    expect(judge(...Array.from({ length: 11 }, () => 3))).toContain('一条也没有动');
    // Nobody noted anything since, because nothing runs.
    const old = [{ at: toShanghai(MONDAY_NINE - 60 * MINUTE), waiting: 3 }, ...every(3)];
    expect(lagTrouble('verdict', old, MONDAY_NINE)).toContain('归并和预警积压 3 条，60 分钟前 3 条');
  });
});

describe('the watch over it', () => {
  const opened: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });

  it('notes and warns, and doctor says it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'yuqing-lag-'));
    opened.push(() => rm(folder, { recursive: true, force: true }));
    const engine = await openEngine({ ...readConfig({}), dataDir: folder }, { now: Date.now, log: SILENT_LOG });
    opened.push(() => engine.close());
    let now = Date.now() - 12 * MINUTE;
    const warned: string[] = [];
    const log = { ...SILENT_LOG, warn: (_: object, message: string) => void warned.push(message) };
    const watch = createLagWatch({ ...engine, now: () => now, log });
    for (let minute = 0; minute < 12; minute += 1, now += MINUTE) {
      const messages = Array.from({ length: 30 }, (_, i) => ({ key: `k${i}`, value: { minute } }));
      await engine.bus.publish('raw', messages);
      await watch.round();
    }
    expect(warned.at(-1)).toContain('还在增长');
    expect(await readLags(engine.bus)).toContainEqual({ topic: 'raw', group: 'analyse', partition: 0, waiting: 360 });
    expect(await lagTroubles(engine.bus, engine.store, Date.now())).toMatchObject({
      waiting: '研判 360，归并和预警 0，操作 0',
    });
    const { code, out } = await runCommand(['doctor', '--only', '积压'], { YUQING_DATA: folder });
    expect([code, JSON.parse(out)]).toMatchObject([1, { check: '积压', ok: false }]);
    expect(out).toContain('研判积压 360 条');
    const empty = await runCommand(['doctor', '--only', '积压'], { YUQING_DATA: join(folder, 'none') });
    expect([empty.code, JSON.parse(empty.out)]).toMatchObject([0, { ok: true, detail: '没有积压' }]);
  });
});
