import { randomUUID } from 'node:crypto';
import { FatalError, RetryableError } from '../../errors.ts';
import type { Logger } from '../../stage.ts';
import type { SqliteDatabase } from '../../store/sqlite/sqlite-database.ts';
import type { BusTopic, Delivered, Handler, SubscribeOptions, Subscription } from '../bus.ts';
import { type DeliveryPort, deliver, tellDead } from '../delivery.ts';
import { createWaker } from '../waker.ts';
import { acknowledgeUpTo, groupRow, isFree, leaveTurn, renewTurn, takeTurn } from './sqlite-group.ts';
import { append, deadLetter, encodeMessage, entriesAfter, toDelivered } from './sqlite-log.ts';

export interface ConsumerSettings {
  now: () => number;
  log: Logger;
  /** How long the turn of a consumer lasts without renewal, ms: after a crash another takes over then. */
  leaseMs: number;
  /** How often an idle consumer looks for messages of other processes, ms. */
  pollMs: number;
  /** How long close() waits for a handler before it tells it to stop, ms. */
  drainMs: number;
}

export interface Consumer extends Subscription {
  readonly topic: BusTopic;
  wake(): void;
}

/** Another consumer of the group has taken the turn: what is in hand will be delivered by it. */
class TurnLost extends Error {
  override readonly name = 'TurnLost';
}

