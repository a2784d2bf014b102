import type { StoreFilter } from '../../rules/store-filter.ts';
import type { Alert } from '../model/alert.ts';
import type { AuditRow } from '../model/audit.ts';
import type { Case } from '../model/case.ts';
import type { Event } from '../model/event.ts';
import type { WarningLevel } from '../model/levels.ts';
import type { Notice } from '../model/notice.ts';
import type { Response } from '../model/response.ts';
import type { AnalysedPost } from './store.ts';

/** Half-open interval [from, to) of ISO 8601 instants; a missing end is open. */
export interface TimeRange {
  from?: string;
  to?: string;
}

export interface Page {
  /** 1 … 200. */
  limit: number;
  /** `next` of the page before; absent for the first. One of another filter is a CursorError, not a wrong page. */
  cursor?: string;
}

export interface Paged<T> {
  items: readonly T[];
  /** Absent on the last page. */
  next?: string;
  /** Matches in all, counted up to 10,000; `totalCapped` says when there are more. */
  total: number;
  totalCapped: boolean;
}

export interface PostFilter extends TimeRange {
  /** Stretches of text that must all stand in the title or the text, folded and taken out of disguise on both sides. */
  contains?: readonly string[];
  /** Any of the verdict's topics. */
  topic?: string;
  levels?: readonly WarningLevel[];
  district?: string;
  sourceId?: string;
  channel?: string;
  domain?: boolean;
  eventId?: string;
  rule?: string;
  /** Only posts whose hour of posting is known; true is all it can be. */
  hourKnown?: true;
}

/** Members by their own times, of one event or of all; without those whose hour of posting is not known. */
export interface MemberFilter {
  eventId?: string;
  from: string;
  to: string;
}

/** [from, to) applies to `eventTime`. */
export interface CandidateSearch extends TimeRange {
  filter: StoreFilter;
}

export interface CandidatePage {
  items: readonly AnalysedPost[];
  /** Absent on the last page. */
  next?: string;
}

export interface AlertFilter extends TimeRange {
  /** [from, to) applies to `detectedAt`. */
  states?: readonly Alert['state'][];
  levels?: readonly WarningLevel[];
  topic?: string;
  district?: string;
  channel?: string;
  eventId?: string;
  /** Matches lead or assisting department. */
  department?: string;
  /** Found in the alert's title or summary, as plain text. */
  text?: string;
}

export interface CaseFilter {
  states?: readonly Case['state'][];
  levels?: readonly WarningLevel[];
  /** Matches lead or assisting department. */
  department?: string;
  /** The case waits for one of these; an empty list matches nothing. */
  desks?: readonly string[];
  /** Found in the title or topic, as plain text. */
  text?: string;
}

export interface FoundPost extends AnalysedPost {
  eventId: string | null;
}

export interface EventTrail {
  event: Event;
  posts: readonly FoundPost[];
  alerts: readonly Alert[];
  notices: readonly Notice[];
  responses: readonly Response[];
  /** Audit rows about the event or one of its alerts, in order. */
  audit: readonly AuditRow[];
}

export interface Bucket {
  /** Start of the bucket. */
  from: string;
  count: number;
}

export interface Totals {
  posts: number;
  domainPosts: number;
  events: number;
  alerts: Record<Alert['state'], number>;
  openByLevel: Record<WarningLevel, number>;
  outcomes: Record<'indexed' | 'duplicate' | 'dropped' | 'dead', number>;
  notices: Record<Notice['state'], number>;
}

/**
 * Read side, for pages and reports. Sees committed data only. Order of lists is stable between pages.
 * A stored record that cannot be read is left out of lists and logged; asked for by its id it is a PoisonError.
 * In filters an empty list is no condition, except for `receivers` and `desks`, where it matches nothing.
 */
export interface Queries {
  /** Newest `eventTime` first; ties by docId. */
  findPosts(filter: PostFilter, page: Page): Promise<Paged<FoundPost>>;
  post(docId: string): Promise<FoundPost | null>;
  /**
   * Every post that the filter lets through, page by page, to be verified one by one. In the order in which the engine
   * walks fastest; a walk that begins without a cursor and goes on to the last page meets each post once that was
   * there at its beginning.
   */
  candidates(search: CandidateSearch, page: Page): Promise<CandidatePage>;
  /**
   * `newest` (default): newest `detectedAt` first. `urgent`: gravest first, then what nobody has acknowledged, then what is
   * due first, closed ones last (alert-urgency.ts). Ties by alertId.
   */
  findAlerts(filter: AlertFilter, page: Page, order?: 'newest' | 'urgent'): Promise<Paged<Alert>>;
  alert(alertId: string): Promise<Alert | null>;
  /** Earliest `dueAt` first, so that what is overdue leads; then those without one and then the archive, latest first. */
  findCases(filter: CaseFilter, page: Page): Promise<Paged<Case>>;
  /** Latest `lastAt` first. */
  findEvents(
    filter: TimeRange & { topic?: string; levels?: readonly WarningLevel[] },
    page: Page,
  ): Promise<Paged<Event>>;
  /** One event with all that happened to it; null when unknown. Posts newest first, at most 500. */
  eventTrail(eventId: string): Promise<EventTrail | null>;
  /** Posts over `eventTime`, buckets aligned to Asia/Shanghai, empty ones included. */
  countPosts(filter: PostFilter, bucket: 'hour' | 'day'): Promise<readonly Bucket[]>;
  /** Members of events, exact copies included, by hour; hours aligned to Asia/Shanghai, empty ones included. */
  countMembers(filter: MemberFilter): Promise<readonly Bucket[]>;
  /** docIds of at most `limit` of these members (1 … 10,000), those with the smallest docIds: a choice at random that stays the same. */
  someMembers(filter: MemberFilter, limit: number): Promise<readonly string[]>;
  /** How many posts there are of each value, most first. */
  topTerms(
    filter: PostFilter,
    field: 'topic' | 'district' | 'source' | 'channel' | 'level' | 'rule' | 'keyword',
    limit: number,
  ): Promise<readonly { value: string; count: number }[]>;
  totals(): Promise<Totals>;
  /** Notices for one receiver (`科室:角色`) or all, newest first. */
  findNotices(filter: { receivers?: readonly string[]; alertId?: string }, page: Page): Promise<Paged<Notice>>;
  /** Newest first. */
  findAudit(filter: { object?: string }, page: Page): Promise<Paged<AuditRow>>;
}
