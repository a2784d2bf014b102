import type { RuleSet } from '../rules/rule-set.ts';
import { type AnyAction, createActionGate } from './action-hop.ts';
import { readMutes } from './alert/mute.ts';
import type { AnalyseDeps } from './analyse-hop.ts';
import { followRules } from './analyser.ts';
import { type Analysis, createLocalAnalysis } from './analysis/analysis.ts';
import type { Bus, Subscription } from './bus/bus.ts';
import { RetryableError } from './errors.ts';
import type { ActionResult } from './model/action.ts';
import type { Alert } from './model/alert.ts';
import { toEpoch, toShanghai } from './model/calendar.ts';
import type { Case } from './model/case.ts';
import type { RawItem } from './model/raw-item.ts';
import { createNormalise } from './normalise/normalise.ts';
import { parsePublishedTime } from './normalise/parse-time.ts';
import { createInAppNotifier } from './notify/in-app.ts';
import type { LiveFeed } from './notify/live-feed.ts';
import type { Notifier } from './notify/notifier.ts';
import { createOutbox, type Outbox } from './notify/outbox.ts';
import type { OutboxDeps } from './notify/outbox-parts.ts';
import type { OriginalBook } from './originals/original-book.ts';
import { createRecentPosts } from './recent-posts.ts';
import type { RespondDeps } from './respond-hop.ts';
import type { Segmenter } from './segment/segmenter.ts';
import type { Logger } from './stage.ts';
import type { Store } from './store/store.ts';
import { sweepAlerts } from './sweep.ts';
import { createCaseSweep } from './sweep-cases.ts';
import { GROUPS, startHops } from './topology.ts';
import type { WorkingDays } from './working-days/working-days.ts';

const DAY_MS = 86_400_000;
const TICK_MS = 1_000;

export interface CoreDeps {
  bus: Bus;
  store: Store;
  /** The rule set in force; asked for each batch, since it may be replaced. */
  rules: () => RuleSet;
  segmenter: Segmenter;
  /** Where posts are analysed; absent: in this thread, with `segmenter`. Closed by whoever opened it. */
  analysis?: Analysis;
  /** Key of the pseudonyms of authors. */
  secretKey: string;
  live: LiveFeed;
  /** Beyond the in-app one. */
  notifiers: readonly Notifier[];
  /** How notices are written, and to whom, when and on which channels they go; absent: the defaults of the outbox. */
  outbox?: Pick<OutboxDeps, 'contentOf' | 'contacts' | 'fallback' | 'quiet' | 'operators'>;
  /** Keeps texts before masking, sealed; absent: they are not kept. */
  originals?: Pick<OriginalBook, 'keep'>;
  maxAlertAgeDays: number;
  /** Told of stored posts that may answer a case. */
  onAnswers?: RespondDeps['onAnswers'];
  workingDays: WorkingDays;
  now: () => number;
  random: () => number;
  log: Logger;
  onFatal: (error: unknown) => void;
  /**
   * `off`: deadlines and deliveries are left to another process. `asked`: only `drain` looks at them, so that what is sent
   * does not depend on how fast the rest goes. Default `on`.
   */
  clock?: 'on' | 'off' | 'asked';
  /**
   * Hops of this process when there are others beside it; absent: it is the only one and has all, so that what it has
   * just stored need not be read back.
   */
  hops?: { analyse: boolean; respond: boolean };
}

/** The chain from `raw` to the outbox, running in this process. */
export interface Core {
  submitAction(action: AnyAction): Promise<ActionResult | 'pending'>;
  /** Resolves when everything accepted so far has gone all the way and due notices have been tried. */
  drain(): Promise<void>;
  /** Lets what is in flight finish; what is left stays on the bus for the next start. */
  close(): Promise<void>;
}

