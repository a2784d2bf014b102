import type { ActionResult } from '../model/action.ts';
import { positionOf } from '../model/actor.ts';
import type { AuditEntry } from '../model/audit.ts';
import { toEpoch } from '../model/calendar.ts';
import { CASE_ENDINGS, type Case, type CaseLogEntry } from '../model/case.ts';
import type { CaseAction, CaseActionOf } from '../model/case-action.ts';
import { accept, assign, handBack, object } from './assignment.ts';
import { call, nextCall } from './calls.ts';
import { CASE_RULES } from './case-rules.ts';
import { type Changed, who } from './change.ts';
import {
  archive,
  awaitEvaluation,
  confirm,
  continueCase,
  decline,
  evaluate,
  falseAlarm,
  grade,
  mergedAway,
  propose,
  raise,
  reopen,
  taking,
} from './closing.ts';
import { desksWaitedFor } from './desks.ts';
import { runningClocks, withEndings } from './grading.ts';
import { limit, withHandling } from './handling.ts';
import { type CaseRefusal, type Refused, refuse } from './refusal.ts';
import { confirmResponse, draft, publish, refuseResponse, returnSheet, sign, withdraw } from './sign-off.ts';
import { isSystem, standingsOf } from './standing.ts';
import { whyNot } from './why-not.ts';

export interface AppliedToCase {
  /** Cases after the action, the one acted on first; empty where it was refused. */
  cases: readonly Case[];
  result: ActionResult;
  audit: readonly AuditEntry[];
}

/**
 * What an action makes of a case; pure, and of the case and the action alone, so that a log of actions replayed gives the
 * same cases. `other` is the case that `merge` goes into, or that `open` follows. A refusal is on record too.
 */
export function applyCaseAction(subject: Case | null, other: Case | null, action: CaseAction): AppliedToCase {
  const at = subject !== null && toEpoch(subject.updatedAt) > toEpoch(action.at) ? subject.updatedAt : action.at;
  const outcome = decide(subject, other, action, at);
  const refused = 'refusal' in outcome ? outcome : null;
  const cases = 'refusal' in outcome ? [] : outcome;
  return {
    cases,
    result: {
      ...{ actionId: action.actionId, alertId: action.caseId, at },
      state: refused === null ? 'applied' : 'refused',
      problem: refused?.problem ?? null,
      refusal: refused?.refusal ?? null,
    },
    audit:
      refused === null ? cases.map((made) => lineOf(action, at, made)) : [refusedLine(action, at, subject, refused)],
  };
}

/** The second case that an action is about, if any. */
export function otherCaseOf(action: CaseAction): string | null {
  if (action.kind === 'merge') return action.intoCaseId;
  return action.kind === 'open' ? (action.follows ?? null) : null;
}

function decide(subject: Case | null, other: Case | null, action: CaseAction, at: string): Case[] | Refused {
  if (action.kind === 'open') return subject === null ? opened(action, other, at) : alreadyOpen();
  if (subject === null) return refuse('no-such-case', '没有这个个案，请检查地址，或从个案列表重新进入');
  const stale = whatChanged(subject, action);
  if (stale !== null) return stale;
  const why = whyNot(subject, action.kind, action.by);
  if (why !== null) return why;
  if (CASE_RULES[action.kind].needsReason && (action.reason ?? '').trim() === '') {
    const own = action.kind === 'decline' && subject.pending?.by.account === action.by.account;
    if (!own) return refuse('needs-reason', `“${CASE_RULES[action.kind].name}”请写明理由`);
  }
  if (action.kind === 'merge') return merge(subject, other, action, at);
  const changed = change(subject, action, at);
  return 'refusal' in changed ? changed : [after(subject, changed, action, at)];
}

function change(subject: Case, action: Exclude<CaseAction, { kind: 'open' | 'merge' }>, at: string): Changed | Refused {
  switch (action.kind) {
    case 'raise':
      return raise(subject, action, at);
    case 'limit':
      return limit(subject, action, at);
    case 'call':
      return call(subject, action, at);
    case 'propose':
      return propose(subject, action, at);
    case 'grade':
      return grade(subject, action, at);
    case 'accept':
      return accept(subject, action, at);
    case 'hand-back':
      return handBack(subject, action, at);
    case 'object':
      return object(subject, action, at);
    case 'assign':
      return assign(subject, action, at);
    case 'draft':
      return draft(subject, action, at);
    case 'sign':
      return sign(subject, action, at);
    case 'return':
      return returnSheet(subject, action, at);
    case 'withdraw':
      return withdraw(subject, action, at);
    case 'publish':
      return publish(subject, action, at);
    case 'confirm-response':
      return confirmResponse(subject, action, at);
    case 'refuse-response':
      return refuseResponse(subject, action, at);
    case 'continue':
      return continueCase(subject, action, at);
    case 'await-evaluation':
      return awaitEvaluation(subject, action, at);
    case 'evaluate':
      return evaluate(subject, action, at);
    case 'archive':
      return archive(subject, action, at);
    case 'false-alarm':
      return falseAlarm(subject, action, at);
    case 'reopen':
      return reopen(subject, action, at);
    case 'confirm':
      return confirm(subject, action, at);
    case 'decline':
      return decline(subject, action, at);
    case 'comment':
      return { next: {}, details: [] };
  }
}

