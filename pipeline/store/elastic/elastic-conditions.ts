import { toEpoch } from '../../model/calendar.ts';
import { levelRank, type WarningLevel } from '../../model/levels.ts';
import { soughtText, soughtTokens } from '../pair-index.ts';
import { toSearchText } from '../plain-text.ts';
import type { AlertFilter, CaseFilter, PostFilter, TimeRange } from '../queries.ts';
import type { Json } from './elastic-client.ts';
import { anyQuery, textQuery } from './elastic-filter.ts';

/** Conditions that must all hold. */
export type Conditions = readonly Json[];

export function allOf(conditions: Conditions): Json {
  return { bool: { filter: conditions } };
}

/** A post's fields; which event it belongs to is told by `members`, the docIds of the event asked for. */
export function postConditions(filter: PostFilter, members: readonly string[] | null): Conditions {
  const { contains = [], topic, rule, district, sourceId, channel, domain, levels, hourKnown } = filter;
  return given([
    ...contains.map(textCondition),
    rangeCondition('at', filter),
    levelCondition(levels),
    termCondition('topics', topic),
    termCondition('rules', rule),
    termCondition('district', district),
    termCondition('sourceId', sourceId),
    termCondition('channel', channel),
    domain === undefined ? null : { term: { domain } },
    hourKnown ? { exists: { field: 'numbers.minute' } } : null,
    members === null ? null : { terms: { id: members } },
  ]);
}

/** The text stands in title or text; nothing where nothing is left to look for. */
function textCondition(text: string): Json | null {
  const sought = soughtTokens(soughtText(text));
  return sought === null ? null : anyQuery([textQuery('pairs.title', sought), textQuery('pairs.text', sought)]);
}

/** `leading`: all ids that lead to the event asked for. */
export function alertConditions(filter: AlertFilter, leading: readonly string[] | null): Conditions {
  const { states, levels, topic, district, channel, department, text } = filter;
  return given([
    rangeCondition('at', filter),
    levelCondition(levels),
    anyOf('state', states),
    termCondition('topic', topic),
    termCondition('district', district),
    termCondition('channel', channel),
    leading === null ? null : { terms: { eventId: leading } },
    termCondition('departments', department),
    searchCondition(text),
  ]);
}

export function caseConditions({ states, levels, department, desks, text }: CaseFilter): Conditions {
  return given([
    levelCondition(levels),
    anyOf('state', states),
    termCondition('departments', department),
    // Nobody's desk has no cases, unlike other empty lists.
    desks === undefined ? null : { terms: { desks } },
    searchCondition(text),
  ]);
}

/** Plain text without regard to case, anywhere in what a record is looked through for. */
function searchCondition(text: string | undefined): Json | null {
  return text === undefined ? null : { wildcard: { search: { value: `*${escaped(toSearchText(text))}*` } } };
}

export function eventConditions(filter: TimeRange & { topic?: string; levels?: readonly WarningLevel[] }): Conditions {
  return given([rangeCondition('at', filter), levelCondition(filter.levels), termCondition('topic', filter.topic)]);
}

export function noticeConditions(filter: { receivers?: readonly string[]; alertId?: string }): Conditions {
  return given([
    // Nobody's notices are none, unlike other empty lists: a reader without a role must not see all.
    filter.receivers?.length === 0 ? { match_none: {} } : anyOf('receiver', filter.receivers),
    termCondition('alertId', filter.alertId),
  ]);
}

export function rangeCondition(field: string, { from, to }: TimeRange): Json | null {
  if (from === undefined && to === undefined) return null;
  const range = {
    ...(from === undefined ? {} : { gte: toEpoch(from) }),
    ...(to === undefined ? {} : { lt: toEpoch(to) }),
  };
  return { range: { [field]: range } };
}

function given(parts: readonly (Json | null)[]): Conditions {
  return parts.filter((part) => part !== null);
}

function termCondition(field: string, value: string | undefined): Json | null {
  return value === undefined ? null : { term: { [field]: value } };
}

function levelCondition(levels: readonly WarningLevel[] | undefined): Json | null {
  return anyOf(
    'level',
    levels?.map((level) => levelRank(level)),
  );
}

/** An empty list is no condition, like a missing one: nothing was ticked. */
function anyOf(field: string, values: readonly (string | number)[] | undefined): Json | null {
  return values === undefined || values.length === 0 ? null : { terms: { [field]: values } };
}

function escaped(text: string): string {
  return text.replace(/[\\*?]/g, '\\$&');
}
