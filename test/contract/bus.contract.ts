import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bus, DeadLetter, Delivered, Handler, Message } from '../../pipeline/bus/bus.ts';
import { ConflictError, FatalError, PoisonError, RetryableError } from '../../pipeline/errors.ts';
import { type Found, withService } from '../services/shared-service.ts';
import { gate, pause, until } from '../support/waiting.ts';

export interface OpenBus {
  bus: Bus;
  /** Ends like a process that was killed: turns are not given back, nothing more is acknowledged. */
  abandon(): Promise<void>;
}

/** One empty log under test. */
export interface BusFixture {
  /** Each call is another process on the same log. `now` gives the clock that messages are dated by. */
  open(options?: { now?: () => number; drainMs?: number }): Promise<OpenBus>;
  dispose(): Promise<void>;
}

export interface BusEngine {
  name: string;
  /** Where the engine needs a service: how it is found. */
  find?(): Promise<Found<unknown>>;
  create(): Promise<BusFixture>;
  /** What the engine cannot promise, each with the reason; those cases are skipped and say why. */
  cannot?: { trim?: string; oneConsumer?: string };
}

const numbered = (from: number, to: number): Message[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ key: `k${(from + i) % 7}`, value: { n: from + i } }));

const numbersOf = (batch: readonly Delivered[]): number[] =>
  batch.map(({ value }) => {
    if (typeof value !== 'object' || value === null || !('n' in value) || typeof value.n !== 'number') {
      throw new Error(`not a numbered message: ${JSON.stringify(value)}`);
    }
    return value.n;
  });

