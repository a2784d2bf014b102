import type { Case, Sheet, Slot } from '../model/case.ts';
import { CHIEF_POST, COORDINATING, COORDINATOR_DESK, COORDINATOR_HEAD_DESK, headOf, NEWSROOM } from './standing.ts';

const workersOf = (department: string) => [`${department}:联络员`, headOf(department)];

/** The sheet under way or waiting to be published; null when there is none. */
export function currentSheet({ sheets }: Pick<Case, 'sheets'>): Sheet | null {
  const last = sheets.at(-1);
  return last !== undefined && (last.state === 'open' || last.state === 'approved') ? last : null;
}

/** Posts whose turn it is: of the first stage while one of it is unsigned, then of the second. */
export function slotsInTurn(sheet: Sheet): Slot[] {
  const unsigned = sheet.state === 'open' ? sheet.slots.filter((slot) => slot.signature === null) : [];
  const stage = Math.min(...unsigned.map((slot) => slot.stage));
  return unsigned.filter((slot) => slot.stage === stage);
}

/** Posts that the case waits for. Posts and not persons, so that nobody's leaving leaves it without an owner. */
export function desksWaitedFor(subject: Case): string[] {
  if (subject.state === 'archived') return [];
  const answers = subject.proposals.some(({ state }) => state === 'open')
    ? [...workersOf(subject.lead), ...workersOf(NEWSROOM)]
    : [];
  return [...new Set([...mainDesks(subject), ...answers])];
}

function mainDesks(subject: Case): string[] {
  if (subject.pending !== null) return [COORDINATOR_HEAD_DESK, CHIEF_POST];
  if (subject.dispute !== null) return [subject.dispute.arbiter ? CHIEF_POST : COORDINATOR_DESK];
  switch (subject.state) {
    case 'graded':
    case 'handling':
      return workersOf(subject.lead);
    case 'signing': {
      const sheet = currentSheet(subject);
      if (sheet?.state === 'open') return slotsInTurn(sheet).map(({ post }) => post);
      return [...workersOf(subject.lead), ...workersOf(NEWSROOM)];
    }
    case 'responded':
      return [COORDINATOR_DESK, ...workersOf(NEWSROOM)];
    default:
      return [COORDINATOR_DESK];
  }
}

/** Posts that several offices hold together are told where the plan puts them: 人事科 leads opinion risk. */
export function receiversOfDesk(desk: string): string[] {
  if (desk === COORDINATOR_DESK) return ['人事科:联络员'];
  return desk === COORDINATOR_HEAD_DESK ? COORDINATING.map(headOf) : [desk];
}
