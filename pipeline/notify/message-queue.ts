import type { Mutes } from '../alert/mute.ts';
import { PoisonError, RetryableError } from '../errors.ts';
import type { Alert } from '../model/alert.ts';
import { deterministicId } from '../model/ids.ts';
import { levelRank } from '../model/levels.ts';
import { NOTICE_CHANNELS, type Notice } from '../model/notice.ts';
import { afterFailure } from './after-failure.ts';
import { alertNow } from './alert-now.ts';
import { createClaims } from './claims.ts';
import { held, sent, withheld } from './delivery.ts';
import { byGravity, digestOf, fitting } from './digest.ts';
import { type FallbackDeps, fallBack, hasFallback, patienceOf } from './fallback.ts';
import { type KeptWindow, openSendWindow } from './kept-window.ts';
import { whyNotSend } from './moot.ts';
import { ChannelFaultError, type Notifier, type Outgoing, type Shape, TooLongError } from './notifier.ts';
import type { ChannelQueue, OutboxParts } from './outbox-parts.ts';
import { nextDigest, quietUntil } from './quiet-hours.ts';
import { splitText } from './split-text.ts';

const BATCH = 200;
/** A free place that is nearer than this is waited for; beyond it a notice leaves together with others. */
const SHORT_WAIT_MS = 10_000;

/** Red jumps the queue and knows no quiet hours. */
const isTop = ({ level }: Pick<Notice, 'level'>) => level === '红';
const isUrgent = ({ level }: Pick<Notice, 'level'>) => levelRank(level) >= levelRank('橙');

/**
 * For channels that reach people: one message after another, gravest first, within the rate of the channel. What finds
 * no place is held and leaves together with others: orange and red at the next free place, the rest in the hourly
 * digest. Nothing is dropped; every delay has its name in the notice.
 */
