import { CASE_STATES, type Case } from '../model/case.ts';
import type { CaseAction } from '../model/case-action.ts';
import { deterministicId } from '../model/ids.ts';
import { CASE_SUBJECT, NOTICE_REASONS, type Notice, PERSONAL_CHANNELS } from '../model/notice.ts';
import { unsent } from '../notify/delivery.ts';
import { CASE_RULES } from './case-rules.ts';
import { minuteOf, who } from './change.ts';
import { COORDINATING, COORDINATOR_DESK, COORDINATOR_HEAD_DESK, headOf, isSystem } from './standing.ts';

/**
 * Tells the posts whose turn it has become, once: not those who were waited for already, and nobody when the system opened
 * a case or added to it, since the alert has its own notices. The id is a hash of case, version and post.
 */
export function turnNotices(
  before: Case | null,
  made: Case,
  action: CaseAction,
  channels: readonly Notice['channel'][],
): Notice[] {
  if (before === null || isSystem(action.by)) return [];
  const told = new Set(before.desks.flatMap(receiversOf));
  const receivers = [...new Set(made.desks.flatMap(receiversOf))].filter((receiver) => !told.has(receiver));
  if (receivers.length === 0) return [];
  return channels.flatMap((channel) =>
    (PERSONAL_CHANNELS.has(channel) ? receivers : [receivers.join('、')]).map((receiver) =>
      compose(made, action, channel, receiver),
    ),
  );
}

/** Posts that several offices hold together are told where the plan puts them: 人事科 leads opinion risk. */
function receiversOf(desk: string): string[] {
  if (desk === COORDINATOR_DESK) return ['人事科:联络员'];
  return desk === COORDINATOR_HEAD_DESK ? COORDINATING.map(headOf) : [desk];
}

function compose(made: Case, action: CaseAction, channel: Notice['channel'], receiver: string): Notice {
  const { caseId, version, level, title, state, lead, dueAt, updatedAt: at } = made;
  const reason = 'case-turn';
  return {
    noticeId: deterministicId('n', caseId, reason, String(version), channel, receiver),
    alertId: `${CASE_SUBJECT}${caseId}`,
    eventId: made.events[0] ?? '',
    ...{ level, receiver, channel, reason },
    title: `【个案】${title}`,
    body: [
      `${who(action.by)}${CASE_RULES[action.kind].name}，现在是“${CASE_STATES[state]}”`,
      ...(made.log.at(-1)?.details ?? []),
      ...(action.reason === null ? [] : [`理由：${action.reason}`]),
      `牵头：${lead}${dueAt === null ? '' : `　回应时限：${minuteOf(dueAt)}`}`,
      `为什么通知我：${NOTICE_REASONS[reason]}（${receiver}）`,
    ].join('\n'),
    createdAt: at,
    // Nothing to acknowledge: the case itself says what is to be done.
    dueAt: null,
    ...unsent(at, 'queued', NOTICE_REASONS[reason]),
  };
}