/** Keeps what it gets, after an optional look at each batch. */
function collector(look: (batch: readonly Delivered[], signal: AbortSignal) => unknown = () => undefined) {
  const got: number[] = [];
  const batches: number[][] = [];
  const handler: Handler = async (batch, signal) => {
    batches.push(numbersOf(batch));
    await look(batch, signal);
    got.push(...numbersOf(batch));
  };
  return { got, batches, handler };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** The promises of `Bus`, for any engine. */
export function testBus(engine: BusEngine): void {
  describe(`bus: ${engine.name}`, () => {
    let fixture: BusFixture;
    let bus: Bus;

    if (engine.find) withService(engine.name, engine.find);
    beforeEach(async () => {
      fixture = await engine.create();
      bus = (await fixture.open()).bus;
    });
    afterEach(() => fixture.dispose());

    const caughtUp = (topic: Parameters<Bus['lag']>[0], group: string) =>
      until(
        () => bus.lag(topic, group),
        (lag) => lag === 0,
      );

    describe('delivery', () => {
      it('hands over every message in the order of publishing, with its key and value', async () => {
        const seen: Delivered[] = [];
        await bus.publish('raw', [
          { key: '甲', value: { 文: '漏水😀', list: [1, null, 'x'] } },
          { key: '乙', value: 'text' },
        ]);
        await bus.publish('raw', [{ key: '甲', value: null }]);
        await bus.subscribe('raw', 'g', async (batch) => void seen.push(...batch));
        await caughtUp('raw', 'g');
        expect(seen.map(({ key, value, topic, attempt }) => ({ key, value, topic, attempt }))).toEqual([
          { key: '甲', value: { 文: '漏水😀', list: [1, null, 'x'] }, topic: 'raw', attempt: 1 },
          { key: '乙', value: 'text', topic: 'raw', attempt: 1 },
          { key: '甲', value: null, topic: 'raw', attempt: 1 },
        ]);
        expect(new Set(seen.map(({ offset }) => offset)).size).toBe(3);
      });

      it('delivers 1,000 messages once each, in order per key, in batches no larger than asked', async () => {
        const { got, batches, handler } = collector();
        await bus.subscribe('raw', 'g', handler, { batchSize: 30 });
        for (let from = 1; from <= 1000; from += 50) await bus.publish('raw', numbered(from, from + 49));
        await until(
          () => got.length,
          (n) => n >= 1000,
        );
        await caughtUp('raw', 'g');
        expect(got.toSorted((a, b) => a - b)).toEqual(range(1, 1000));
        for (let key = 0; key < 7; key += 1) {
          const ofKey = got.filter((n) => n % 7 === key);
          expect(ofKey).toEqual(ofKey.toSorted((a, b) => a - b));
        }
        expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(30);
        expect(Math.min(...batches.map(({ length }) => length))).toBeGreaterThanOrEqual(1);
      });

      it('keeps the order of calls that were not waited for', async () => {
        const calls = range(1, 60).map((n) => bus.publish('raw', [{ key: 'k', value: { n } }]));
        await Promise.all(calls);
        const { got, handler } = collector();
        await bus.subscribe('raw', 'g', handler);
        await caughtUp('raw', 'g');
        expect(got).toEqual(range(1, 60));
      });

      it('wakes a waiting subscriber', async () => {
        const { got, handler } = collector();
        await bus.subscribe('raw', 'g', handler);
        await pause(60);
        await bus.publish('raw', numbered(1, 1));
        await until(
          () => got.length,
          (n) => n === 1,
        );
      });

      it('gives each group everything, and each topic its own', async () => {
        const a = collector();
        const b = collector();
        const other = collector();
        await bus.subscribe('raw', 'a', a.handler);
        await bus.subscribe('raw', 'b', b.handler);
        await bus.subscribe('verdict', 'a', other.handler);
        await bus.publish('raw', numbered(1, 5));
        await bus.publish('verdict', numbered(6, 7));
        await caughtUp('raw', 'a');
        await caughtUp('raw', 'b');
        await caughtUp('verdict', 'a');
        expect([a.got, b.got, other.got]).toEqual([range(1, 5), range(1, 5), [6, 7]]);
      });

      it('starts a new group at the oldest message kept', async () => {
        const first = collector();
        await bus.publish('raw', numbered(1, 3));
        await bus.subscribe('raw', 'first', first.handler);
        await caughtUp('raw', 'first');
        const late = collector();
        await bus.subscribe('raw', 'late', late.handler);
        await caughtUp('raw', 'late');
        expect(late.got).toEqual([1, 2, 3]);
      });

      it('takes an empty list as nothing to do', async () => {
        await bus.publish('raw', []);
        expect(await bus.read('raw')).toEqual([]);
      });

      it('refuses a value that JSON cannot hold, and then publishes nothing of the list', async () => {
        const list = [...numbered(1, 2), { key: 'bad', value: undefined }];
        await expect(bus.publish('raw', list)).rejects.toThrow(PoisonError);
        const loop: { self?: unknown } = {};
        loop.self = loop;
        await expect(bus.publish('raw', [{ key: 'loop', value: loop }])).rejects.toThrow(PoisonError);
        expect(await bus.read('raw')).toEqual([]);
      });
    });

    describe('lag and reading', () => {
      it('counts what was published and not yet acknowledged', async () => {
        const hold = gate();
        const { handler } = collector(() => hold.passed);
        await bus.publish('raw', numbered(1, 5));
        expect(await bus.lag('raw', 'g')).toBe(5);
        const subscription = await bus.subscribe('raw', 'g', handler, { batchSize: 2 });
        expect(await bus.lag('raw', 'g')).toBe(5);
        hold.open();
        await caughtUp('raw', 'g');
        await subscription.close();
        await bus.publish('raw', numbered(6, 8));
        expect(await bus.lag('raw', 'g')).toBe(3);
      });

      it('tells the backlog partition by partition, for each group by itself', async () => {
        expect(await bus.backlog('raw', 'g')).toEqual([{ partition: 0, waiting: 0 }]);
        await bus.publish('raw', numbered(1, 5));
        const subscription = await bus.subscribe('raw', 'g', collector().handler);
        await caughtUp('raw', 'g');
        await subscription.close();
        await bus.publish('raw', numbered(6, 7));
        expect(await bus.backlog('raw', 'g')).toEqual([{ partition: 0, waiting: 2 }]);
        expect(await bus.backlog('raw', 'other')).toEqual([{ partition: 0, waiting: 7 }]);
        expect(await bus.backlog('verdict', 'g')).toEqual([{ partition: 0, waiting: 0 }]);
      });

      it('reads everything kept, from an offset inclusive, up to a limit', async () => {
        await bus.publish('raw', numbered(1, 10));
        const all = await bus.read('raw');
        expect(numbersOf(all)).toEqual(range(1, 10));
        const third = all[2]!;
        expect(numbersOf(await bus.read('raw', { from: third.offset, limit: 3 }))).toEqual([3, 4, 5]);
        expect(await bus.read('verdict')).toEqual([]);
      });
    });

    describe('restart', () => {
      it('goes on at the first message that was not acknowledged', async () => {
        const first = collector();
        await bus.publish('raw', numbered(1, 4));
        await bus.subscribe('raw', 'g', first.handler);
        await caughtUp('raw', 'g');
        await bus.close();
        const { bus: next } = await fixture.open();
        await next.publish('raw', numbered(5, 6));
        const second = collector();
        await next.subscribe('raw', 'g', second.handler);
        await until(
          () => second.got.length,
          (n) => n >= 2,
        );
        expect([first.got, second.got]).toEqual([range(1, 4), [5, 6]]);
      });

      it('brings back the batch in hand of a consumer that died, and everything behind it', async () => {
        const dying = await fixture.open();
        const never = gate();
        const dead = collector((batch) => (numbersOf(batch).includes(3) ? never.passed : undefined));
        await bus.publish('raw', numbered(1, 6));
        await dying.bus.subscribe('raw', 'g', dead.handler, { batchSize: 2 });
        await until(
          () => dead.batches.length,
          (n) => n === 2,
        );
        await dying.abandon();
        const { got, handler } = collector();
        await bus.subscribe('raw', 'g', handler);
        await until(
          () => got.length,
          (n) => n >= 4,
        );
        expect(got).toEqual([3, 4, 5, 6]);
        never.open();
      });

      it('does not acknowledge for a consumer that had lost its turn', async () => {
        const slow = await fixture.open();
        const hold = gate();
        const { handler } = collector(() => hold.passed);
        await bus.publish('raw', numbered(1, 2));
        await slow.bus.subscribe('raw', 'g', handler);
        await slow.abandon();
        hold.open();
        await pause(50);
        expect(await bus.lag('raw', 'g')).toBe(2);
      });
    });

    describe('when a handler fails', () => {
      it('brings the same batch again for ever on RetryableError, after the time asked for', async () => {
        const times: number[] = [];
        const attempts: number[] = [];
        const { got, batches, handler } = collector((batch) => {
          times.push(performance.now());
          attempts.push(batch[0]!.attempt);
          if (times.length < 7) throw new RetryableError('away', { retryAfterMs: times.length === 1 ? 120 : 1 });
        });
        await bus.publish('raw', numbered(1, 3));
        await bus.subscribe('raw', 'g', handler);
        await caughtUp('raw', 'g');
        expect(got).toEqual([1, 2, 3]);
        expect(batches).toEqual(Array.from({ length: 7 }, () => [1, 2, 3]));
        expect(attempts).toEqual([1, 2, 3, 4, 5, 6, 7]);
        expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(115);
        expect(await bus.read('dead')).toEqual([]);
      });

      it('waits longer each time when no time was asked for', async () => {
        const times: number[] = [];
        const { handler } = collector(() => {
          times.push(performance.now());
          if (times.length < 4) throw new RetryableError('away');
        });
        await bus.publish('raw', numbered(1, 1));
        await bus.subscribe('raw', 'g', handler);
        await caughtUp('raw', 'g');
        const waits = times.slice(1).map((time, i) => time - times[i]!);
        expect(waits[0]!).toBeGreaterThanOrEqual(95);
        expect(waits[2]!).toBeGreaterThan(waits[0]!);
      });

      it('isolates a poisoned message: it goes to dead at once, its neighbours go on', async () => {
        const letters: DeadLetter[] = [];
        const singles: number[] = [];
        const { got, handler } = collector((batch) => {
          if (batch.length === 1) singles.push(...numbersOf(batch));
          if (numbersOf(batch).includes(3)) throw new PoisonError('number three');
        });
        await bus.publish('raw', numbered(1, 5));
        await bus.subscribe('raw', 'g', handler, {
          onDead: (letter) => void letters.push(letter),
        });
        await caughtUp('raw', 'g');
        expect(got).toEqual([1, 2, 4, 5]);
        expect(singles.filter((n) => n === 3)).toEqual([3]);
        const dead = await bus.read('dead');
        expect(dead.map(({ value }) => value)).toEqual(letters);
        expect(letters).toMatchObject([
          { topic: 'raw', group: 'g', key: 'k3', value: { n: 3 }, reason: 'number three' },
        ]);
        expect(Number.isNaN(Date.parse(letters[0]!.at))).toBe(false);
        const [source] = await bus.read('raw', { from: letters[0]!.offset, limit: 1 });
        expect(source!.value).toEqual({ n: 3 });
      });

      it('tells of a dead letter before the message is given up, again until that is taken', async () => {
        const waiting: number[] = [];
        const { got, handler } = collector((batch) => {
          if (numbersOf(batch).includes(2)) throw new PoisonError('number two');
        });
        await bus.publish('raw', numbered(1, 3));
        await bus.subscribe('raw', 'g', handler, {
          onDead: async () => {
            waiting.push(await bus.lag('raw', 'g'));
            if (waiting.length < 4) throw new RetryableError('no room', { retryAfterMs: 1 });
          },
        });
        await caughtUp('raw', 'g');
        expect(waiting).toEqual([2, 2, 2, 2]);
        expect(got).toEqual([1, 3]);
        expect(await bus.read('dead')).toHaveLength(1);
      });

      it('keeps a message whose end could not be told before the subscription was closed', async () => {
        const { handler } = collector(() => {
          throw new PoisonError('bad');
        });
        let told = 0;
        await bus.publish('raw', numbered(1, 1));
        const subscription = await bus.subscribe('raw', 'g', handler, {
          onDead: async () => {
            told += 1;
            throw new RetryableError('no room', { retryAfterMs: 60_000 });
          },
        });
        await until(
          () => told,
          (n) => n === 1,
        );
        await subscription.close();
        expect(await bus.lag('raw', 'g')).toBe(1);
        expect(await bus.read('dead')).toEqual([]);
      });

      it.each([
        ['that is fatal stops the subscription, and the message is kept', new FatalError('gone'), 1, 0],
        ['of no known kind does not keep a dead message alive', new TypeError('odd'), 0, 1],
      ])('a listener for dead letters with an error %s', async (_name, error, lag, dead) => {
        const fatal: unknown[] = [];
        const { handler } = collector(() => {
          throw new PoisonError('bad');
        });
        await bus.publish('raw', numbered(1, 1));
        const subscription = await bus.subscribe('raw', 'g', handler, {
          onFatal: (reason) => fatal.push(reason),
          onDead: () => Promise.reject(error),
        });
        await until(
          async () => (lag === 1 ? fatal.length === 1 : (await bus.lag('raw', 'g')) === 0),
          (done) => done,
        );
        await subscription.close();
        expect([await bus.lag('raw', 'g'), (await bus.read('dead')).length]).toEqual([lag, dead]);
      });

      it.each([
        ['an error of no known kind', () => new TypeError('odd')],
        ['a conflict', () => new ConflictError('late')],
      ])('gives a message with %s three further tries before it is dead', async (_name, makeError) => {
        const tries: number[] = [];
        const { got, handler } = collector((batch) => {
          if (!numbersOf(batch).includes(2)) return;
          if (batch.length === 1) tries.push(batch[0]!.attempt);
          throw makeError();
        });
        await bus.publish('raw', numbered(1, 3));
        await bus.subscribe('raw', 'g', handler);
        await caughtUp('raw', 'g');
        expect(got).toEqual([1, 3]);
        expect(tries).toHaveLength(4);
        expect(tries).toEqual(tries.toSorted((a, b) => a - b));
        expect((await bus.read('dead')).length).toBe(1);
      });

      it('forgives an error that does not last', async () => {
        let left = 3;
        const { got, handler } = collector((batch) => {
          if (numbersOf(batch).includes(2) && left > 0) {
            left -= 1;
            throw new Error('passing');
          }
        });
        await bus.publish('raw', numbered(1, 3));
        await bus.subscribe('raw', 'g', handler);
        await caughtUp('raw', 'g');
        expect(got).toEqual([1, 2, 3]);
        expect(await bus.read('dead')).toEqual([]);
      });

      it('retries a single message for ever when it becomes retryable after its batch failed', async () => {
        let retries = 0;
        const { got, handler } = collector((batch) => {
          if (batch.length > 1) throw new Error('one of them');
          if (numbersOf(batch)[0] === 1 && retries < 6) {
            retries += 1;
            throw new RetryableError('away', { retryAfterMs: 1 });
          }
        });
        await bus.publish('raw', numbered(1, 2));
        await bus.subscribe('raw', 'g', handler);
        await caughtUp('raw', 'g');
        expect(got).toEqual([1, 2]);
        expect(retries).toBe(6);
      });

      it('stops on FatalError: nothing is acknowledged, onFatal is told, nothing more is delivered', async () => {
        const fatal: unknown[] = [];
        const { batches, handler } = collector(() => {
          throw new FatalError('no way on');
        });
        await bus.publish('raw', numbered(1, 2));
        const subscription = await bus.subscribe('raw', 'g', handler, { onFatal: (error) => fatal.push(error) });
        await until(
          () => fatal.length,
          (n) => n === 1,
        );
        await bus.publish('raw', numbered(3, 3));
        await pause(80);
        expect(batches).toHaveLength(1);
        expect(fatal[0]).toBeInstanceOf(FatalError);
        expect(await bus.lag('raw', 'g')).toBe(3);
        await subscription.close();
        const after = collector();
        await bus.subscribe('raw', 'g', after.handler);
        await caughtUp('raw', 'g');
        expect(after.got).toEqual([1, 2, 3]);
      });

      it('does not let poison on dead go round for ever', async () => {
        const letters: DeadLetter[] = [];
        await bus.publish('dead', numbered(1, 1));
        await bus.subscribe(
          'dead',
          'reader',
          async () => {
            throw new PoisonError('unreadable');
          },
          { onDead: (letter) => void letters.push(letter) },
        );
        await caughtUp('dead', 'reader');
        await pause(60);
        expect(letters).toHaveLength(1);
        expect(await bus.read('dead')).toHaveLength(1);
      });

      it('lets a failing group not hold up another', async () => {
        const { got, handler } = collector();
        await bus.publish('raw', numbered(1, 3));
        await bus.subscribe('raw', 'stuck', async () => {
          throw new RetryableError('away', { retryAfterMs: 50 });
        });
        await bus.subscribe('raw', 'well', handler);
        await caughtUp('raw', 'well');
        expect(got).toEqual([1, 2, 3]);
        expect(await bus.lag('raw', 'stuck')).toBe(3);
      });
    });

    describe('several processes', () => {
      it('notices what another process published', async () => {
        const { got, handler } = collector();
        await bus.subscribe('raw', 'g', handler);
        const { bus: other } = await fixture.open();
        await other.publish('raw', numbered(1, 3));
        await until(
          () => got.length,
          (n) => n === 3,
        );
        expect(got).toEqual([1, 2, 3]);
      });

      it.skipIf(engine.cannot?.oneConsumer)(
        `has one consumer of a group at a time${engine.cannot?.oneConsumer ? `: ${engine.cannot.oneConsumer}` : ''}`,
        async () => {
          let inHand = 0;
          let most = 0;
          const busy = () =>
            collector(async () => {
              inHand += 1;
              most = Math.max(most, inHand);
              await pause(3);
              inHand -= 1;
            });
          const { bus: other } = await fixture.open();
          const [a, b] = [busy(), busy()];
          await bus.subscribe('raw', 'g', a.handler, { batchSize: 5 });
          await other.subscribe('raw', 'g', b.handler, { batchSize: 5 });
          for (let from = 1; from <= 100; from += 10) {
            await (from % 20 === 1 ? bus : other).publish('raw', numbered(from, from + 9));
          }
          await caughtUp('raw', 'g');
          expect(most).toBe(1);
          expect([...a.got, ...b.got].toSorted((x, y) => x - y)).toEqual(range(1, 100));
        },
      );

      it('hands the group over when the consumer closes', async () => {
        const { bus: other } = await fixture.open();
        const [a, b] = [collector(), collector()];
        const subscription = await bus.subscribe('raw', 'g', a.handler);
        await other.subscribe('raw', 'g', b.handler);
        await bus.publish('raw', numbered(1, 3));
        await caughtUp('raw', 'g');
        await subscription.close();
        await bus.publish('raw', numbered(4, 6));
        await caughtUp('raw', 'g');
        expect([...a.got, ...b.got].toSorted((x, y) => x - y)).toEqual(range(1, 6));
      });

      it('keeps the turn while a handler works for longer than the lease', async () => {
        const { bus: other } = await fixture.open();
        const slow = collector(() => pause(2400));
        const standby = collector();
        await bus.subscribe('raw', 'g', slow.handler);
        await bus.publish('raw', numbered(1, 2));
        await until(
          () => slow.batches.length,
          (n) => n === 1,
        );
        await other.subscribe('raw', 'g', standby.handler);
        await until(
          () => slow.got.length,
          (n) => n >= 1,
        );
        expect(standby.batches).toEqual([]);
      });

      it('takes both when two processes publish at once', async () => {
        const { bus: other } = await fixture.open();
        const from = (sender: Bus, base: number) =>
          Promise.all(range(1, 50).map((n) => sender.publish('raw', [{ key: `s${base}`, value: { n: base + n } }])));
        await Promise.all([from(bus, 0), from(other, 1000)]);
        const all = numbersOf(await bus.read('raw'));
        expect(all.filter((n) => n <= 1000)).toEqual(range(1, 50));
        expect(all.filter((n) => n > 1000)).toEqual(range(1001, 1050));
      });
    });

    describe('closing', () => {
      it('waits for the batch in hand and acknowledges it, and delivers nothing after', async () => {
        const hold = gate();
        const { got, batches, handler } = collector(() => hold.passed);
        await bus.publish('raw', numbered(1, 4));
        const subscription = await bus.subscribe('raw', 'g', handler, { batchSize: 2 });
        await until(
          () => batches.length,
          (n) => n === 1,
        );
        let closed = false;
        const closing = subscription.close().then(() => {
          closed = true;
        });
        await pause(60);
        expect(closed).toBe(false);
        hold.open();
        await closing;
        expect(got).toEqual([1, 2]);
        expect(await bus.lag('raw', 'g')).toBe(2);
      });

      it('does not wait out a retry, and loses nothing', async () => {
        const { batches, handler } = collector(() => {
          throw new RetryableError('away', { retryAfterMs: 60_000 });
        });
        await bus.publish('raw', numbered(1, 2));
        const subscription = await bus.subscribe('raw', 'g', handler);
        await until(
          () => batches.length,
          (n) => n === 1,
        );
        await subscription.close();
        expect(await bus.lag('raw', 'g')).toBe(2);
      });

      it('tells a handler that does not end, and does not bury what it held', async () => {
        const { bus: impatient } = await fixture.open({ drainMs: 30 });
        const { batches, handler } = collector(
          (_batch, signal) =>
            new Promise((_resolve, reject) =>
              signal.addEventListener('abort', () => reject(new Error('told to stop'))),
            ),
        );
        await bus.publish('raw', numbered(1, 1));
        await impatient.subscribe('raw', 'g', handler);
        await until(
          () => batches.length,
          (n) => n === 1,
        );
        await impatient.close();
        expect(await bus.lag('raw', 'g')).toBe(1);
        expect(await bus.read('dead')).toEqual([]);
      });

      it('is idempotent, and publishing or subscribing after it is an error', async () => {
        const { bus: own } = await fixture.open();
        await Promise.all([own.close(), own.close()]);
        await own.close();
        await expect(own.publish('raw', numbered(1, 1))).rejects.toThrow(FatalError);
        await expect(own.subscribe('raw', 'g', async () => {})).rejects.toThrow(FatalError);
      });
    });

    describe.skipIf(engine.cannot?.trim)(`trim${engine.cannot?.trim ? `: ${engine.cannot.trim}` : ''}`, () => {
      const day = (n: number) => Date.parse(`2026-03-0${n}T00:00:00+08:00`);

      it('removes what is old and acknowledged by every group, and nothing else', async () => {
        let now = day(1);
        const { bus: dated } = await fixture.open({ now: () => now });
        await dated.publish('raw', numbered(1, 3));
        now = day(2);
        await dated.publish('raw', numbered(4, 6));
        const quick = await dated.subscribe('raw', 'quick', async () => {});
        await until(
          () => dated.lag('raw', 'quick'),
          (lag) => lag === 0,
        );
        const slow = await dated.subscribe(
          'raw',
          'slow',
          async (batch) => {
            if (numbersOf(batch)[0]! > 2) throw new RetryableError('away', { retryAfterMs: 60_000 });
          },
          { batchSize: 2 },
        );
        await until(
          () => dated.lag('raw', 'slow'),
          (lag) => lag === 4,
        );
        await Promise.all([quick.close(), slow.close()]);
        expect(await dated.trim('raw', '2026-03-01T00:00:00+08:00')).toBe(0);
        expect(await dated.trim('raw', '2026-03-01T12:00:00+08:00')).toBe(2);
        expect(numbersOf(await dated.read('raw'))).toEqual([3, 4, 5, 6]);
        expect(await dated.lag('raw', 'slow')).toBe(4);
        expect(await dated.lag('raw', 'new')).toBe(4);
        await dated.publish('raw', numbered(7, 7));
        const { got, handler } = collector();
        await dated.subscribe('raw', 'new', handler);
        await until(
          () => got.length,
          (n) => n === 5,
        );
        expect(got).toEqual([3, 4, 5, 6, 7]);
      });

      it('keeps what nobody has subscribed to yet, apart from dead letters', async () => {
        const { bus: dated } = await fixture.open({ now: () => day(1) });
        await dated.publish('raw', numbered(1, 3));
        await dated.publish('dead', numbered(1, 2));
        expect(await dated.trim('raw', '2026-03-09T00:00:00+08:00')).toBe(0);
        expect(await dated.trim('dead', '2026-03-09T00:00:00+08:00')).toBe(2);
      });

      it('counts what is kept, in a log that nothing else shortens', async () => {
        const { bus: dated } = await fixture.open({ now: () => day(1) });
        await dated.publish('raw', numbered(1, 2_500));
        await dated.publish('raw', numbered(2_501, 2_502));
        expect(await dated.kept('raw')).toEqual({ count: 2_502, troubles: [] });
        expect(await dated.kept('verdict')).toEqual({ count: 0, troubles: [] });
        const subscription = await dated.subscribe('raw', 'g', async () => {}, { batchSize: 1_000 });
        await until(
          () => dated.lag('raw', 'g'),
          (lag) => lag === 0,
        );
        await subscription.close();
        await dated.read('raw', { limit: 1 });
        expect(await dated.trim('raw', '2026-03-09T00:00:00+08:00')).toBe(2_502);
        expect(await dated.kept('raw')).toEqual({ count: 0, troubles: [] });
        await dated.publish('raw', numbered(1, 1));
        expect([await dated.kept('raw'), await dated.lag('raw', 'g')]).toEqual([{ count: 1, troubles: [] }, 1]);
      });
    });
  });
}