export function createMessageQueue(notifier: Notifier, shape: Shape, parts: OutboxParts): ChannelQueue {
  const { channel } = notifier;
  const { store, now, log } = parts;
  const claims = createClaims(channel, parts);
  const fallback: FallbackDeps = { store, order: parts.fallback };
  let places: KeptWindow | null = null;
  /** The other side asked for it; epoch milliseconds. */
  let pause: { from: number; until: number } | null = null;
  /** A clock that was set back to before the pause ends it, or it would last as long as the clock was ahead. */
  const isPaused = () => pause !== null && now() >= pause.from && now() < pause.until;

  async function run(): Promise<number> {
    const due = await claims.take(BATCH);
    if (due.length === 0) return 0;
    await sendDue(due);
    await claims.release();
    return due.length;
  }

  async function sendDue(due: readonly Notice[]): Promise<void> {
    places ??= await openSendWindow(store, channel, shape.rates, now());
    const alerts = new Map(
      await Promise.all(
        [...new Set(due.map((n) => n.alertId))].map(async (id) => [id, await alertNow(store, id)] as const),
      ),
    );
    const alertOf = (notice: Notice) => alerts.get(notice.alertId) ?? null;
    const ready = await sortOut(due, alertOf, await parts.mutes());
    if (isPaused()) return;
    const bundles = bundlesOf(ready);
    for (const [index, bundle] of bundles.entries()) {
      const outcome = await sendBundle(bundle, alertOf, places);
      if (outcome === 'stop') return;
      if (outcome === 'full') return holdBack(bundles.slice(index).flat(), places);
    }
  }

  /** Settles at once what need not or must not be sent now; gives back the rest. */
  async function sortOut(
    due: readonly Notice[],
    alertOf: (notice: Notice) => Alert | null,
    mutes: Mutes,
  ): Promise<Notice[]> {
    const ready: Notice[] = [];
    const settled: Notice[] = [];
    for (const notice of due) {
      const instead = await decideEarly(notice, alertOf(notice), mutes);
      if (instead === null) ready.push(notice);
      else {
        settled.push(instead);
        if (instead.state === 'pending' && !instead.held) ready.push(instead);
      }
    }
    if (settled.length > 0) await claims.settle(settled);
    return ready;
  }

  async function decideEarly(notice: Notice, alert: Alert | null, mutes: Mutes): Promise<Notice | null> {
    const moot = await whyNotSend(notice, { alert, mutes, store });
    if (moot !== null) return withheld(notice, now(), moot.code, moot.detail);
    const quiet = isTop(notice) ? null : quietUntil(parts.quiet, now());
    if (quiet !== null) return held(notice, now(), nextDigest(quiet), 'quiet-hours');
    if (shape.addressOf !== null) {
      const missing = whyUnaddressed(notice, shape.addressOf);
      if (missing !== null) {
        const { code, detail } = missing;
        return fallBack(withheld(notice, now(), code, detail), now(), detail, fallback);
      }
    }
    const waited = now() - Date.parse(notice.createdAt);
    const isStuck = isPaused() && !notice.held && !hasFallback(notice) && waited >= patienceOf(notice);
    return isStuck ? fallBack(notice, now(), '渠道被对方限制，迟迟没有送达', fallback) : null;
  }

  function whyUnaddressed(notice: Notice, addressOf: NonNullable<Shape['addressOf']>) {
    const onDuty = parts.contacts.onDuty(notice.receiver, now());
    if (onDuty === null) return { code: 'unknown-receiver', detail: `通讯录中没有“${notice.receiver}”` } as const;
    if (onDuty.length === 0) return { code: 'empty-slot', detail: `“${notice.receiver}”此刻没有值班人员` } as const;
    if (onDuty.some((person) => addressOf(person) !== undefined)) return null;
    const names = onDuty.map(({ name }) => name).join('、');
    return { code: 'no-address', detail: `${names}没有登记${NOTICE_CHANNELS[channel]}地址` } as const;
  }

  /** Held notices of one group or receiver leave as one message; every other notice is a message of its own. */
  function bundlesOf(ready: readonly Notice[]): Notice[][] {
    const singles = ready.filter((notice) => !notice.held).map((notice) => [notice]);
    const waiting = ready.filter((notice) => notice.held);
    const digests = Map.groupBy(waiting, (notice) => (shape.addressOf === null ? '' : notice.receiver));
    return [...singles, ...digests.values()]
      .map((bundle) => bundle.sort(byGravity))
      .sort(([a], [b]) => (a === undefined || b === undefined ? 0 : byGravity(a, b)));
  }

  async function sendBundle(
    bundle: readonly Notice[],
    alertOf: (notice: Notice) => Alert | null,
    places: KeptWindow,
  ): Promise<'done' | 'full' | 'stop'> {
    let left = bundle;
    while (left.length > 0) {
      const contentOf = (notice: Notice) => parts.contentOf(notice, alertOf(notice));
      const limit = shape.limit / 2 ** Math.max(...left.map(({ halvings }) => halvings));
      const chosen = left.length === 1 ? left : fitting(left, contentOf, { ...shape, limit });
      const outcome = await sendTogether(chosen, { contentOf, alertOf, limit, places });
      if (outcome !== 'done') return outcome;
      const done = new Set(chosen.map(({ noticeId }) => noticeId));
      left = left.filter(({ noticeId }) => !done.has(noticeId));
    }
    return 'done';
  }

  interface Sending {
    contentOf: (notice: Notice) => Outgoing['content'];
    alertOf: (notice: Notice) => Alert | null;
    limit: number;
    places: KeptWindow;
  }

  /** One message for these notices: `full` when it found no place, `stop` when the channel does not take any now. */
  async function sendTogether(wanted: readonly Notice[], sending: Sending): Promise<'done' | 'full' | 'stop'> {
    const chosen = await claims.keep(wanted);
    const [first] = chosen;
    if (first === undefined) return 'done';
    const content = chosen.length === 1 ? sending.contentOf(first) : digestOf(chosen, sending.contentOf);
    const texts = splitText(shape.render(content), { limit: sending.limit, measure: shape.measure });
    const key = chosen.length === 1 ? first.noticeId : deterministicId('n', ...chosen.map(({ noticeId }) => noticeId));
    let answer = '';
    let progress = first;
    for (let part = first.partsSent + 1; part <= texts.length; part += 1) {
      if (!(await sending.places.take(now(), isTop(first)))) return 'full';
      const message: Outgoing = {
        key: texts.length === 1 ? key : `${key}.${part}`,
        notice: first,
        alert: sending.alertOf(first),
        content,
        text: texts[part - 1] ?? '',
        part,
        parts: texts.length,
        to: shape.addressOf === null ? [] : (parts.contacts.onDuty(first.receiver, now()) ?? []),
      };
      try {
        answer = (await notifier.send(message)).answer;
      } catch (error) {
        return failTogether(chosen.length === 1 ? [progress] : chosen, error, sending);
      }
      log.info({ key: message.key, channel, answer }, 'notice sent');
      if (part === texts.length) break;
      progress = { ...progress, partsSent: part };
      await claims.settle([progress]);
    }
    const code = chosen.length === 1 ? 'sent' : 'digested';
    const detail = chosen.length === 1 ? answer : `${chosen.length} 条合并为一条，${answer}`;
    await claims.settle(chosen.map((notice) => sent(notice, now(), code, detail)));
    return 'done';
  }

  async function failTogether(
    chosen: readonly Notice[],
    error: unknown,
    sending: Sending,
  ): Promise<'done' | 'full' | 'stop'> {
    // One notice that the other side refuses must not take the rest with it: halves, until it stands alone.
    if (error instanceof PoisonError && chosen.length > 1) {
      const middle = Math.ceil(chosen.length / 2);
      const outcome = await sendTogether(chosen.slice(0, middle), sending);
      return outcome === 'done' ? sendTogether(chosen.slice(middle), sending) : outcome;
    }
    if (error instanceof RetryableError && error.retryAfterMs !== undefined)
      pause = { from: now(), until: now() + error.retryAfterMs };
    const after = await Promise.all(chosen.map((notice) => afterFailure(notice, error, parts, fallback)));
    await claims.settle(after);
    const isAboutMessage = error instanceof PoisonError || error instanceof ChannelFaultError;
    return isAboutMessage || error instanceof TooLongError ? 'done' : 'stop';
  }

  /** No place is free. A message that has begun, a digest and what will soon find a place stay due; the rest is held. */
  async function holdBack(left: readonly Notice[], places: KeptWindow): Promise<void> {
    const waiting = left.filter((notice) => !notice.held && notice.partsSent === 0);
    const late = waiting.filter((notice) => places.nextFree(now(), isTop(notice)) - now() > SHORT_WAIT_MS);
    await claims.settle(
      late.map((notice) => {
        const until = isUrgent(notice) ? places.nextFree(now(), isTop(notice)) : nextDigest(now());
        return held(notice, now(), until, 'rate-limited');
      }),
    );
  }

  return run;
}
