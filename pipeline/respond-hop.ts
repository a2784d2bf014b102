import { z } from 'zod';
import type { RuleSet } from '../rules/rule-set.ts';
import { mute } from './alert/escalate.ts';
import { growthOf } from './alert/growth.ts';
import { leadingAlert, mustRaise, raiseAlert, supersede } from './alert/raise.ts';
import { verdictMessage } from './analyse-hop.ts';
import type { Delivered } from './bus/bus.ts';
import { createTracer, type Tracer, WINDOW_MS } from './cluster/clues.ts';
import { eventIdOf } from './cluster/event-of.ts';
import { type GatherDeps, type Placed, placeCopy, placePost, releasePost } from './cluster/gather.ts';
import { ConflictError, PoisonError, RetryableError } from './errors.ts';
import type { Alert } from './model/alert.ts';
import type { AuditEntry } from './model/audit.ts';
import { toShanghai } from './model/calendar.ts';
import { CONSTRAINTS, constraint } from './model/constraint.ts';
import type { Copy } from './model/event.ts';
import type { Notice } from './model/notice.ts';
import type { Kin, Leaving, Trace } from './model/trace.ts';
import { composeNotices } from './notify/compose.ts';
import { decideRoute } from './route/route.ts';
import type { StageContext } from './stage.ts';
import type { AnalysedPost, Store } from './store/store.ts';
import type { WorkingDays } from './working-days/working-days.ts';
import { createWorkingSet, type WorkingSet } from './working-set.ts';

export interface RespondDeps {
  store: Store;
  /** Analysed posts by docId, as the store has them. */
  posts: Store['posts'];
  rules: () => RuleSet;
  /** Channels that notices go out on. */
  channels: readonly Notice['channel'][];
  /** Events older than this are filed without clocks and notices. */
  maxAlertAgeMs: number;
  workingDays: WorkingDays;
  onAlert?: (alert: Alert) => void;
  onEvent?: (eventId: string) => void;
  /** Stored posts that may answer a case: of public bodies, or with a reply. */
  onAnswers?: (docIds: readonly string[]) => void;
}

const MINUTE_MS = 60_000;

/** A post with the copies it may bring along, or an exact copy, to be placed, with the trace it leaves. */
type Arrival =
  | { kind: 'post'; post: AnalysedPost; trace: Trace; copies: readonly Copy[] }
  | { kind: 'copy'; copy: Copy; trace: Trace }
  /** A copy before its original, which will bring it along: the empty trace tells that it was here. */
  | { kind: 'early'; trace: Trace }
  | { kind: 'gone'; docId: string };

/**
 * verdict → event, alert, route, notices. Stateful: one worker owns a topic's events at a time. A batch is one unit of
 * work; posts are taken one by one in log order, so the size of batches does not change what comes out.
 */
export async function respondBatch(batch: readonly Delivered[], deps: RespondDeps, ctx: StageContext): Promise<void> {
  const rules = deps.rules();
  const tracer = createTracer(rules.lexicon, rules.fold);
  const messages = batch.map((delivered) => ({ ...parseVerdict(delivered), offset: delivered.offset }));
  const docIds = messages.map(({ docId }) => docId);
  const posts = await deps.posts(docIds);
  const working = createWorkingSet(deps.store, posts);
  const arrivals = await arrivalsOf(docIds, posts, { ...deps, working, tracer });
  const kin = await deps.store.meet(leavings(arrivals, messages), WINDOW_MS);
  const alike = [...kin.values()].flatMap((met) => met.alike);
  const sharing = [...kin.values()].flatMap((met) => met.sharing.map(({ docId }) => docId));
  await working.expect({
    members: [...docIds, ...originalsOf(arrivals), ...alike, ...sharing],
    events: docIds.map(eventIdOf),
    posts: alike,
  });
  const gather: GatherDeps = {
    working,
    tracer,
    scoring: rules.scoring,
    constraints: await readConstraints(deps.store),
  };

  for (const arrival of arrivals) {
    const placed = await place(arrival, kin, gather);
    if (placed !== null) await respondTo(placed, working, deps, ctx);
  }

  const unit = await working.unit();
  try {
    await deps.store.commit(unit);
  } catch (error) {
    // Somebody (an acknowledgement, the sweep) was faster: decide again on what is true now.
    if (error instanceof ConflictError) {
      throw new RetryableError('event or alert changed meanwhile', { cause: error, retryAfterMs: 10 });
    }
    throw error;
  }
  for (const { from } of unit.merged ?? []) deps.onEvent?.(from);
  for (const event of unit.events ?? []) deps.onEvent?.(event.eventId);
  for (const alert of unit.alerts ?? []) deps.onAlert?.(alert);
  const answers = messages.filter(({ docId, replied }) => replied === true || posts.get(docId)?.post.official === true);
  if (answers.length > 0) deps.onAnswers?.(answers.map(({ docId }) => docId));
}

