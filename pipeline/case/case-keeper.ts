import type { ActionResult } from '../model/action.ts';
import type { Alert } from '../model/alert.ts';
import { toShanghai } from '../model/calendar.ts';
import { CASE_STATES, type Case, type CaseState, caseState } from '../model/case.ts';
import type { CaseAction, CaseGround } from '../model/case-action.ts';
import { deterministicId } from '../model/ids.ts';
import type { Logger } from '../stage.ts';
import type { Page, Paged, Queries } from '../store/queries.ts';
import type { Store } from '../store/store.ts';
import type { ArrivedAnswers } from './arrived-answers.ts';
import { foundResponses } from './found-responses.ts';
import { type GroundDeps, groundOf } from './ground-of.ts';
import { earlierHandling, lacksLimits } from './handling.ts';
import { homeOf } from './home-of.ts';
import { SYSTEM_ACTOR } from './standing.ts';

export interface CaseKeeperDeps {
  store: Pick<Store, 'alert' | 'casesOfEvent' | 'case' | 'memberships'>;
  /** Posts that may be answers, as they arrive: their cases are found by the event and need no walk. */
  answers?: ArrivedAnswers;
  queries: Pick<Queries, 'findAlerts' | 'findCases' | 'eventTrail'>;
  submit(action: CaseAction): Promise<ActionResult | 'pending'>;
  /** What cases are opened by, as it is now. */
  ground(): GroundDeps;
  now: () => number;
  log: Logger;
}

export interface CaseKeeper {
  /** Opens cases for alerts that have none, gives limits to old ones, looks for answers to some of the open cases. Never twice at once. */
  round(): Promise<void>;
}

const A_PAGE = 100;
/** Cases looked at for answers in one look; the next look goes on behind them. */
const LOOKED_AT = 10;
/** Between two looks: rounds come with every alert, and an answer is in no such hurry. */
const LOOK_EVERY_MS = 15_000;
const UNFINISHED: readonly CaseState[] = caseState.options.filter(
  (state) => CASE_STATES[state] !== CASE_STATES.archived,
);

/**
 * What is to be done follows from the records, so a crash forgets nothing. Ids of actions are hashes of what they are
 * about: done twice, also by two processes, is done once.
 */