function opened(action: CaseActionOf<'open'>, former: Case | null, at: string): Case[] | Refused {
  const { ground, caseId, by, follows } = action;
  const allowed = CASE_RULES.open.who;
  if (![...standingsOf(by, ground)].some((standing) => allowed.includes(standing)))
    return refuse('not-entitled', `“立案”由统筹岗位（值班员、办公室、人事科）办理；您是${positionOf(by)}`);
  if (follows !== undefined && (former?.state !== 'archived' || former.ending === 'merged'))
    return refuse('target-unusable', '前一个案没有归档，新预警并入前一个案');
  const { deadlines, handling, gradeCalls } = ground;
  const handled = withHandling({ deadlines, handling, handlingLevel: null }, ground.level, `预警为${ground.level}色`);
  const empty: Omit<Case, 'desks' | 'dueAt' | 'nextCallAt' | 'log' | 'version'> = {
    ...{ caseId, title: ground.title, topic: ground.topic, level: ground.level },
    ...{ events: [ground.eventId], alerts: [ground.alertId], lead: ground.lead, co: ground.co },
    ...{ state: 'assessing', ending: null, mergedInto: null, follows: follows ?? null },
    ...{ grade: null, ...handled.next, gradeCalls },
    ...{ disputes: 0, dispute: null, settled: false, pending: null },
    ...{ sheets: [], proposals: [], responses: [], evaluation: null },
    ...{ openedAt: at, updatedAt: at, respondedAt: null, archivedAt: null },
  };
  const before = former === null ? [] : [`前一个案“${former.title}”已${archivedHow(former)}，本案是它的后续`];
  const details = [`${ground.level}色预警，建议${ground.lead}牵头`, ...before, ...handled.details];
  const derived = { desks: [], dueAt: null, nextCallAt: null };
  const made = written({ ...empty, ...derived, log: [], version: 0 }, null, action, details);
  if (former === null) return [made];
  const told = { next: {}, details: [`归档之后又有${ground.level}色预警，另立后续个案“${ground.title}”`] };
  return [made, after(former, told, action, laterOf(former.updatedAt, at))];
}

function archivedHow({ ending }: Case): string {
  return ending === null ? '归档' : `归档（${CASE_ENDINGS[ending]}）`;
}

function alreadyOpen(): Refused {
  return refuse('already-open', '这个事件已经立案');
}

function merge(subject: Case, into: Case | null, action: CaseActionOf<'merge'>, at: string): Case[] | Refused {
  if (action.intoCaseId === subject.caseId) return refuse('same-case', '不能并入自己，请选另一个案');
  if (into === null) return refuse('target-unusable', '没有要并入的那个个案，请检查编号');
  if (into.state === 'archived') return refuse('target-unusable', `“${into.title}”已归档，请先重开那一案再并入`);
  return [
    after(subject, mergedAway(into, at), action, at),
    after(into, taking(into, subject), action, laterOf(into.updatedAt, at)),
  ];
}

function after(subject: Case, { next, details }: Changed, action: CaseAction, at: string): Case {
  return written({ ...subject, ...next, updatedAt: at }, subject.state, action, details);
}

/** What follows from the rest is worked out anew after each action. */
function written(
  made: Case,
  from: Case['state'] | null,
  { kind, by, reason }: CaseAction,
  details: readonly string[],
): Case {
  const version = made.version + 1;
  const entry: CaseLogEntry = {
    ...{ version, at: made.updatedAt, by, action: kind, from, to: made.state, reason },
    details: [...details],
  };
  const whole = { ...made, version, log: [...made.log, entry], deadlines: withEndings(made) };
  return {
    ...whole,
    desks: desksWaitedFor(whole),
    dueAt: runningClocks(whole)[0]?.dueAt ?? null,
    nextCallAt: nextCall(whole),
  };
}

/** What others did since that does not stand in the way: comments of everybody, signatures beside one's own. */
function disturbs(entry: CaseLogEntry, kind: CaseAction['kind']): boolean {
  if (entry.action === 'comment' || entry.action === 'propose' || entry.action === 'call' || entry.action === 'limit')
    return false;
  return kind !== 'sign' || entry.action !== 'sign';
}

function whatChanged(subject: Case, action: CaseAction): Refused | null {
  const seen = action.expectedVersion;
  if (seen === null || action.kind === 'comment' || isSystem(action.by)) return null;
  const since = subject.log.filter((entry) => entry.version > seen && disturbs(entry, action.kind));
  if (since.length === 0 && seen <= subject.version) return null;
  const told = since.map((entry) => `${clockOf(entry.at)} ${who(entry.by)}${wordOf(entry.action)}`).join('；');
  return refuse('changed-meanwhile', `您打开页面之后，别人已经改过本案：${told || '页面的版本不对'}。请核对后再提交`);
}

function wordOf(action: string): string {
  return Object.entries(CASE_RULES).find(([kind]) => kind === action)?.[1].name ?? action;
}

const clockOf = (at: string) => at.slice(11, 16);

function laterOf(a: string, b: string): string {
  return toEpoch(a) > toEpoch(b) ? a : b;
}

function lineOf(action: CaseAction, at: string, made: Case): AuditEntry {
  const entry = made.log.at(-1);
  return {
    ...{ at, actor: action.by.account, action: `case.${action.kind}`, object: made.caseId },
    detail: {
      ...personOf(action),
      ...{ from: entry?.from ?? null, to: made.state, version: made.version },
      ...{ reason: action.reason, details: entry?.details ?? [] },
    },
  };
}

function refusedLine(
  action: CaseAction,
  at: string,
  subject: Case | null,
  { refusal, problem }: { refusal: CaseRefusal; problem: string },
): AuditEntry {
  return {
    ...{ at, actor: action.by.account, action: `case.${action.kind}.refused`, object: action.caseId },
    detail: { ...personOf(action), state: subject?.state ?? null, reason: action.reason, refusal, problem },
  };
}

function personOf({ actionId, by }: CaseAction) {
  return { actionId, name: by.name, role: by.role, department: by.department };
}
