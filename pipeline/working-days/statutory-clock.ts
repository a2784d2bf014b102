import type { STATUTORY_KINDS } from '../../rules/clocks.ts';
import { toEpoch, toShanghai } from '../model/calendar.ts';
import { atTimeOf, type WorkingDays, workingDayAfter } from './working-days.ts';

interface Clock {
  name: string;
  /** Hours run through nights and holidays. */
  hours?: number;
  /** The day of the anchor does not count; ends with the last day. */
  workingDays?: number;
  document: string;
}

/**
 * Limits that law and the State Council set. The documents do not say when the hours begin: the anchor is the caller's, and
 * is kept with the deadline.
 */
export const STATUTORY_CLOCKS = {
  publish: { name: '特别重大、重大：发布权威信息', hours: 5, document: '国办发〔2016〕80号' },
  'press-conference': { name: '特别重大、重大：举行新闻发布会', hours: 24, document: '国办发〔2016〕61号、80号' },
  respond: { name: '政务舆情回应', hours: 48, document: '国办发〔2016〕61号' },
  'publish-information': { name: '主动公开', workingDays: 20, document: '政府信息公开条例（2019）第二十六条' },
  'answer-application': { name: '依申请公开答复', workingDays: 20, document: '政府信息公开条例（2019）第三十三条' },
  'answer-consultation': {
    name: '网上咨询答复',
    workingDays: 20,
    document: '聊城市住建局全面推进政务公开工作实施方案（2019），附件责任分工表',
  },
} as const satisfies Readonly<Record<(typeof STATUTORY_KINDS)[number], Clock>>;
export type StatutoryClock = keyof typeof STATUTORY_CLOCKS;

export interface Anchor {
  /** What the clock counts from. */
  name: 'published' | 'detected' | 'graded' | 'received';
  /** ISO 8601. */
  at: string;
}

export interface StatutoryDeadline {
  kind: StatutoryClock;
  name: string;
  anchor: Anchor['name'];
  anchorAt: string;
  document: string;
  /** ISO 8601; null when it cannot be computed, and `problem` says why. */
  dueAt: string | null;
  problem: string | null;
  /** Version of the working days it was computed with; null for hours, which know no holidays. */
  calendar: string | null;
}

export function statutoryDeadline(kind: StatutoryClock, anchor: Anchor, days: WorkingDays): StatutoryDeadline {
  const clock: Clock = STATUTORY_CLOCKS[kind];
  const from = toEpoch(anchor.at);
  const common = { kind, name: clock.name, anchor: anchor.name, anchorAt: anchor.at, document: clock.document };
  if (clock.workingDays === undefined) {
    return { ...common, dueAt: toShanghai(from + (clock.hours ?? 0) * 3_600_000), problem: null, calendar: null };
  }
  const end = workingDayAfter(days, from, clock.workingDays);
  if ('unknown' in end) return { ...common, dueAt: null, problem: notPublished(end.unknown), calendar: days.version };
  const dueAt = toShanghai(atTimeOf(end.day, { hour: 23, minute: 59, second: 59 }));
  return { ...common, dueAt, problem: null, calendar: days.version };
}

/** Why a deadline cannot be computed, and what to do. */
export function notPublished(day: string): string {
  const year = Number(day.slice(0, 4)) + (day.slice(5) >= '12-25' ? 1 : 0);
  return `不可计算：${day} 是否上班，要看国务院办公厅关于 ${year} 年放假安排的通知；公布后写入 YUQING_HOLIDAYS 指向的文件`;
}
