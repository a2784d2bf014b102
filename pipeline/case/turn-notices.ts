import type { Case } from '../model/case.ts';
import type { CaseAction } from '../model/case-action.ts';
import type { Notice } from '../model/notice.ts';
import { caseNotices } from './case-notice.ts';
import { CASE_RULES } from './case-rules.ts';
import { minuteOf, who } from './change.ts';
import { receiversOfDesk } from './desks.ts';
import { runningClocks } from './grading.ts';
import { isSystem } from './standing.ts';

/**
 * Tells the posts whose turn it has become, once: not those who were waited for already, and nobody when the system opened
 * a case or added to it, since the alert has its own notices.
 */
export function turnNotices(
  before: Case | null,
  made: Case,
  action: CaseAction,
  channels: readonly Notice['channel'][],
): Notice[] {
  if (before === null || isSystem(action.by)) return [];
  const told = new Set(before.desks.flatMap(receiversOfDesk));
  const receivers = [...new Set(made.desks.flatMap(receiversOfDesk))].filter((receiver) => !told.has(receiver));
  const next = runningClocks(made)[0];
  return caseNotices(made, {
    ...{ reason: 'case-turn', about: '', receivers, channels },
    title: `【个案】${made.title}`,
    facts: {
      操作人: who(action.by),
      操作: CASE_RULES[action.kind].name,
      变化: made.log.at(-1)?.details.join('；') ?? null,
      理由: action.reason,
      时限名称: next?.name ?? null,
      时限: next === undefined ? null : next.dueAt === null ? '不可计算' : minuteOf(next.dueAt),
      时限依据: next?.document ?? null,
      进度: null,
    },
  });
}
