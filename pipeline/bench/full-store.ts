import { loadRules } from '../../rules/load.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { applyAction } from '../alert/apply-action.ts';
import { raiseAlert } from '../alert/raise.ts';
import { createAnalyser } from '../analyser.ts';
import { applyCaseAction } from '../case/apply-case-action.ts';
import { groundOf } from '../case/ground-of.ts';
import { SYSTEM_ACTOR } from '../case/standing.ts';
import { combine, eventOf, substanceOf } from '../cluster/event-of.ts';
import { type Config, readConfig } from '../config.ts';
import type { Alert } from '../model/alert.ts';
import type { AuditEntry } from '../model/audit.ts';
import { toEpoch, toShanghai } from '../model/calendar.ts';
import type { Case } from '../model/case.ts';
import type { CaseAction } from '../model/case-action.ts';
import { deterministicId } from '../model/ids.ts';
import type { WarningLevel } from '../model/levels.ts';
import type { Notice } from '../model/notice.ts';
import type { Post } from '../model/post.ts';
import { momentOf } from '../model/post-fields.ts';
import { createNormalise } from '../normalise/normalise.ts';
import { composeNotices } from '../notify/compose.ts';
import { sent } from '../notify/delivery.ts';
import { rulesDirOf } from '../paths.ts';
import { decideRoute } from '../route/route.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';
import { isDropped } from '../stage.ts';
import type { AnalysedPost, Store, WriteUnit } from '../store/store.ts';
import { openWorkingDays } from '../working-days/open-working-days.ts';
import { type VariedItems, variedItem } from './varied-items.ts';

export interface FullStore extends VariedItems {
  /** Alerts in all, of the newest events, and how many of them nobody has acknowledged, the newest. */
  alerts: number;
  open: number;
  /** Lines in the course of the one case of the happening that many speak of. */
  steps: number;
}

const UNIT = 1_000;
const EVENT_SIZES = [1, 1, 1, 2, 1, 4, 1, 1, 12, 1];
/** Of a hundred alerts. */
const LEVELS: readonly (readonly [WarningLevel, number])[] = [
  ['蓝', 50],
  ['黄', 80],
  ['橙', 95],
  ['红', 100],
];
const HOUR_MS = 3_600_000;
const MAX_AGE_MS = 400 * 24 * HOUR_MS;
const LOG = { info() {}, warn() {}, error() {} };
const DUTY = { account: 'duty', name: '值班员', role: '值班员', department: '办公室' };

/**
 * Lays a whole store down by the functions that write it when the system runs: posts as the analyser judges them, their
 * events, alerts of every level and state, cases, notices and lines of the audit log. Deadlines of open alerts lie ahead,
 * so that a server started on it has nothing to escalate while it is looked at.
 */
export async function layFullStore(store: Store, env: Readonly<Record<string, string | undefined>>, size: FullStore) {
  const config = readConfig(env);
  const rules = await loadRules(rulesDirOf(config));
  const analyse = analyserOf(rules, config);
  const groups: AnalysedPost[][] = [];
  for (let from = 0; from < size.count; from += UNIT) {
    const posts = await analyse(from, size);
    await store.commit({ posts, outcomes: posts.map(outcomeOf) });
    group(posts, from, size.alike, groups);
  }
  const newestFirst = groups.toSorted((a, b) => newest(b) - newest(a));
  const deps = { rules, workingDays: openWorkingDays(config), size };
  for (let from = 0; from < newestFirst.length; from += UNIT / 4) {
    const units = newestFirst.slice(from, from + UNIT / 4).map((posts, k) => unitOf(posts, from + k, deps));
    await store.commit({
      memberships: units.flatMap(({ memberships = [] }) => memberships),
      events: units.flatMap(({ events = [] }) => events),
      notices: units.flatMap(({ notices = [] }) => notices),
      alerts: units.flatMap(({ alerts = [] }) => alerts),
      cases: units.flatMap(({ cases = [] }) => cases),
      audit: units.flatMap(({ audit = [] }) => audit),
    });
  }
}

function analyserOf(rules: RuleSet, config: Config) {
  const analyser = createAnalyser(rules, segmenterOf(rulesDirOf(config)));
  const normalise = createNormalise({ fold: rules.fold, secret: 'bench' });
  return async (from: number, size: FullStore): Promise<AnalysedPost[]> => {
    const items = Array.from({ length: Math.min(UNIT, size.count - from) }, (_, k) => variedItem(from + k, size));
    const ctx = { now: () => size.now, log: LOG, signal: new AbortController().signal };
    const posts = await normalise.run(items, ctx);
    return analyser.analyseAll(posts.filter((post): post is Post => !isDropped(post)));
  };
}

function outcomeOf({ post: { rawId, docId, sourceId, fetchedAt } }: AnalysedPost) {
  return { rawId, docId, sourceId, kind: 'indexed', duplicateOf: null, reason: null, at: fetchedAt } as const;
}

/** The first posts are one event, those of the domain after them events of a few. */
function group(posts: readonly AnalysedPost[], from: number, alike: number, groups: AnalysedPost[][]): void {
  const wanted = (k: number) => (k === 0 ? alike : (EVENT_SIZES[k % EVENT_SIZES.length] ?? 1));
  for (const [k, post] of posts.entries()) {
    if (from + k >= alike && !post.verdict.domain) continue;
    const last = groups.at(-1);
    if (last !== undefined && last.length < wanted(groups.length - 1)) last.push(post);
    else groups.push([post]);
  }
}

