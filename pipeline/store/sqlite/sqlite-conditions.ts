import type { SQLInputValue } from 'node:sqlite';
import { toEpoch } from '../../model/calendar.ts';
import { levelRank, type WarningLevel } from '../../model/levels.ts';
import { toSearchText } from '../plain-text.ts';
import type { AlertFilter, CaseFilter, PostFilter, TimeRange } from '../queries.ts';
import { inList } from './sqlite-text.ts';

/** Conditions that must all hold, with the values of their question marks in order. */
export interface Conditions {
  readonly sql: readonly string[];
  readonly values: readonly SQLInputValue[];
}

type Part = readonly [sql: string, ...values: SQLInputValue[]] | null;

export function conditions(parts: readonly Part[]): Conditions {
  const given = parts.filter((part) => part !== null);
  return { sql: given.map(([sql]) => sql), values: given.flatMap(([, ...values]) => values) };
}

export function both(a: Conditions, b: Conditions): Conditions {
  return { sql: [...a.sql, ...b.sql], values: [...a.values, ...b.values] };
}

/** `WHERE …`, or nothing. */
export function where({ sql }: Conditions): string {
  return sql.length === 0 ? '' : `WHERE ${sql.join(' AND ')}`;
}

/** The event that an id leads to; takes the id twice. */
const PRESENT_ID = 'coalesce((SELECT event_id FROM event_aliases WHERE alias = ?), ?)';
/** Rows of an event, also those under ids that lead to it; takes the id four times. */
const OF_EVENT = `(event_id = ${PRESENT_ID} OR event_id IN (SELECT alias FROM event_aliases WHERE event_id = ${PRESENT_ID}))`;

/** A post's fields apart from its texts; columns of `posts p`. */
export function postConditions(filter: PostFilter): Conditions {
  const { topic, rule, district, sourceId, channel, domain, eventId, levels, hourKnown } = filter;
  return both(
    rangeConditions('p.event_time', filter),
    conditions([
      levelCondition('p.level', levels),
      topic === undefined ? null : ['instr(p.topics, ?) > 0', inList(topic)],
      rule === undefined ? null : ['instr(p.rules, ?) > 0', inList(rule)],
      district === undefined ? null : ['p.district = ?', district],
      sourceId === undefined ? null : ['p.source_id = ?', sourceId],
      channel === undefined ? null : ['p.channel = ?', channel],
      domain === undefined ? null : ['p.domain = ?', domain ? 1 : 0],
      hourKnown ? ['p.minute IS NOT NULL'] : null,
      eventId === undefined
        ? null
        : [`p.doc_id IN (SELECT doc_id FROM memberships WHERE ${OF_EVENT})`, eventId, eventId, eventId, eventId],
    ]),
  );
}

export function alertConditions(filter: AlertFilter): Conditions {
  const { states, levels, topic, district, channel, eventId, department, text } = filter;
  return both(
    rangeConditions('detected_at', filter),
    conditions([
      levelCondition('level', levels),
      anyOf('state', states),
      topic === undefined ? null : ['topic = ?', topic],
      district === undefined ? null : ['district = ?', district],
      channel === undefined ? null : ['channel = ?', channel],
      eventId === undefined ? null : [OF_EVENT, eventId, eventId, eventId, eventId],
      department === undefined ? null : ['instr(departments, ?) > 0', inList(department)],
      text === undefined ? null : ['instr(search, ?) > 0', toSearchText(text)],
    ]),
  );
}

/** What a filter by states says of the place in the order of urgency, so that a walk ends where the others begin. */
export function urgencyConditions(
  states: readonly string[] | undefined,
  last: { state: string; below: number },
): Conditions {
  if (states === undefined || states.length === 0) return conditions([]);
  if (!states.includes(last.state)) return conditions([['urgency >= ?', last.below]]);
  return conditions([states.length === 1 ? ['urgency < ?', last.below] : null]);
}

export function caseConditions({ states, levels, department, desks, text }: CaseFilter): Conditions {
  return conditions([
    levelCondition('level', levels),
    anyOf('state', states),
    department === undefined ? null : ['instr(departments, ?) > 0', inList(department)],
    desks === undefined
      ? null
      : [`(${['0', ...desks.map(() => 'instr(desks, ?) > 0')].join(' OR ')})`, ...desks.map(inList)],
    text === undefined ? null : ['instr(search, ?) > 0', toSearchText(text)],
  ]);
}

export function eventConditions(filter: TimeRange & { topic?: string; levels?: readonly WarningLevel[] }): Conditions {
  return both(
    rangeConditions('last_at', filter),
    conditions([
      levelCondition('level', filter.levels),
      filter.topic === undefined ? null : ['topic = ?', filter.topic],
    ]),
  );
}

export function noticeConditions(filter: { receivers?: readonly string[]; alertId?: string }): Conditions {
  return conditions([
    // Nobody's notices are none, unlike other empty lists: a reader without a role must not see all.
    filter.receivers?.length === 0 ? ['0'] : anyOf('receiver', filter.receivers),
    filter.alertId === undefined ? null : ['alert_id = ?', filter.alertId],
  ]);
}

export function rangeConditions(column: string, { from, to }: TimeRange): Conditions {
  return conditions([
    from === undefined ? null : [`${column} >= ?`, toEpoch(from)],
    to === undefined ? null : [`${column} < ?`, toEpoch(to)],
  ]);
}

function levelCondition(column: string, levels: readonly WarningLevel[] | undefined): Part {
  return anyOf(
    column,
    levels?.map((level) => levelRank(level)),
  );
}

/** An empty list is no condition, like a missing one: nothing was ticked. */
function anyOf(column: string, values: readonly SQLInputValue[] | undefined): Part {
  if (values === undefined || values.length === 0) return null;
  return [`${column} IN (${values.map(() => '?').join(', ')})`, ...values];
}
