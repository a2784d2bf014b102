import { z } from 'zod';
import type { ActionResult } from '../../model/action.ts';
import type { Alert } from '../../model/alert.ts';
import type { Case } from '../../model/case.ts';
import type { Copy, Event, Membership } from '../../model/event.ts';
import { levelRank } from '../../model/levels.ts';
import type { Notice } from '../../model/notice.ts';
import { numbersOf, textsOf } from '../../model/post-fields.ts';
import type { Response } from '../../model/response.ts';
import { alertUrgencyOf } from '../alert-urgency.ts';
import { urgencyOf } from '../case-urgency.ts';
import { indexTokens } from '../pair-index.ts';
import { toSearchText } from '../plain-text.ts';
import { storedPost } from '../record-reader.ts';
import type { AnalysedPost } from '../store.ts';
import { epochOf, epochOrNull } from '../stored-instant.ts';
import { TEXT_COLUMNS } from '../text-columns.ts';
import type { Source } from './elastic-write.ts';

/**
 * Records as they lie in their index: `doc` is the record as JSON text, the other fields are what it is found, sorted
 * and counted by.
 */

export const caseId = (kind: string, id: string): string => `${kind}:${id}`;

export function postSource(analysed: AnalysedPost): Source {
  const { post, verdict } = analysed;
  const texts = textsOf(post);
  return {
    id: post.docId,
    doc: JSON.stringify({ post, verdict }),
    at: epochOf(post.eventTime, `post ${post.docId}`),
    level: levelRank(verdict.risk.level),
    domain: verdict.domain,
    sourceId: post.sourceId,
    channel: post.channel,
    district: verdict.places.district,
    topics: verdict.topics.map(({ topic }) => topic),
    rules: [...new Set(verdict.hits.map(({ rule }) => rule))],
    keywords: [...verdict.keywords],
    pairs: Object.fromEntries(TEXT_COLUMNS.map((column) => [column, indexTokens(texts[column])])),
    numbers: { ...numbersOf(post) },
  };
}

/** A record of an older mapping as it is written now: posts are indexed anew from the record itself. */
export function renewSource(kind: string, source: Source): Source {
  if (kind !== 'posts') return source;
  const { success, data } = storedPost.safeParse(JSON.parse(textField(source, 'doc')));
  return success ? postSource(data) : source;
}

export function eventSource(event: Event): Source {
  return {
    ...record('event', event.eventId, event),
    eventId: event.eventId,
    version: event.version,
    topic: event.topic,
    level: levelRank(event.level),
    at: epochOf(event.lastAt, `event ${event.eventId}`),
  };
}

export function alertSource(alert: Alert): Source {
  const what = `alert ${alert.alertId}`;
  return {
    ...record('alert', alert.alertId, alert),
    version: alert.version,
    eventId: alert.eventId,
    state: alert.state,
    level: levelRank(alert.level),
    topic: alert.topic,
    district: alert.places.district,
    channel: alert.channel,
    departments: [alert.route.lead, ...alert.route.co],
    at: epochOf(alert.detectedAt, what),
    due: epochOrNull(alert.nextDueAt, what),
    urgency: alertUrgencyOf(alert),
    search: searchValues(`${alert.title}\n${alert.summary}`),
  };
}

export function caseSource(made: Case): Source {
  return {
    ...record('case', made.caseId, made),
    version: made.version,
    state: made.state,
    level: levelRank(made.level),
    departments: [made.lead, ...made.co],
    desks: [...made.desks],
    events: [...made.events],
    due: epochOrNull(made.nextCallAt, `case ${made.caseId}`),
    urgency: urgencyOf(made),
    search: searchValues(`${made.title}\n${made.topic}`),
  };
}

export function noticeSource(notice: Notice): Source {
  const what = `notice ${notice.noticeId}`;
  return {
    ...record('notice', notice.noticeId, notice),
    alertId: notice.alertId,
    eventId: notice.eventId,
    receiver: notice.receiver,
    channel: notice.channel,
    level: levelRank(notice.level),
    state: notice.state,
    at: epochOf(notice.createdAt, what),
    due: epochOrNull(notice.nextAttemptAt, what),
  };
}

export function responseSource(response: Response): Source {
  return {
    ...record('response', response.responseId, response),
    docId: response.docId,
    eventId: response.eventId,
    at: epochOrNull(response.at, `response ${response.responseId}`),
  };
}

export function copySource(copy: Copy): Source {
  return { ...record('copy', copy.docId, copy), original: copy.original };
}

export function membershipSource(membership: Membership): Source {
  // Members are found by the hour in which they were posted: without a known one, by none.
  const at = membership.hourless ? null : epochOf(membership.at, `membership of ${membership.docId}`);
  return { ...record('membership', membership.docId, membership), eventId: membership.eventId, at };
}

export function actionSource(result: ActionResult): Source {
  return record('action', result.actionId, result);
}

/** An id that leads to another event. */
export function aliasSource(alias: string, eventId: string): Source {
  return { ...record('alias', alias, { alias, eventId }), eventId };
}

/** What is sought is at most 200 characters, some of which fold into several. */
const OVERLAP = 1_000;
const LONGEST_VALUE = 8_000;

/** A text to be looked through, in values that are short enough to be indexed; what lies across a seam is whole in one. */
function searchValues(text: string): string | string[] {
  const whole = toSearchText(text);
  if (whole.length <= LONGEST_VALUE) return whole;
  const step = LONGEST_VALUE - OVERLAP;
  return Array.from({ length: Math.ceil((whole.length - OVERLAP) / step) }, (_, i) =>
    whole.slice(i * step, i * step + LONGEST_VALUE),
  );
}

function record(kind: string, id: string, value: unknown): Source {
  return { kind, id, doc: JSON.stringify(value) };
}

/** A field that our mapping says is text. */
export function textField(source: Source, field: string): string {
  return z.string().parse(source[field]);
}

export function numberField(source: Source, field: string): number {
  return z.number().parse(source[field]);
}
