import type { ActionResult } from '../model/action.ts';
import type { Alert } from '../model/alert.ts';
import type { AuditEntry, AuditRow } from '../model/audit.ts';
import type { Case } from '../model/case.ts';
import type { Copy, Event, Membership } from '../model/event.ts';
import type { WarningLevel } from '../model/levels.ts';
import type { Notice } from '../model/notice.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Post } from '../model/post.ts';
import type { Response } from '../model/response.ts';
import type { Kin, Leaving, Trace } from '../model/trace.ts';
import type { Verdict } from '../model/verdict.ts';

/** A post with its verdict. */
export interface AnalysedPost {
  post: Post;
  verdict: Verdict;
}

/**
 * A unit of work. Every list may be missing.
 *
 * All or nothing, as every reader of this port sees it, whoever dies when: embedded as one transaction, distributed as an
 * intent that is committed by one write and laid down by whoever comes next. A unit of posts, responses, copies and
 * outcomes alone may be seen in part for a moment, in the order of the fields; repeating it completes it.
 */
export interface WriteUnit {
  /** Upsert by docId. */
  posts?: readonly AnalysedPost[];
  /** Upsert by responseId. */
  responses?: readonly Response[];
  /** Upsert by docId. */
  copies?: readonly Copy[];
  /**
   * Events whose members all go to another one: memberships are moved, the row is deleted, and its id, with those that
   * led to it, leads to the other from now on. Compare-and-set on `version`, the stored one, 0 for an event that was
   * never stored. Before `memberships` and `events`.
   */
  merged?: readonly { from: string; into: string; version: number }[];
  /** Upsert by docId: moving a post moves its membership. */
  memberships?: readonly Membership[];
  /** docIds of posts that belong to no event any more. */
  departed?: readonly string[];
  /** Compare-and-set by eventId: written when the stored version is `version − 1` (1 = must not exist yet). An id that led to another event is this event's own again. */
  events?: readonly Event[];
  /** Insert by noticeId; a notice that exists is left as it is, whatever its state. */
  notices?: readonly Notice[];
  /** Compare-and-set by alertId, as for events. */
  alerts?: readonly Alert[];
  /** Compare-and-set by caseId, as for events. */
  cases?: readonly Case[];
  /** Insert by actionId; an existing one is left as it is. */
  actionResults?: readonly ActionResult[];
  /**
   * Appended to the chain in this order. A unit with events, notices, alerts, cases or action results that are all stored
   * already is a repeat, and appends nothing.
   */
  audit?: readonly AuditEntry[];
  /**
   * Small versioned rows, compare-and-set by kind and id, as for events; read with `state`. Rows of one kind are written
   * either by units or by `putState`, never by both: the two are not ordered among each other.
   */
  states?: readonly { kind: string; id: string; value: unknown; version: number }[];
  /** Upsert by rawId. Last, so that an outcome is never seen before what it speaks of. */
  outcomes?: readonly Outcome[];
}

/** Posts of one month of event time (Asia/Shanghai), e.g. `2025-11`. */
export interface DroppedMonth {
  month: string;
  dropped: number;
  /** Posts that stay, because their event does. */
  kept: number;
}

/** `until` as ISO 8601. */
export interface NoticeClaim {
  owner: string;
  until: string;
}

/** A small versioned row: accounts, sessions, source health, schedules. */
export interface StateRow<T = unknown> {
  value: T;
  version: number;
}

/**
 * What the stages write, and the few reads they need to decide. Pages read through `Queries`.
 * Every method is idempotent. All methods throw RetryableError when the engine is busy or away.
 */
export interface Store {
  /**
   * Throws ConflictError, and writes nothing of the unit, when any compare-and-set row is not at the expected version.
   * A row that is already stored exactly as given is no conflict (repeating a unit is a no-op).
   */
  commit(unit: WriteUnit): Promise<void>;

  /**
   * For each content hash the docId that owns it, claiming it for the given docId where nobody does. A claim carries
   * the docId, so a crash between claim and record is harmless: the replayed post finds itself.
   * Within one call the first pair wins.
   */
  claimContent(claims: readonly { contentHash: string; docId: string }[]): Promise<ReadonlyMap<string, string>>;

  /** Outcomes of those raw ids that have one. */
  outcomes(rawIds: readonly string[]): Promise<ReadonlyMap<string, Outcome>>;

  /** Analysed posts by docId; unknown ids are absent. */
  posts(docIds: readonly string[]): Promise<ReadonlyMap<string, AnalysedPost>>;

  /**
   * Versions of an edited post, in the order they were fetched; empty for one that never changed. `rawId` names the
   * version, `seenAt` is when it was fetched.
   */
  versions(docId: string): Promise<readonly { rawId: string; contentHash: string; seenAt: string }[]>;
  /** Copies by docId; unknown ids are absent. */
  copies(docIds: readonly string[]): Promise<ReadonlyMap<string, Copy>>;
  /** Copies of stored posts, by the docId of the post; those without are absent. In the order of their docIds. */
  copiesOf(originals: readonly string[]): Promise<ReadonlyMap<string, readonly Copy[]>>;