export async function readConstraints(store: Store): Promise<GatherDeps['constraints']> {
  return [...(await store.states(CONSTRAINTS)).values()].map(({ value }) => constraint.parse(value));
}

function parseVerdict({ value, offset }: Delivered): z.infer<typeof verdictMessage> {
  const parsed = verdictMessage.safeParse(value);
  if (!parsed.success)
    throw new PoisonError(`verdict at ${offset} has the wrong shape: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** In log order; a post outside the domain leaves no trace and only gives up the place it had. */
async function arrivalsOf(
  docIds: readonly string[],
  posts: ReadonlyMap<string, AnalysedPost>,
  { store, working, tracer }: { store: Store; working: WorkingSet; tracer: Tracer },
): Promise<Arrival[]> {
  const copies = await store.copies(docIds.filter((docId) => !posts.has(docId)));
  await working.expect({ members: docIds, posts: [...copies.values()].map(({ original }) => original) });
  // A post that has its place brings no copies along, and there may be a million of them.
  const unplaced = new Set<string>();
  for (const docId of posts.keys()) if ((await working.membership(docId)) === null) unplaced.add(docId);
  await working.expect({ originals: [...unplaced] });
  const arrivals: Arrival[] = [];
  for (const docId of new Set(docIds)) {
    const [post, copy] = [posts.get(docId), copies.get(docId)];
    if (post !== undefined && !post.verdict.domain) arrivals.push({ kind: 'gone', docId });
    else if (post !== undefined) {
      const known = unplaced.has(docId) ? await working.copiesOf(docId) : [];
      arrivals.push({ kind: 'post', post, trace: tracer.trace(post), copies: known });
    } else if (copy !== undefined) {
      const original = await working.post(copy.original);
      arrivals.push(
        original?.verdict.domain
          ? { kind: 'copy', copy, trace: tracer.traceCopy(copy, original) }
          : { kind: 'early', trace: { docId, at: copy.at, shingles: [], clues: [] } },
      );
    } else throw new PoisonError(`verdict for ${docId}, which is not stored`);
  }
  return arrivals;
}

function originalsOf(arrivals: readonly Arrival[]): string[] {
  return arrivals.flatMap((arrival) => (arrival.kind === 'copy' ? [arrival.copy.original] : []));
}

/**
 * What is left by which message, with the question which copies were here before: others may be stored too, as analysing is
 * ahead of this hop by more or less, and are left to their own arrival, so that it does not show by how much.
 */
function leavings(
  arrivals: readonly Arrival[],
  messages: readonly { docId: string; offset: string }[],
): readonly Leaving[] {
  const first = new Map(messages.toReversed().map(({ docId, offset }) => [docId, offset]));
  return arrivals.flatMap((arrival) => {
    if (arrival.kind === 'gone') return [];
    const copies = arrival.kind === 'post' ? arrival.copies.map(({ docId }) => docId) : [];
    return { ...arrival.trace, message: first.get(arrival.trace.docId), copies };
  });
}

async function place(arrival: Arrival, kin: ReadonlyMap<string, Kin>, gather: GatherDeps): Promise<Placed | null> {
  if (arrival.kind === 'early') return null;
  if (arrival.kind === 'gone') {
    await releasePost(arrival.docId, gather);
    return null;
  }
  const met = kin.get(arrival.trace.docId);
  if (met === undefined) throw new PoisonError(`the store told no kin for ${arrival.trace.docId}`);
  if (arrival.kind === 'copy') return placeCopy(arrival.copy, met, gather);
  const arrived = new Set(met.arrived);
  const copies = arrival.copies.filter(({ docId }) => arrived.has(docId));
  return placePost(arrival.post, { trace: arrival.trace, kin: met, copies }, gather);
}

/** Raises an alert where the event has reached a new level; of several open ones the gravest goes on. */
export async function respondTo(
  placed: Placed,
  working: WorkingSet,
  deps: Pick<RespondDeps, 'store' | 'rules' | 'channels' | 'maxAlertAgeMs' | 'workingDays'>,
  ctx: Pick<StageContext, 'now'>,
): Promise<void> {
  const alerts = await working.alertsOf(placed.event.eventId);
  const raised = mustRaise(placed.event, alerts) ? await raise(placed, working, deps, ctx) : null;
  if (raised !== null) {
    working.putAlert(raised.alert);
    working.add(raised);
  }
  const all = raised === null ? alerts : [...alerts, raised.alert];
  const leading = leadingAlert(all);
  if (leading === null) return;
  if (raised === null && working.hasChanged(placed.event.eventId)) {
    const grown = growthOf(leading, placed.event, deps.rules().escalation, ctx.now());
    if (grown !== null) tellGrowth(grown, working, deps, toShanghai(ctx.now()));
  }
  for (const alert of all) {
    if (alert.state === 'open' && alert !== leading) working.putAlert(supersede(alert, leading, ctx.now()));
  }
}

async function raise(
  { event, risk, gravest }: Placed,
  working: WorkingSet,
  deps: Pick<RespondDeps, 'store' | 'rules' | 'channels' | 'maxAlertAgeMs' | 'workingDays'>,
  ctx: Pick<StageContext, 'now'>,
) {
  const { routing, escalation } = deps.rules();
  if (event.level === null) return null;
  const route = decideRoute(routing, {
    topic: event.topic,
    level: event.level,
    district: event.district ?? undefined,
    estate: event.estate ?? undefined,
    source: gravest.post.sourceId,
    channel: gravest.post.channel,
    rule: gravest.verdict.hits.map((hit) => hit.rule),
  });
  const { maxAlertAgeMs: maxAgeMs, workingDays } = deps;
  const input = { event, post: gravest, risk, route, now: ctx.now(), maxAgeMs, workingDays };
  const fresh = raiseAlert(input, event.level, escalation);
  const muted = fresh.state === 'open' ? (await working.mutes(deps, ctx.now()))(fresh) : null;
  const alert =
    muted === null ? fresh : { ...mute(fresh, muted, ctx.now(), workingDays).alert, version: 1, toldAt: null };
  const at = toShanghai(ctx.now());
  const receivers = [...new Set([...(alert.steps[0]?.receivers ?? []), ...route.receivers])];
  const waitMs = (escalation.grouping?.wait[event.level] ?? 0) * MINUTE_MS;
  const order = { alert, receivers, channels: deps.channels, reason: 'raised', round: 0, at, waitMs, muted } as const;
  const audit: AuditEntry[] = [
    {
      at,
      actor: 'system',
      action: alert.state === 'open' ? 'alert.raised' : 'alert.filed',
      object: alert.alertId,
      detail: { eventId: event.eventId, level: alert.level, score: risk.score, lead: route.lead, co: route.co },
    },
    ...(muted === null ? [] : [mutedLine(alert, muted.detail, at)]),
  ];
  return { alert, notices: alert.state === 'open' ? composeNotices(order) : [], audit };
}

function mutedLine({ alertId, eventId, step }: Alert, why: string, at: string): AuditEntry {
  const detail = { eventId, step, receivers: [], what: `暂不通知，也不上报：${why}` };
  return { at, actor: 'system', action: 'alert.muted', object: alertId, detail };
}

function tellGrowth(alert: Alert, working: WorkingSet, { channels }: Pick<RespondDeps, 'channels'>, at: string): void {
  const receivers = alert.steps[alert.step]?.receivers ?? [];
  const detail = { eventId: alert.eventId, step: alert.step, receivers, what: `同一事件已有 ${alert.postsTold} 帖` };
  working.putAlert(alert);
  working.add({
    // The count is part of the id: the same growth is told once, however often it is seen.
    notices: composeNotices({ alert, receivers, channels, reason: 'grown', round: alert.postsTold, at }),
    audit: [{ at, actor: 'system', action: 'alert.grown', object: alert.alertId, detail }],
  });
}