export async function startCore(deps: CoreDeps): Promise<Core> {
  const { bus, store, rules, live, now, log, workingDays } = deps;
  const notifiers = [createInAppNotifier(live, now), ...deps.notifiers];
  const channels = notifiers
    .map((notifier) => notifier.channel)
    .filter((channel) => !(deps.outbox?.fallback ?? []).includes(channel));
  const mutes = () => readMutes({ store, inhibit: rules().escalation.inhibit, now: now() });
  const outbox = createOutbox({ ...deps.outbox, store, mutes, notifiers, now, random: deps.random, log });
  const sweep = () =>
    sweepAlerts({ store, rules, channels, workingDays, onAlert }, { now, log, signal: new AbortController().signal });
  const { analyse, respond: responds } = deps.hops ?? { analyse: true, respond: true };
  const recent = createRecentPosts(store);
  const submitAction = createActionGate(bus, store, { now, log });
  const sweepCases = createCaseSweep({ store, submit: submitAction, now, log });
  const clock =
    deps.clock === 'off' ? NO_CLOCK : createClock({ sweep, sweepCases, outbox, log, beats: deps.clock !== 'asked' });

  function onAlert(alert: Alert): void {
    live.publish({ kind: 'alert', ref: alert.alertId, events: [alert.eventId], at: toShanghai(now()) });
    clock.soon();
  }
  const respond: RespondDeps = {
    store,
    posts: deps.hops === undefined ? recent.posts : (docIds) => store.posts(docIds),
    rules,
    channels,
    maxAlertAgeMs: deps.maxAlertAgeDays * DAY_MS,
    workingDays,
    onAlert,
    ...(deps.onAnswers === undefined ? {} : { onAnswers: deps.onAnswers }),
    onEvent: (eventId) => live.publish({ kind: 'event', ref: eventId, at: toShanghai(now()) }),
  };
  const analyseHop: AnalyseDeps = {
    bus,
    store,
    normalise: createNormalise({ fold: rules().fold, secret: deps.secretKey }),
    analysis: deps.analysis ?? createLocalAnalysis(followRules(rules, deps.segmenter)),
    replyTime,
    ...(deps.originals === undefined ? {} : { originals: deps.originals }),
    onAnalysed: recent.keep,
    onPosts: (docId) => live.publish({ kind: 'posts', ref: docId, at: toShanghai(now()) }),
  };
  const act = {
    ...respond,
    onCase: ({ caseId, events }: Case) => live.publish({ kind: 'case', ref: caseId, events, at: toShanghai(now()) }),
  };
  const hops = await startHops({
    bus,
    store,
    context: { now, log },
    onFatal: deps.onFatal,
    hops: { ...(analyse ? { analyse: analyseHop } : {}), ...(responds ? { respond, act } : {}) },
  });

  return {
    submitAction,
    async drain() {
      await caughtUp(bus);
      await clock.runNow();
    },
    close: () => closeCore(hops, clock),
  };
}

async function closeCore(hops: readonly Subscription[], clock: Clock): Promise<void> {
  await Promise.all(hops.map((hop) => hop.close()));
  await clock.close();
}

/** Waits also where the bus cannot tell for a while: the hops wait for it too. */
async function caughtUp(bus: Bus): Promise<void> {
  for (;;) {
    const waiting = await waitingOn(bus).catch((error: unknown) => {
      if (error instanceof RetryableError) return null;
      throw error;
    });
    if (waiting === 0) return;
    await new Promise((resolve) => setTimeout(resolve, waiting === null ? 500 : 20));
  }
}

async function waitingOn(bus: Bus): Promise<number> {
  const raw = await bus.lag('raw', GROUPS.analyse);
  const verdict = await bus.lag('verdict', GROUPS.respond);
  const action = await bus.lag('action', GROUPS.act);
  return raw + verdict + action;
}

interface Clock {
  /** A new alert should not wait for the next beat. */
  soon(): void;
  /** One whole beat, after the one under way. */
  runNow(): Promise<void>;
  close(): Promise<void>;
}

const NO_CLOCK: Clock = { soon() {}, async runNow() {}, async close() {} };

interface ClockDeps {
  sweep(): Promise<number>;
  sweepCases(): Promise<number>;
  outbox: Outbox;
  log: Logger;
  /** Each second, and when somebody says `soon`. */
  beats: boolean;
}

/** The beat of sweeps and outbox. Deadlines are rows; this only looks whether any is due. */
function createClock({ sweep, sweepCases, outbox, log, beats }: ClockDeps): Clock {
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  let delivering: Promise<unknown> = Promise.resolve();
  let calling: Promise<unknown> | null = null;
  let called = 0;
  let closed = false;

  async function beat(): Promise<void> {
    await sweep().catch(reported('sweep failed, trying again at the next beat'));
    // Not waited for: what is asked of cases takes its way over the bus, behind everything that people ask.
    calling ??= call().finally(() => {
      calling = null;
    });
    // Not waited for: a receiver that hangs must not hold up the escalation of other alerts.
    delivering = outbox.deliver().catch(reported('delivery failed, trying again at the next beat'));
  }
  async function call(): Promise<void> {
    try {
      called = await sweepCases();
      if (called > 0) soon();
    } catch (error) {
      reported('looking at the clocks of cases failed, trying again at the next beat')(error);
    }
  }
  function soon(): void {
    if (beats && !closed) setImmediate(() => void tick());
  }
  function reported(what: string) {
    return (error: unknown) => log.error({ err: String(error) }, what);
  }
  /** A beat that begins after this. One that waits for its turn does for all who ask meanwhile: it will see the same. */
  function tick(): Promise<void> {
    next ??= running.then(() => {
      next = null;
      return beat();
    });
    running = next;
    return next;
  }
  const timer = beats ? setInterval(() => void tick(), TICK_MS) : undefined;
  return {
    async runNow() {
      // A run under way may have looked before the last notice came: the one after it has seen it.
      await delivering;
      await calling;
      called = 0;
      await tick();
      await calling;
      await delivering;
      if (called === 0) return;
      await tick();
      await delivering;
    },
    soon,
    async close() {
      closed = true;
      clearInterval(timer);
      await running;
      await calling;
      await delivering;
    },
  };
}

function replyTime(raw: RawItem): string | null {
  const printed = raw.reply?.atRaw ?? null;
  if (printed === null) return null;
  const parsed = parsePublishedTime(printed, { fetchedAt: toEpoch(raw.fetchedAt) });
  return 'at' in parsed ? toShanghai(parsed.at) : null;
}
