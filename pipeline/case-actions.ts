import { alertsAfter } from './case/alerts-of-case.ts';
import { applyCaseAction, otherCaseOf } from './case/apply-case-action.ts';
import { callNotices } from './case/call-notices.ts';
import { turnNotices } from './case/turn-notices.ts';
import { ConflictError, RetryableError } from './errors.ts';
import type { Alert } from './model/alert.ts';
import type { Case } from './model/case.ts';
import type { CaseAction } from './model/case-action.ts';
import type { Notice } from './model/notice.ts';
import type { Response } from './model/response.ts';
import type { Store } from './store/store.ts';

export interface CaseActionDeps {
  store: Pick<Store, 'alert' | 'case' | 'commit'>;
  /** Channels that notices go out on. */
  channels: readonly Notice['channel'][];
  onCase?: (made: Case) => void;
  onAlert?: (alert: Alert) => void;
}

/** Applies what is asked of a case, or refuses it in words. The case, the result and the audit lines are one unit. */
export async function actOnCase(wanted: CaseAction, deps: CaseActionDeps): Promise<void> {
  const { store, channels, onCase, onAlert } = deps;
  const subject = await store.case(wanted.caseId);
  const otherId = otherCaseOf(wanted);
  const other = otherId === null ? null : await store.case(otherId);
  const { cases, result, audit } = applyCaseAction(subject, other, wanted);
  const notices = cases.flatMap((made) => {
    const before = made.caseId === wanted.caseId ? subject : other;
    return [turnNotices, callNotices].flatMap((noticesOf) => noticesOf(before, made, wanted, channels));
  });
  const taken = await alertsTaken(wanted, cases[0], store);
  try {
    await store.commit({
      ...{ cases, notices, actionResults: [result], alerts: taken.alerts, responses: published(wanted, cases[0]) },
      audit: [...audit, ...taken.audit],
    });
  } catch (error) {
    if (error instanceof ConflictError)
      throw new RetryableError('case changed meanwhile', { cause: error, retryAfterMs: 10 });
    throw error;
  }
  for (const made of cases) onCase?.(made);
  for (const alert of taken.alerts) onAlert?.(alert);
}

async function alertsTaken(wanted: CaseAction, made: Case | undefined, store: CaseActionDeps['store']) {
  if (made === undefined) return { alerts: [], audit: [] };
  const alerts = await Promise.all(made.alerts.map((alertId) => store.alert(alertId)));
  return alertsAfter(
    made,
    wanted,
    alerts.filter((alert) => alert !== null),
  );
}

/** What was published through a case is a response to its event, like those that crawlers find. */
function published(wanted: CaseAction, made: Case | undefined): Response[] {
  const text = made?.sheets.at(-1)?.text;
  if (wanted.kind !== 'publish' || made === undefined || text === undefined) return [];
  const { actionId: responseId, publishedAt: at, url } = wanted;
  const eventId = made.events[0] ?? null;
  return [{ responseId, docId: null, eventId, text, by: made.lead, at, url, origin: 'entered' }];
}
