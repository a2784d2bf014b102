import { z } from 'zod';
import type { RuleSet } from '../rules/rule-set.ts';
import { mustRaise, raiseAlert, spreadPart, supersede } from './alert/raise.ts';
import { verdictMessage } from './analyse-hop.ts';
import type { Delivered } from './bus/bus.ts';
import { chooseEvent, joinEvent, openEvent, titleOf } from './cluster/cluster.ts';
import { ConflictError, PoisonError, RetryableError } from './errors.ts';
import type { Alert } from './model/alert.ts';
import type { AuditEntry } from './model/audit.ts';
import { toShanghai } from './model/calendar.ts';
import type { Event } from './model/event.ts';
import type { Notice } from './model/notice.ts';
import type { Risk } from './model/verdict.ts';
import { composeNotices } from './notify/compose.ts';
import { decideRoute } from './route/route.ts';
import { closeRisk } from './score/score.ts';
import type { StageContext } from './stage.ts';
import type { AnalysedPost, Store } from './store/store.ts';
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
  onAlert?: (alert: Alert) => void;
  onEvent?: (eventId: string) => void;
}

/**
 * verdict → event, alert, route, notices. Stateful: one worker owns a topic's events at a time. A batch is one unit of
 * work; posts are taken one by one in log order, so the size of batches does not change what comes out.
 */
export async function respondBatch(batch: readonly Delivered[], deps: RespondDeps, ctx: StageContext): Promise<void> {
  const docIds = batch.map(parseVerdict);
  const posts = await deps.posts(docIds);
  const working = createWorkingSet(deps.store, posts);
  for (const docId of docIds) {
    const post = posts.get(docId);
    if (post === undefined) throw new PoisonError(`verdict for ${docId}, which is not stored`);
    await respondTo(post, working, deps, ctx);
  }
  const unit = working.unit();
  try {
    await deps.store.commit(unit);
  } catch (error) {
    // Somebody (an acknowledgement, the sweep) was faster: decide again on what is true now.
    if (error instanceof ConflictError) throw new RetryableError('event or alert changed meanwhile', { cause: error });
    throw error;
  }
  for (const event of unit.events ?? []) deps.onEvent?.(event.eventId);
  for (const alert of unit.alerts ?? []) deps.onAlert?.(alert);
}

function parseVerdict({ value, offset }: Delivered): string {
  const parsed = verdictMessage.safeParse(value);
  if (!parsed.success)
    throw new PoisonError(`verdict at ${offset} has the wrong shape: ${z.prettifyError(parsed.error)}`);
  return parsed.data.docId;
}

async function respondTo(post: AnalysedPost, working: WorkingSet, deps: RespondDeps, ctx: StageContext): Promise<void> {
  const { docId, eventTime } = post.post;
  const own = await working.eventOf(docId);
  const before = own ?? chooseEvent(post, await working.candidates(post.verdict.topics[0]?.topic ?? '', eventTime));
  const { event, risk } = await grow(before, post, own !== null, working, deps);
  if (own === null) working.join({ docId, eventId: event.eventId, at: eventTime });
  if (before === null || own === null || !sameStanding(before, event)) working.putEvent(event);

  const alerts = await working.alertsOf(event.eventId);
  if (!mustRaise(event, alerts)) return;
  const raised = raise(event, post, risk, deps, ctx);
  if (raised === null) return;
  if (raised.alert.state === 'open') {
    for (const alert of alerts) if (alert.state === 'open') working.putAlert(supersede(alert, raised.alert, ctx.now()));
  }
  working.putAlert(raised.alert);
  working.add(raised);
}

/** The event with this post in it, its score taken from the gravest post and the spread. */
async function grow(
  before: Event | null,
  post: AnalysedPost,
  isMember: boolean,
  working: WorkingSet,
  deps: RespondDeps,
): Promise<{ event: Event; risk: Risk }> {
  if (before === null) return { event: openEvent(post), risk: post.verdict.risk };
  const joined = isMember ? before : joinEvent(before, post);
  const sofar = await working.post(before.gravestDocId);
  const gravest = sofar !== null && sofar.verdict.risk.score >= post.verdict.risk.score ? sofar : post;
  const risk = eventRisk(joined, gravest, deps.rules().scoring);
  const event = {
    ...joined,
    title: titleOf(gravest),
    score: risk.score,
    level: risk.level,
    gravestDocId: gravest.post.docId,
  };
  return { event, risk };
}

/** Parts of the gravest post plus the spread; caps are worked out anew. */
function eventRisk(event: Event, gravest: AnalysedPost, scoring: RuleSet['scoring']): Risk {
  const own = gravest.verdict.risk.parts.filter((part) => part.name !== '封顶' && part.name !== '下限');
  const spread = spreadPart(event, scoring);
  return closeRisk(spread.points > 0 ? [...own, spread] : own, scoring);
}

function sameStanding(before: Event, after: Event): boolean {
  return before.score === after.score && before.gravestDocId === after.gravestDocId;
}

function raise(event: Event, post: AnalysedPost, risk: Risk, deps: RespondDeps, ctx: StageContext) {
  const { routing, escalation } = deps.rules();
  if (event.level === null) return null;
  const route = decideRoute(routing, {
    topic: event.topic,
    level: event.level,
    district: event.district ?? undefined,
    estate: event.estate ?? undefined,
    source: post.post.sourceId,
    channel: post.post.channel,
    rule: post.verdict.hits.map((hit) => hit.rule),
  });
  const input = { event, post, risk, route, now: ctx.now(), maxAgeMs: deps.maxAlertAgeMs };
  const alert = raiseAlert(input, event.level, escalation);
  const at = toShanghai(ctx.now());
  const receivers = [...new Set([...(alert.steps[0]?.receivers ?? []), ...route.receivers])];
  const order = { alert, receivers, channels: deps.channels, reason: 'raised', round: 0, at } as const;
  const audit: AuditEntry[] = [
    {
      at,
      actor: 'system',
      action: alert.state === 'open' ? 'alert.raised' : 'alert.filed',
      object: alert.alertId,
      detail: { eventId: event.eventId, level: alert.level, score: risk.score, lead: route.lead, co: route.co },
    },
  ];
  return { alert, notices: alert.state === 'open' ? composeNotices(order) : [], audit };
}
