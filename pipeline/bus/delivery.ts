import { ConfigError, FatalError, PoisonError, RetryableError, UnreachableError } from '../errors.ts';
import type { Logger } from '../stage.ts';
import type { DeadLetter, Delivered, SubscribeOptions } from './bus.ts';

/** What the delivery of one batch needs from a bus; the same for every engine. */
export interface DeliveryPort {
  /** Hands messages to the subscriber. */
  handle(batch: readonly Delivered[]): Promise<void>;
  /** Marks everything up to and with this message as done. */
  acknowledge(last: Delivered): Promise<void>;
  /** Tells of the message's end, puts it on `dead` and acknowledges it. False: stopped before, so it comes again. */
  bury(message: Delivered, reason: string): Promise<boolean>;
  /** Waits; false as soon as the subscription is to stop. */
  wait(ms: number): Promise<boolean>;
  stopping(): boolean;
  /** Told of each failed try, for the log. */
  onFailure(error: unknown, batch: readonly Delivered[], next: 'retry' | 'singly' | 'bury' | 'stop'): void;
}

export type DeliveryResult = 'done' | 'stopped';

/** Waits between tries when the error names none: 100 ms, doubling, at most 30 s. */
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 30_000;
/** Further tries of a single message that fails for a reason we do not know. */
const FURTHER_TRIES = 3;

type Consequence = 'retry' | 'poison' | 'fatal' | 'unknown';

/** Delivers a batch to its end as `Handler` promises. Throws what must stop the subscription. */
export async function deliver(batch: readonly Delivered[], port: DeliveryPort): Promise<DeliveryResult> {
  const [only, ...others] = batch;
  if (only === undefined) return 'done';
  if (others.length === 0) return deliverOne(only, port);
  for (let failures = 0; ; failures += 1) {
    const failure = await tryOnce(batch, failures + 1, port);
    if (failure === null) {
      await port.acknowledge(batch[batch.length - 1] ?? only);
      return 'done';
    }
    const consequence = consequenceOf(failure.error);
    const next = consequence === 'retry' ? 'retry' : consequence === 'fatal' ? 'stop' : 'singly';
    port.onFailure(failure.error, batch, next);
    if (next === 'stop') throw failure.error;
    if (port.stopping()) return 'stopped';
    if (next === 'singly') return deliverSingly(batch, failures + 1, port);
    if (!(await port.wait(waitAfter(failure.error, failures)))) return 'stopped';
  }
}

async function deliverSingly(
  batch: readonly Delivered[],
  triesBefore: number,
  port: DeliveryPort,
): Promise<DeliveryResult> {
  for (const message of batch) {
    if (port.stopping()) return 'stopped';
    if ((await deliverOne(message, port, triesBefore)) === 'stopped') return 'stopped';
  }
  return 'done';
}

async function deliverOne(message: Delivered, port: DeliveryPort, triesBefore = 0): Promise<DeliveryResult> {
  let unknownFailures = 0;
  for (let failures = 0; ; failures += 1) {
    const failure = await tryOnce([message], triesBefore + failures + 1, port);
    if (failure === null) {
      await port.acknowledge(message);
      return 'done';
    }
    const consequence = consequenceOf(failure.error);
    if (consequence === 'unknown') unknownFailures += 1;
    const hopeless = consequence === 'poison' || unknownFailures > FURTHER_TRIES;
    const next = consequence === 'fatal' ? 'stop' : hopeless ? 'bury' : 'retry';
    // While stopping, a handler may fail just because it was told to stop: that must not bury a good message.
    const innocent = port.stopping() && consequence !== 'poison';
    port.onFailure(failure.error, [message], innocent && next === 'bury' ? 'retry' : next);
    if (next === 'stop') throw failure.error;
    if (innocent) return 'stopped';
    if (next === 'bury') {
      return (await port.bury(message, reasonOf(failure.error))) ? 'done' : 'stopped';
    }
    if (!(await port.wait(waitAfter(failure.error, failures)))) return 'stopped';
  }
}

/**
 * Tells the subscriber of a dead letter as `SubscribeOptions.onDead` promises. False when the subscription is to stop
 * first. Throws what must stop it.
 */
export async function tellDead(
  letter: DeadLetter,
  options: Pick<SubscribeOptions, 'onDead'>,
  port: { wait(ms: number): Promise<boolean>; log: Logger },
): Promise<boolean> {
  const { topic, group, key, offset, reason } = letter;
  for (let failures = 0; ; failures += 1) {
    try {
      await options.onDead?.(letter);
      return true;
    } catch (error) {
      const consequence = consequenceOf(error);
      if (consequence === 'fatal') throw error;
      port.log.error({ topic, group, key, offset, reason, err: error }, 'listener for dead letters failed');
      if (consequence !== 'retry') return true;
      if (!(await port.wait(waitAfter(error, failures)))) return false;
    }
  }
}

/** The thrown value in a box, because anything can be thrown, even undefined; null when nothing was. */
async function tryOnce(
  batch: readonly Delivered[],
  attempt: number,
  port: DeliveryPort,
): Promise<{ error: unknown } | null> {
  try {
    await port.handle(batch.map((message) => ({ ...message, attempt })));
    return null;
  } catch (error) {
    return { error };
  }
}

function consequenceOf(error: unknown): Consequence {
  if (error instanceof RetryableError || error instanceof UnreachableError) return 'retry';
  if (error instanceof PoisonError) return 'poison';
  if (error instanceof FatalError || error instanceof ConfigError) return 'fatal';
  return 'unknown';
}

function waitAfter(error: unknown, failuresBefore: number): number {
  const asked = error instanceof RetryableError ? error.retryAfterMs : undefined;
  return asked ?? Math.min(FIRST_WAIT_MS * 2 ** failuresBefore, LONGEST_WAIT_MS);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
