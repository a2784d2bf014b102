import type { Alert } from '../model/alert.ts';
import type { Case } from '../model/case.ts';
import { deterministicId } from '../model/ids.ts';
import type { Store } from '../store/store.ts';

type HomeStore = Pick<Store, 'alert' | 'case' | 'casesOfEvent'>;

/** Where an alert belongs: in a case that goes on, or in one to be opened. `follows` as in the action `open`. */
export type Home = { kind: 'in'; going: Case } | { kind: 'new'; caseId: string; follows?: string } | { kind: 'none' };

const MERGES = 20;

/**
 * The case of an alert. One that was merged leads to the one it went on in. What is archived stays as it is: an alert that
 * stands after the archive opens a case of its own that follows it, with clocks of its own, since what was answered before
 * answers nothing new. The id follows from the case before and the hour of its archive, so that it is opened once for
 * each, whoever looks; `none` for an alert that was closed meanwhile, as archiving does.
 */
export async function homeOf(
  { alertId, eventId }: Pick<Alert, 'alertId' | 'eventId'>,
  store: HomeStore,
): Promise<Home> {
  const cases = await store.casesOfEvent(eventId);
  const going = cases.filter(({ state }) => state !== 'archived').at(-1);
  const unfollowed = cases.filter(({ caseId }) => cases.every(({ follows }) => follows !== caseId));
  let last = going ?? unfollowed.filter(({ ending }) => ending !== 'merged').at(-1) ?? cases.at(-1) ?? null;
  for (let i = 0; i < MERGES && last !== null && last.mergedInto !== null; i++)
    last = await store.case(last.mergedInto);
  if (last === null) return { kind: 'new', caseId: deterministicId('c', eventId) };
  if (last.state !== 'archived') return { kind: 'in', going: last };
  // Looked at after the case: archiving closes its alerts in the same unit.
  const alert = await store.alert(alertId);
  if (alert === null || alert.state === 'closed') return { kind: 'none' };
  return { kind: 'new', caseId: deterministicId('c', last.caseId, last.archivedAt ?? ''), follows: last.caseId };
}
