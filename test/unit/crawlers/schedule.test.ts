import { describe, expect, it } from 'vitest';
import { createHostLimiter } from '../../../crawlers/host-limiter.ts';
import { createScheduler } from '../../../crawlers/schedule.ts';

function gateway() {
  let open = () => {};
  const wait = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { wait, open };
}

describe('scheduler', () => {
  it('never runs a job twice at a time, and runs again afterwards', async () => {
    const gates = [gateway(), gateway()];
    let started = 0;
    let running = 0;
    const scheduler = createScheduler([{ id: 'a', cron: '* * * * * *' }], {
      spreadMs: 0,
      atOnce: 4,
      async run() {
        running += 1;
        expect(running).toBe(1);
        await gates[started++]?.wait;
        running -= 1;
      },
    });
    const first = scheduler.runNow('a');
    const second = scheduler.runNow('a');
    gates[0]!.open();
    await Promise.all([first, second]);
    expect(started).toBe(1);
    gates[1]!.open();
    await scheduler.runNow('a');
    expect(started).toBe(2);
    await scheduler.close();
  });

  it('a job can be added, given another clock and taken away while it runs', async () => {
    const ran: string[] = [];
    const scheduler = createScheduler([{ id: 'a', cron: '0 0 1 1 *' }], {
      spreadMs: 0,
      atOnce: 4,
      run: async (id) => void ran.push(id),
    });
    scheduler.start();
    await expect.poll(() => ran).toEqual(['a']);
    scheduler.set('b', '0 0 1 1 *');
    await expect.poll(() => ran).toEqual(['a', 'b']);
    scheduler.set('c', '* * * * * *');
    await expect.poll(() => ran.filter((id) => id === 'c').length, { timeout: 10_000 }).toBeGreaterThan(2);
    scheduler.set('c', null);
    scheduler.set('a', '0 0 2 1 *');
    const before = ran.length;
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    expect(ran.length - before).toBeLessThanOrEqual(1);
    await scheduler.close();
  });

  it('keeps to the number of runs at once', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    let running = 0;
    let most = 0;
    const scheduler = createScheduler(
      ids.map((id) => ({ id, cron: '0 0 1 1 *' })),
      {
        spreadMs: 0,
        atOnce: 2,
        async run() {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setTimeout(resolve, 5));
          running -= 1;
        },
      },
    );
    await Promise.all(ids.map((id) => scheduler.runNow(id)));
    expect(most).toBe(2);
    await scheduler.close();
  });

  it('runs each job at the start and on its clock', async () => {
    let runs = 0;
    const thrice = gateway();
    const scheduler = createScheduler([{ id: 'a', cron: '* * * * * *' }], {
      spreadMs: 0,
      atOnce: 1,
      async run() {
        runs += 1;
        if (runs === 3) thrice.open();
      },
    });
    scheduler.start();
    await thrice.wait;
    await scheduler.close();
  });

  it('stops what runs, waits for it, and takes no more', async () => {
    let ended = false;
    const begun = gateway();
    const scheduler = createScheduler([{ id: 'a', cron: '0 0 1 1 *' }], {
      spreadMs: 0,
      atOnce: 1,
      run: (_id, signal) =>
        new Promise((resolve) => {
          begun.open();
          const finish = () => {
            ended = true;
            resolve();
          };
          signal.addEventListener('abort', () => setTimeout(finish, 10));
        }),
    });
    const run = scheduler.runNow('a');
    await begun.wait;
    await scheduler.close();
    expect(ended).toBe(true);
    await run;
    await expect(scheduler.runNow('a')).rejects.toThrow('停止');
    await scheduler.close();
  });
});

describe('host limiter', () => {
  it('hands out one slot after another, with jitter, per host', async () => {
    let now = 1_000;
    const limiter = createHostLimiter({ now: () => now, random: () => 1 });
    const signal = new AbortController();
    await limiter.turn('a', 10, signal.signal);
    await limiter.turn('b', 10, signal.signal);
    const waiting = limiter.turn('a', 10, signal.signal).then(() => 'went');
    expect(await Promise.race([waiting, Promise.resolve('waits')])).toBe('waits');
    now += 15;
    expect(await waiting).toBe('went');
  });

  it('holds a host for as long as it asked', () => {
    let now = 0;
    const limiter = createHostLimiter({ now: () => now, random: () => 0 });
    limiter.hold('a', 5_000);
    limiter.hold('a', 1_000);
    expect(limiter.heldFor('a')).toBe(5_000);
    expect(limiter.heldFor('b')).toBe(0);
    now = 5_001;
    expect(limiter.heldFor('a')).toBe(0);
  });

  it('lets go when it is aborted', async () => {
    const limiter = createHostLimiter({ now: () => 0, random: () => 0 });
    const stop = new AbortController();
    await limiter.turn('a', 60_000, stop.signal);
    const waiting = limiter.turn('a', 60_000, stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
