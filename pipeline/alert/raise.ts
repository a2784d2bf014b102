import type { EscalationSpec } from '../../rules/schema.ts';
import type { Alert, Deadline, EscalationStep } from '../model/alert.ts';
import { toEpoch, toShanghai } from '../model/calendar.ts';
import { CHANNELS } from '../model/channels.ts';
import type { Event } from '../model/event.ts';
import { deterministicId } from '../model/ids.ts';
import { levelRank, type WarningLevel } from '../model/levels.ts';
import type { Risk, RouteDecision } from '../model/verdict.ts';
import type { AnalysedPost } from '../store/store.ts';
import { statutoryDeadline } from '../working-days/statutory-clock.ts';
import type { WorkingDays } from '../working-days/working-days.ts';
import { waitEnd } from './wait-end.ts';

const SUMMARY_LENGTH = 120;

export interface RaiseInput {
  event: Event;
  /** The post that lifted the event to its level. */
  post: AnalysedPost;
  risk: Risk;
  route: RouteDecision;
  /** Epoch milliseconds. */
  now: number;
  /** An event whose last post is older than this is filed as history: no clock, no notice. */
  maxAgeMs: number;
  workingDays: WorkingDays;
}

/** True when the event stands at a level that none of its alerts has reached. */
export function mustRaise(event: Event, alerts: readonly Alert[]): boolean {
  return event.level !== null && alerts.every((alert) => levelRank(alert.level) < levelRank(event.level));
}

/** The alert of an event at its present level. The id is a hash of both, so raising twice is raising once. */
export function raiseAlert(input: RaiseInput, level: WarningLevel, escalation: EscalationSpec): Alert {
  const { event, post, risk, route, now } = input;
  const historic = now - toEpoch(event.lastAt) > input.maxAgeMs;
  const steps = historic ? [] : escalationSteps(escalation, route, level);
  const first = steps[0];
  const detectedAt = toShanghai(now);
  return {
    alertId: deterministicId('a', event.eventId, level),
    eventId: event.eventId,
    docId: post.post.docId,
    level,
    topic: event.topic,
    title: event.title,
    summary: summaryOf(post),
    places: { ...post.verdict.places, district: event.district, estate: event.estate },
    channel: post.post.channel,
    sourceName: post.post.sourceName,
    risk,
    route,
    rulesVersion: post.verdict.rulesVersion,
    publishedAt: post.post.publishedAt,
    detectedAt,
    state: historic ? 'closed' : 'open',
    acknowledgedBy: null,
    acknowledgedAt: null,
    closedBy: historic ? 'system' : null,
    closedAt: historic ? detectedAt : null,
    closeReason: historic ? `历史记录：事发超过 ${Math.round(input.maxAgeMs / 86_400_000)} 天，只归档不通知` : null,
    deadlines: historic ? [] : deadlinesOf(input, level, escalation, first),
    steps,
    step: 0,
    nextDueAt: first ? toShanghai(waitEnd(first, now, input.workingDays).at) : null,
    postsTold: event.postCount,
    toldAt: historic ? null : detectedAt,
    muted: null,
    version: 1,
  };
}

/** The policy's rungs with `lead:` filled in. A policy without this level falls back to its gravest one below. */
export function escalationSteps(
  escalation: Pick<EscalationSpec, 'policies'>,
  route: RouteDecision,
  level: WarningLevel,
): EscalationStep[] {
  const rungs = escalation.policies[route.policy]?.levels[level] ?? [];
  return rungs.map((rung) => ({
    waitMinutes: rung.waitMinutes,
    nextWorkingDay: rung.nextWorkingDay ?? null,
    repeatFrom: rung.repeatFrom ?? null,
    receivers: [...new Set(rung.receivers.map((receiver) => receiver.replace(/^lead:/, `${route.lead}:`)))],
  }));
}

function deadlinesOf(
  { post, now, workingDays }: RaiseInput,
  level: WarningLevel,
  escalation: EscalationSpec,
  first: EscalationStep | undefined,
): Deadline[] {
  const detectedAt = toShanghai(now);
  const deadlines: Deadline[] = [];
  if (first) {
    const { at, calendar, problem } = waitEnd(first, now, workingDays);
    deadlines.push({
      kind: 'acknowledge',
      name: '签收',
      dueAt: toShanghai(at),
      anchor: 'detected',
      anchorAt: detectedAt,
      cause: `预警为${level}色`,
      document: `rules/escalation.yaml（${escalation.decided.by}，${escalation.decided.on}）`,
      calendar,
      problem,
    });
  }
  for (const clock of escalation.clocks) {
    const foreign = clock.channels !== undefined && !clock.channels.includes(post.post.channel);
    // A clock that runs from grading has no anchor before a person has graded the event.
    if (foreign || !clock.levels.includes(level) || clock.anchor === 'graded') continue;
    const { publishedAt } = post.post;
    const anchor =
      clock.anchor === 'published' && publishedAt !== null
        ? ({ name: 'published', at: publishedAt } as const)
        : ({ name: 'detected', at: detectedAt } as const);
    const cause = clock.channels === undefined ? `预警为${level}色` : `来自${CHANNELS[post.post.channel]}`;
    deadlines.push({ ...statutoryDeadline(clock.kind, anchor, workingDays), name: clock.name, cause });
  }
  return deadlines;
}

function summaryOf({ post }: AnalysedPost): string {
  const text = Array.from(post.text.replace(/\s+/g, ' ').trim());
  return text.length <= SUMMARY_LENGTH ? text.join('') : `${text.slice(0, SUMMARY_LENGTH - 1).join('')}…`;
}

/** An open alert that another one of the same event takes over from: its clock ends, the other one's runs. */
export function supersede(alert: Alert, by: Alert, now: number): Alert {
  const isRise = levelRank(by.level) > levelRank(alert.level);
  return {
    ...alert,
    state: 'closed',
    closedBy: 'system',
    closedAt: toShanghai(now),
    closeReason: isRise ? `事件升为${by.level}级，由新预警接替` : `事件合并，由同一事件的${by.level}级预警接替`,
    nextDueAt: null,
    version: alert.version + 1,
  };
}

/** Of an event's open alerts the one that stays: the gravest, the earliest of those. Null where none is open. */
export function leadingAlert(alerts: readonly Alert[]): Alert | null {
  const open = alerts.filter(({ state }) => state === 'open');
  open.sort(
    (a, b) =>
      levelRank(b.level) - levelRank(a.level) ||
      toEpoch(a.detectedAt) - toEpoch(b.detectedAt) ||
      (a.alertId < b.alertId ? -1 : 1),
  );
  return open[0] ?? null;
}
