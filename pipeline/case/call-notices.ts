import type { Case } from '../model/case.ts';
import type { CaseAction } from '../model/case-action.ts';
import type { Notice } from '../model/notice.ts';
import { dueCalls, receiversIn } from './calls.ts';
import { caseNotices } from './case-notice.ts';
import { minuteOf } from './change.ts';

/** Tells of the clocks whose moments have come: one notice for each clock, receiver and moment. */
export function callNotices(
  before: Case | null,
  made: Case,
  action: CaseAction,
  channels: readonly Notice['channel'][],
): Notice[] {
  if (before === null || action.kind !== 'call') return [];
  return dueCalls(before, made.updatedAt).flatMap(({ deadline, call }) => {
    const { kind, name, document, dueAt } = deadline;
    if (dueAt === null) return [];
    return caseNotices(made, {
      reason: call.kind === 'reminder' ? 'case-reminder' : 'case-overdue',
      about: `${kind} ${call.at}`,
      receivers: receiversIn(before, call.receivers),
      channels,
      clock: { kind, dueAt },
      title: `【${call.kind === 'reminder' ? '提醒' : '逾期'}】${made.title}：${name}，${call.name}`,
      facts: {
        ...{ 操作人: null, 操作: null, 变化: null, 理由: null },
        ...{ 时限名称: name, 时限: minuteOf(dueAt), 时限依据: document, 进度: call.name },
      },
    });
  });
}
