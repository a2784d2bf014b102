import type { Case } from '../model/case.ts';
import { levelRank } from '../model/levels.ts';
import { mayWrite } from './sqlite-compare.ts';
import type { Connection } from './sqlite-connection.ts';
import { toList, toSearchText } from './sqlite-text.ts';
import { epochOf } from './sqlite-values.ts';

/** True when written, false when stored exactly so already. */
export function writeCase(connection: Connection, made: Case): boolean {
  const { caseId } = made;
  const stored = connection.statement('SELECT version, doc FROM cases WHERE case_id = ?').get(caseId);
  if (!mayWrite(`case ${caseId}`, made, stored)) return false;
  connection
    .statement(
      `INSERT OR REPLACE INTO cases (case_id, version, state, level, departments, desks, urgency, search, doc)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      caseId,
      made.version,
      made.state,
      levelRank(made.level),
      toList([made.lead, ...made.co]),
      toList(made.desks),
      urgencyOf(made),
      toSearchText(`${made.title}\n${made.topic}`),
      JSON.stringify(made),
    );
  for (const eventId of made.events)
    connection.statement('INSERT OR IGNORE INTO case_events VALUES (?, ?)').run(eventId, caseId);
  return true;
}

/** Beyond every instant in milliseconds, so that each group of cases stands apart in one order. */
const GROUP = 4e15;

/** Sort key of the list, falling: what is due soonest, then what has no deadline, then the archive, each newest first. */
function urgencyOf({ caseId, dueAt, state, updatedAt }: Case): number {
  const what = `case ${caseId}`;
  if (state === 'archived') return epochOf(updatedAt, what) - 2 * GROUP;
  return dueAt === null ? epochOf(updatedAt, what) - GROUP : -epochOf(dueAt, what);
}