/** Runs one member of a group: waits for its turn, then delivers batch after batch until it is closed. */
export function startConsumer(
  database: SqliteDatabase,
  target: {
    topic: BusTopic;
    group: string;
    handler: Handler;
    options: SubscribeOptions;
    onPublished(t: BusTopic): void;
  },
  settings: ConsumerSettings,
): Consumer {
  const { topic, group, handler, options } = target;
  const { now, log, leaseMs, pollMs, drainMs } = settings;
  const owner = randomUUID();
  const waker = createWaker();
  let closing = false;
  let abort = new AbortController();
  /** Position acknowledged; null while another consumer has the turn. */
  let position: number | null = null;
  let heldUntil = 0;

  async function run(): Promise<void> {
    const renewal = setInterval(() => void renew(), leaseMs / 3);
    try {
      while (!closing) await step();
    } catch (error) {
      log.error({ topic, group, err: error }, 'subscription stopped for good');
      options.onFatal?.(error);
    } finally {
      clearInterval(renewal);
      await leave();
    }
  }

  /** One look at the log. Throws only what must stop the subscription. */
  async function step(): Promise<void> {
    try {
      if (position === null && !(await takeTurnIfFree())) return await waker.sleep(pollMs);
      if (closing) return;
      const from = position ?? 0;
      const entries = database.read((connection) => entriesAfter(connection, topic, from, options.batchSize ?? 100));
      if (entries.length === 0) return await waker.sleep(pollMs);
      const broken = entries.findIndex((entry) => entry.problem !== null);
      const first = entries[0];
      if (broken === 0 && first !== undefined) {
        await bury(toDelivered(topic, first, 0), first.problem ?? '');
      } else {
        const whole = broken === -1 ? entries : entries.slice(0, broken);
        await deliver(
          whole.map((entry) => toDelivered(topic, entry, 1)),
          port,
        );
      }
    } catch (error) {
      await recover(error);
    }
  }

  async function recover(error: unknown): Promise<void> {
    if (error instanceof TurnLost) {
      log.warn({ topic, group }, 'turn lost to another consumer of the group');
      return;
    }
    if (!(error instanceof RetryableError)) throw error;
    log.warn({ topic, group, err: error }, 'log is busy or away, trying again');
    if (!closing) await waker.sleep(error.retryAfterMs ?? 1000);
  }

  async function takeTurnIfFree(): Promise<boolean> {
    const row = database.read((connection) => groupRow(connection, topic, group));
    if (row === null || !isFree(row, owner, now(), leaseMs)) return false;
    const taken = await database.write(
      (connection) => takeTurn(connection, { topic, name: group, owner, now: now(), leaseMs }),
      { durable: false },
    );
    if (taken === null) return false;
    heldUntil = now() + leaseMs;
    abort = new AbortController();
    position = taken;
    return true;
  }

  async function renew(): Promise<void> {
    if (position === null) return;
    try {
      const until = now() + leaseMs;
      const held = await database.write((connection) => renewTurn(connection, { topic, name: group, owner, until }), {
        durable: false,
      });
      if (held) heldUntil = until;
      else loseTurn();
    } catch (error) {
      log.warn({ topic, group, err: error }, 'could not renew the turn');
      if (now() >= heldUntil) loseTurn();
    }
  }

  function loseTurn(): TurnLost {
    const lost = new TurnLost(`another consumer of group ${group} on ${topic} has the turn`);
    position = null;
    abort.abort(lost);
    return lost;
  }

  async function leave(): Promise<void> {
    position = null;
    try {
      await database.write((connection) => leaveTurn(connection, topic, group, owner), { durable: false });
    } catch (error) {
      // The lease runs out by itself; a closed or broken file must not turn a stop into a crash.
      log.warn({ topic, group, err: error }, 'could not give the turn back');
    }
  }

  async function acknowledge(last: Delivered): Promise<void> {
    const seq = Number(last.offset);
    // Not durable: after a power cut the batch comes again, which delivery at least once allows.
    await persist(false, (connection) => acknowledgeUpTo(connection, { topic, name: group, owner, seq }));
    position = seq;
  }

  async function bury(message: Delivered, reason: string): Promise<boolean> {
    const letter = deadLetter(message, { group, reason, at: now() });
    if (!(await tellDead(letter, options, { wait: waitUnlessClosing, log }))) return false;
    const seq = Number(message.offset);
    // A message of `dead` itself stays where it is: appended again it would come round for ever.
    const copies = topic === 'dead' ? [] : [encodeMessage('dead', { key: message.key, value: letter })];
    await persist(true, (connection) => {
      if (!acknowledgeUpTo(connection, { topic, name: group, owner, seq })) return false;
      if (copies.length > 0) append(connection, 'dead', copies, now());
      return true;
    });
    position = seq;
    target.onPublished('dead');
    log.warn({ topic, group, key: letter.key, offset: letter.offset, reason }, 'message is dead');
    return true;
  }

  /** What was handled must be marked even when the file is busy for long: tries until it is, or the turn is lost. */
  async function persist(durable: boolean, work: Parameters<typeof database.write<boolean>>[0]): Promise<void> {
    for (;;) {
      try {
        if (await database.write(work, { durable })) return;
        throw loseTurn();
      } catch (error) {
        if (!(error instanceof RetryableError) || closing) throw error;
        log.warn({ topic, group, err: error }, 'could not acknowledge, trying again');
        await waitUnlessClosing(1000);
      }
    }
  }

  async function waitUnlessClosing(ms: number): Promise<boolean> {
    const until = performance.now() + ms;
    for (let left = ms; left > 0 && !closing && position !== null; left = until - performance.now()) {
      await waker.sleep(left);
    }
    return !closing && position !== null;
  }

  const port: DeliveryPort = {
    handle: async (batch) => await handler(batch, abort.signal),
    acknowledge,
    bury,
    wait: waitUnlessClosing,
    stopping: () => closing || position === null,
    onFailure: (error, batch, next) =>
      log.warn({ topic, group, first: batch[0]?.offset, count: batch.length, next, err: error }, 'handler failed'),
  };

  const running = run();
  return {
    topic,
    wake: () => waker.wake(),
    async close() {
      closing = true;
      waker.wake();
      const patience = setTimeout(() => abort.abort(new FatalError('the system is stopping')), drainMs);
      await running;
      clearTimeout(patience);
    },
  };
}