  /**
   * Leaves the traces of posts, replacing what a post left before, and tells for each, in the given order, whom it meets
   * among all that left theirs before it; see `Leaving` for one that comes again. Takes a few look-ups per trace, however
   * many posts there are.
   * A clue that lies between two others of its kind within `windowMs` need not be kept: it connects nothing more.
   * Not durable by itself, as claims are: a trace left without a membership is left again by the repeated post.
   */
  meet(traces: readonly Leaving[], windowMs: number): Promise<ReadonlyMap<string, Kin>>;
  /** Traces by docId; unknown ids are absent. */
  traces(docIds: readonly string[]): Promise<ReadonlyMap<string, Trace>>;

  /** The event of that id, or the one that its members went to; null when there never was one. */
  event(eventId: string): Promise<Event | null>;
  /** The same for several, by the id asked for; absent where there never was one. */
  events(eventIds: readonly string[]): Promise<ReadonlyMap<string, Event>>;
  /** Memberships by docId, with the present event; those that belong to none are absent. */
  memberships(docIds: readonly string[]): Promise<ReadonlyMap<string, Membership>>;
  /** The event a post belongs to, or null. */
  eventOf(docId: string): Promise<string | null>;
  /** Members of an event that are stored posts, oldest first. */
  members(eventId: string): Promise<readonly AnalysedPost[]>;
  /** Memberships of an event, copies included, oldest first. */
  membersOf(eventId: string): Promise<readonly Membership[]>;

  alert(alertId: string): Promise<Alert | null>;
  /**
   * By the id asked for, oldest first: alerts of the event that it leads to, also those raised for events that have become
   * part of it. Absent where there are none.
   */
  alertsOfEvents(eventIds: readonly string[]): Promise<ReadonlyMap<string, readonly Alert[]>>;
  /** Alerts of these levels that are not closed, newest first, at most 500. */
  standingAlerts(levels: readonly WarningLevel[]): Promise<readonly Alert[]>;
  /**
   * How many alerts are open, how many of them have no `nextDueAt`, one before `before` or one after `after`, and the first
   * of these by id, at most `limit`. Sees rows whose documents cannot be read too.
   */
  stalledAlerts(range: { before: string; after: string; limit: number }): Promise<{
    open: number;
    stalled: number;
    first: readonly { alertId: string; nextDueAt: string | null }[];
  }>;
  /** Open alerts with `nextDueAt` at or before the instant, earliest first. */
  dueAlerts(now: string, limit: number): Promise<readonly Alert[]>;

  case(caseId: string): Promise<Case | null>;
  /** Cases with `nextCallAt` at or before the instant, earliest first. */
  dueCases(now: string, limit: number): Promise<readonly Case[]>;
  /** Cases with one of the events that have become this one, also those merged into another case; oldest first. */
  casesOfEvent(eventId: string): Promise<readonly Case[]>;

  actionResult(actionId: string): Promise<ActionResult | null>;

  notice(noticeId: string): Promise<Notice | null>;
  /** Pending notices of a channel with `nextAttemptAt` at or before the instant, gravest level first, then earliest. */
  dueNotices(channel: Notice['channel'], now: string, limit: number): Promise<readonly Notice[]>;
  /**
   * Claims due notices of a channel for one sender, in the order of `dueNotices`: until the claim ends nobody else is given
   * them. A claim of the same sender is renewed, one that has ended goes to whoever asks.
   */
  claimNotices(
    channel: Notice['channel'],
    claim: NoticeClaim & { now: string; limit: number },
  ): Promise<readonly Notice[]>;
  /** Prolongs claims; resolves to the ids that are still the sender's. */
  renewClaims(noticeIds: readonly string[], claim: NoticeClaim): Promise<ReadonlySet<string>>;
  /** Ends all claims of a sender on a channel. */
  releaseNotices(channel: Notice['channel'], owner: string): Promise<void>;
  /**
   * Writes the delivery fields of notices (state, attempts, nextAttemptAt, sentAt, problem, held, partsSent, halvings,
   * decisions), all or none. Unknown ids are passed over, and with an `owner` those that another sender has claimed since:
   * what it found out is newer.
   */
  settleNotices(notices: readonly Notice[], owner?: string): Promise<void>;

  state<T>(kind: string, id: string): Promise<StateRow<T> | null>;
  states<T>(kind: string): Promise<ReadonlyMap<string, StateRow<T>>>;
  /** Compare-and-set: `expectedVersion` null = must not exist. Returns the new version; ConflictError otherwise. */
  putState(kind: string, id: string, value: unknown, expectedVersion: number | null): Promise<number>;
  deleteState(kind: string, id: string): Promise<void>;

  /**
   * Removes posts of an event time before `before`, the beginning of a month, with their versions, copies and content
   * claims, and the events that have no post any more. A whole event stays with all its posts when it has an alert or a
   * case, or reaches beyond `before`. Outcomes stay, so that what is collected again is still known, and so does all that
   * was ever decided: alerts, cases, notices, responses, the audit log. Interrupted, it is asked for again. Gives the months that
   * lost posts, in order, with how many of theirs stayed.
   */
  dropPosts(before: string): Promise<readonly DroppedMonth[]>;

  /** The chain from `afterSeq` (exclusive), in order. */
  audit(afterSeq: number, limit: number): Promise<readonly AuditRow[]>;
}
