import { DESKS } from '../../rules/call-schema.ts';
import { toEpoch } from '../model/calendar.ts';
import type { Case, CaseDeadline, DeadlineCall } from '../model/case.ts';
import type { Change } from './change.ts';
import { receiversOfDesk } from './desks.ts';
import { runningClocks } from './grading.ts';
import { refuse } from './refusal.ts';

/** A clock of which people are to be told now. */
export interface DueCall {
  deadline: CaseDeadline;
  /** The latest of the moments that have come. */
  call: DeadlineCall;
  /** Earlier ones that were missed, e.g. while the system stood still: overtaken, and not told. */
  missed: readonly DeadlineCall[];
}

/** One for each running clock with a moment that has come and was not told. */
export function dueCalls(subject: Case, at: string): DueCall[] {
  return runningClocks(subject).flatMap((deadline) => {
    const come = deadline.calls.filter((call) => isDue(call, at));
    const call = come.at(-1);
    return call === undefined ? [] : [{ deadline, call, missed: come.slice(0, -1) }];
  });
}

function isDue(call: DeadlineCall, at: string): boolean {
  return call.doneAt === null && toEpoch(call.at) <= toEpoch(at);
}

/** When somebody is to be told next; null when nobody is. */
export function nextCall(subject: Case): string | null {
  const open = runningClocks(subject).flatMap(({ calls }) => calls.filter(({ doneAt }) => doneAt === null));
  return open.reduce<string | null>(
    (first, { at }) => (first === null || toEpoch(at) < toEpoch(first) ? at : first),
    null,
  );
}

export const call: Change<'call'> = (subject, _action, at) => {
  const due = dueCalls(subject, at);
  if (due.length === 0) return refuse('nothing-due', '现在没有到时间的催办');
  const of = new Set(due.map(({ deadline }) => deadline));
  const told = (deadline: CaseDeadline): CaseDeadline => ({
    ...deadline,
    calls: deadline.calls.map((one) => (isDue(one, at) ? { ...one, doneAt: at } : one)),
  });
  return {
    next: { deadlines: subject.deadlines.map((one) => (of.has(one) ? told(one) : one)) },
    details: due.flatMap(({ deadline, call: { name, receivers }, missed }) => [
      `${deadline.name}：${name}，通知${receiversIn(subject, receivers).join('、')}`,
      ...missed.map((one) => `“${one.name}”已错过，不再补发`),
    ]),
  };
};

/** Posts, with the desks that the case waits for and the lead department filled in. */
export function receiversIn(subject: Case, receivers: readonly string[]): string[] {
  const filled = receivers.flatMap((one) =>
    one === DESKS ? subject.desks.flatMap(receiversOfDesk) : [one.replace(/^lead:/, `${subject.lead}:`)],
  );
  return [...new Set(filled)];
}