function newest(posts: readonly AnalysedPost[]): number {
  return Math.max(...posts.map(({ post }) => toEpoch(post.eventTime)));
}

interface UnitDeps {
  rules: RuleSet;
  workingDays: ReturnType<typeof openWorkingDays>;
  size: FullStore;
}

/** Event number `rank`, the newest first, with all that hangs on it. */
function unitOf(posts: readonly AnalysedPost[], rank: number, { rules, workingDays, size }: UnitDeps): WriteUnit {
  const made = eventOf(posts.map(substanceOf).reduce(combine), rules.scoring, 1);
  const level = rank < size.alerts ? levelOf(rank) : made.event.level;
  const event = { ...made.event, level };
  const memberships = posts.map(({ post }) => {
    return { docId: post.docId, eventId: event.eventId, ...momentOf(post), copyOf: null, trace: '' };
  });
  const gravest = posts.find(({ post }) => post.docId === event.gravestDocId);
  if (rank >= size.alerts || level === null || gravest === undefined) return { memberships, events: [event] };
  const { topic, district } = event;
  const route = decideRoute(rules.routing, { topic, level, district: district ?? undefined });
  const at = Math.min(toEpoch(event.lastAt), size.now) - rank;
  const risk = { ...made.risk, level };
  const raised = raiseAlert(
    { event, post: gravest, risk, route, now: at, maxAgeMs: MAX_AGE_MS, workingDays },
    level,
    rules.escalation,
  );
  const ahead = toShanghai(size.now + (8 + (rank % 97)) * HOUR_MS);
  const open = { ...raised, nextDueAt: raised.nextDueAt === null ? null : ahead };
  const receivers = [...new Set([...(open.steps[0]?.receivers ?? []), ...route.receivers])];
  const order = { receivers, channels: ['in-app'], reason: 'raised', round: 0, at: toShanghai(at) } as const;
  const { alert, audit } = handled(open, rank, size, at);
  return {
    memberships,
    events: [event],
    notices: composeNotices({ ...order, alert: open }).map((one): Notice => sent(one, at, 'sent', '站内')),
    alerts: [alert],
    cases: [caseOf(alert, at, { rules, workingDays, steps: event.postCount === size.alike ? size.steps : rank % 4 })],
    audit: [lineOf(alert, at), ...audit],
  };
}

function levelOf(rank: number): WarningLevel {
  const place = (rank * 37) % 100;
  return LEVELS.find(([, below]) => place < below)?.[0] ?? '蓝';
}

function lineOf({ alertId, eventId, level, risk: { score }, route }: Alert, at: number): AuditEntry {
  const detail = { eventId, level, score, lead: route.lead, co: route.co };
  return { at: toShanghai(at), actor: 'system', action: 'alert.raised', object: alertId, detail };
}

/** The newest wait for somebody; of the others every fifth is acknowledged and the rest closed. */
function handled(raised: Alert, rank: number, { open }: FullStore, at: number): { alert: Alert; audit: AuditEntry[] } {
  if (rank < open) return { alert: raised, audit: [] };
  const kinds = rank % 5 === 0 ? (['acknowledge'] as const) : (['acknowledge', 'close'] as const);
  let alert = { ...raised, version: 1 };
  const audit: AuditEntry[] = [];
  for (const [k, kind] of kinds.entries()) {
    const about = { actionId: `${kind}-${alert.alertId}`, alertId: alert.alertId, by: DUTY, expectedVersion: null };
    const then = toShanghai(at + (k + 1) * 600_000);
    const done = applyAction(alert, { ...about, kind, at: then, reason: '已核实并转办' }, then, { viaCase: true });
    alert = { ...(done.alert ?? alert), version: 1 };
    audit.push(done.audit);
  }
  return { alert, audit };
}

/** As the case keeper opens it, with so many remarks by people. */
function caseOf(
  alert: Alert,
  at: number,
  { rules, workingDays, steps }: Pick<UnitDeps, 'rules' | 'workingDays'> & { steps: number },
): Case {
  const caseId = deterministicId('c', alert.eventId);
  const about = { caseId, expectedVersion: null };
  const ground = groundOf(alert, { escalation: rules.escalation, workingDays });
  const actions: CaseAction[] = [
    { ...about, actionId: `open-${caseId}`, by: SYSTEM_ACTOR, at: toShanghai(at), reason: null, kind: 'open', ground },
    ...Array.from({ length: steps }, (_, k): CaseAction => {
      const reason = `第${k + 1}次核实：已联系${alert.route.lead}，现场情况与帖文所说一致，正在处理。`;
      return {
        ...{ ...about, actionId: `comment-${caseId}-${k}`, by: DUTY, kind: 'comment', reason },
        at: toShanghai(at + (k + 1) * 300_000),
      };
    }),
  ];
  let subject: Case | null = null;
  for (const action of actions) subject = applyCaseAction(subject, null, action).cases[0] ?? subject;
  if (subject === null) throw new Error(`case ${caseId} was not opened`);
  const quiet = { ...subject, nextCallAt: null, version: 1 };
  if (alert.state !== 'closed') return quiet;
  return { ...quiet, state: 'archived', ending: 'done', dueAt: null, desks: [] };
}