export function createCaseKeeper(deps: CaseKeeperDeps): CaseKeeper {
  const { store, queries, submit, now, log } = deps;
  /** Alerts known to be in a case; only spares look-ups. */
  const placed = new Set<string>();
  let behind: string | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  /** All alerts were gone through once: from then on the newest that are not in a case are the only ones. */
  let caughtUp = false;
  /** All unfinished cases were seen to have limits; one that is reopened later is met on the walk. */
  let limitsGiven = false;
  let running: Promise<void> | null = null;

  async function openCases(): Promise<void> {
    let page: Page | undefined = { limit: A_PAGE };
    while (page !== undefined) {
      const found = await queries.findAlerts({ states: ['open', 'acknowledged'] }, page);
      if (caughtUp && found.items.every(({ alertId }) => placed.has(alertId))) return;
      // The oldest first: it opens the case that later ones join.
      for (const alert of found.items.toReversed()) if (!placed.has(alert.alertId)) await place(alert);
      page = found.next === undefined ? undefined : { limit: A_PAGE, cursor: found.next };
      await letOthersRun();
    }
    caughtUp = true;
  }

  async function place(alert: Alert): Promise<void> {
    const { alertId } = alert;
    const home = await homeOf(alert, store);
    if (home.kind === 'none' || (home.kind === 'in' && home.going.alerts.includes(alertId))) {
      placed.add(alertId);
      return;
    }
    const ground = groundOf(alert, deps.ground());
    if (home.kind === 'new') {
      const { caseId, follows } = home;
      const about = systemAction('open', caseId, alertId);
      await send({ ...about, kind: 'open', ground, ...(follows === undefined ? {} : { follows }) });
    } else {
      // With the version: what was refused, as the case was just being archived, is asked anew when it was reopened.
      const { caseId, version } = home.going;
      await send({ ...systemAction('raise', caseId, `${alertId} ${version}`), kind: 'raise', ground });
    }
    await letOthersRun();
  }

  /** Before anything else: a further alert must meet the limits of the first. */
  async function giveAllLimits(): Promise<void> {
    let page: Page | undefined = limitsGiven ? undefined : { limit: A_PAGE };
    while (page !== undefined) {
      const found: Paged<Case> = await queries.findCases({ states: UNFINISHED }, page);
      for (const one of found.items) await giveLimits(one);
      page = found.next === undefined ? undefined : { limit: A_PAGE, cursor: found.next };
      await letOthersRun();
    }
    limitsGiven = true;
  }

  async function giveLimits(subject: Case): Promise<void> {
    if (!lacksLimits(subject)) return;
    const alerts = (await Promise.all(subject.alerts.map((alertId) => store.alert(alertId)))).filter(isThere);
    const grounds = alerts.map((alert) => groundOf(alert, deps.ground()));
    const handling = grounds.reduce<CaseGround['handling']>((all, own) => earlierHandling(all, own.handling), []);
    const limits = { handling, gradeCalls: grounds.at(-1)?.gradeCalls ?? [] };
    await send({ ...systemAction('limit', subject.caseId, String(subject.version)), kind: 'limit', limits });
  }

  async function lookAtArrived(): Promise<void> {
    const docIds = deps.answers?.take() ?? [];
    if (docIds.length === 0) return;
    try {
      const events = new Set([...(await store.memberships(docIds)).values()].map(({ eventId }) => eventId));
      for (const eventId of events) {
        const cases = await store.casesOfEvent(eventId);
        for (const one of cases.filter(({ state }) => state !== 'archived')) await proposeTo(one);
        await letOthersRun();
      }
    } catch (error) {
      deps.answers?.add(docIds);
      throw error;
    }
  }

  /** The walk over all open cases, a few at a look: for what arrived while nobody listened. */
  async function lookForAnswers(): Promise<void> {
    if (now() - lookedAt < LOOK_EVERY_MS) return;
    lookedAt = now();
    const page = { limit: LOOKED_AT, ...(behind === undefined ? {} : { cursor: behind }) };
    const found = await queries.findCases({ states: UNFINISHED }, page);
    behind = found.next;
    for (const one of found.items) {
      await giveLimits(one);
      await proposeTo(one);
      await letOthersRun();
    }
  }

  async function proposeTo(subject: Case): Promise<void> {
    for (const eventId of subject.events) {
      const trail = await queries.eventTrail(eventId);
      if (trail === null) continue;
      for (const proposal of foundResponses(subject, trail)) {
        const about = systemAction('propose', subject.caseId, proposal.responseId);
        await send({ ...about, kind: 'propose', proposal });
      }
    }
  }

  function systemAction(kind: string, caseId: string, about: string) {
    const actionId = deterministicId('act', kind, caseId, about);
    return { actionId, caseId, by: SYSTEM_ACTOR, at: toShanghai(now()), reason: null, expectedVersion: null };
  }

  async function send(action: CaseAction): Promise<void> {
    const result = await submit(action);
    if (result !== 'pending' && result.state === 'refused')
      log.info({ caseId: action.caseId, kind: action.kind, refusal: result.refusal }, 'case keeper was refused');
  }

  async function all(): Promise<void> {
    await giveAllLimits();
    await openCases();
    await lookAtArrived();
    await lookForAnswers();
  }

  return {
    round() {
      running ??= all().finally(() => {
        running = null;
      });
      return running;
    },
  };
}

function isThere<T>(found: T | null): found is T {
  return found !== null;
}

/** The embedded store answers at once: without a pause a long round would hold up every request. */
function letOthersRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
