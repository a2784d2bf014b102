import type { AuditEntry } from '../../pipeline/model/audit.ts';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import type { Event } from '../../pipeline/model/event.ts';
import type { Notice } from '../../pipeline/model/notice.ts';
import type { Outcome } from '../../pipeline/model/outcome.ts';
import type { Response } from '../../pipeline/model/response.ts';
import { MONDAY_NINE } from './samples.ts';

/** Minutes after Monday nine, as an instant. */
export const at = (minutes: number): string => toShanghai(MONDAY_NINE + minutes * 60_000);

export function sampleEvent(more: Partial<Event> = {}): Event {
  return {
    eventId: 'e_1',
    title: '龙湾公馆地下车库漏水',
    topic: '工程质量安全',
    district: '东昌府区',
    estate: '龙湾公馆',
    firstAt: at(0),
    lastAt: at(30),
    firstDocId: 'd_1',
    postCount: 2,
    copyCount: 0,
    sourceCount: 1,
    sources: ['forum'],
    gravestDocId: 'd_1',
    titleDocId: 'd_1',
    placeDocId: 'd_1',
    score: 62,
    level: '橙',
    words: [{ word: '漏水', weight: 1 }],
    version: 1,
    ...more,
  };
}

export function sampleNotice(more: Partial<Notice> = {}): Notice {
  return {
    noticeId: 'n_1',
    alertId: 'a_1',
    eventId: 'e_1',
    level: '橙',
    receiver: '质监站:联络员',
    channel: 'in-app',
    reason: 'raised',
    title: '橙色预警',
    body: '龙湾公馆地下车库漏水',
    createdAt: at(0),
    state: 'pending',
    attempts: 0,
    nextAttemptAt: at(0),
    sentAt: null,
    problem: null,
    dueAt: null,
    held: false,
    partsSent: 0,
    halvings: 0,
    decisions: [],
    ...more,
  };
}

export function sampleOutcome(more: Partial<Outcome> = {}): Outcome {
  const docId = more.docId ?? 'd_1';
  return {
    rawId: `r_${docId}`,
    docId,
    sourceId: 'forum',
    kind: 'indexed',
    duplicateOf: null,
    reason: null,
    at: at(0),
    ...more,
  };
}

export function sampleResponse(more: Partial<Response> = {}): Response {
  return {
    responseId: 'p_1',
    docId: 'd_1',
    eventId: null,
    text: '已安排维修。',
    by: '质监站',
    at: at(60),
    url: null,
    origin: 'crawled',
    ...more,
  };
}

export function sampleEntry(more: Partial<AuditEntry> = {}): AuditEntry {
  return { at: at(0), actor: 'system', action: 'alert.raised', object: 'a_1', detail: { level: '橙' }, ...more };
}
