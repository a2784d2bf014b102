import type { CaseField } from '../../rules/notice-fields.ts';
import { CASE_STATES, type Case } from '../model/case.ts';
import { deterministicId } from '../model/ids.ts';
import { CASE_SUBJECT, NOTICE_REASONS, type Notice, PERSONAL_CHANNELS } from '../model/notice.ts';
import { unsent } from '../notify/delivery.ts';

/** What a notice says beyond what the case itself says. */
type OwnFacts = Readonly<
  Record<'操作人' | '操作' | '变化' | '理由' | '时限名称' | '时限' | '时限依据' | '进度', string | null>
>;

interface CaseNoticeOrder {
  reason: 'case-turn' | 'case-reminder' | 'case-overdue';
  /** Part of the id, where one version of the case tells several things. */
  about: string;
  receivers: readonly string[];
  channels: readonly Notice['channel'][];
  clock?: Notice['clock'];
  title: string;
  facts: OwnFacts;
}

/** Notices about a case, one to a receiver where people are reached one by one. The id is a hash of what is told. */
export function caseNotices(made: Case, order: CaseNoticeOrder): Notice[] {
  if (order.receivers.length === 0) return [];
  return order.channels.flatMap((channel) =>
    (PERSONAL_CHANNELS.has(channel) ? order.receivers : [order.receivers.join('、')]).map((receiver) =>
      compose(made, order, channel, receiver),
    ),
  );
}

function compose(made: Case, order: CaseNoticeOrder, channel: Notice['channel'], receiver: string): Notice {
  const { caseId, version, level, title, state, lead, co, updatedAt: at } = made;
  const { reason, about, facts } = order;
  const all: Record<CaseField, string | null> = {
    ...{ 级别: level, 标题: title, 主题: made.topic, 等级: made.grade, 状态: CASE_STATES[state], 牵头: lead },
    ...{
      协同: co.length === 0 ? null : co.join('、'),
      等待岗位: made.desks.length === 0 ? null : made.desks.join('、'),
    },
    ...{ 原因: NOTICE_REASONS[reason], 接收人: receiver },
    ...facts,
  };
  return {
    noticeId: deterministicId('n', caseId, reason, String(version), about, channel, receiver),
    alertId: `${CASE_SUBJECT}${caseId}`,
    eventId: made.events[0] ?? '',
    ...{ level, receiver, channel, reason, title: order.title },
    ...(order.clock === undefined ? {} : { clock: order.clock }),
    body: plainBody(all),
    facts: all,
    createdAt: at,
    // Nothing to acknowledge: the case itself says what is to be done.
    dueAt: null,
    ...unsent(at, 'queued', NOTICE_REASONS[reason]),
  };
}

/** For the page, and for when there is no template. */
function plainBody(facts: Readonly<Record<CaseField, string | null>>): string {
  const { 操作人, 操作, 变化, 理由, 进度, 时限名称, 时限, 时限依据 } = facts;
  return [
    ...(操作 === null ? [] : [`${操作人}${操作}，现在是“${facts.状态}”`]),
    ...(变化 === null ? [] : [变化]),
    ...(理由 === null ? [] : [`理由：${理由}`]),
    ...(进度 === null ? [] : [`${进度}，现在是“${facts.状态}”，等待${facts.等待岗位 ?? '—'}办理`]),
    ...(时限名称 === null ? [] : [`时限：${时限名称}，${时限}（${时限依据}）`]),
    `牵头：${facts.牵头}　协同：${facts.协同 ?? '无'}`,
    `为什么通知我：${facts.原因}（${facts.接收人}）`,
  ].join('\n');
}
