import type { Case } from '../../model/case.ts';
import { levelRank } from '../../model/levels.ts';
import { urgencyOf } from '../case-urgency.ts';
import { toSearchText } from '../plain-text.ts';
import { epochOrNull } from '../stored-instant.ts';
import { mayWrite } from './sqlite-compare.ts';
import type { Connection } from './sqlite-connection.ts';
import { toList } from './sqlite-text.ts';

/** True when written, false when stored exactly so already. */
export function writeCase(connection: Connection, made: Case): boolean {
  const { caseId } = made;
  const stored = connection.statement('SELECT version, doc FROM cases WHERE case_id = ?').get(caseId);
  if (!mayWrite(`case ${caseId}`, made, stored)) return false;
  putCase(connection, made);
  return true;
}

/** Whatever version is stored. */
export function putCase(connection: Connection, made: Case, doc = JSON.stringify(made)): void {
  const { caseId } = made;
  connection
    .statement(
      `INSERT OR REPLACE INTO cases (case_id, version, state, level, departments, desks, urgency, next_call_at, search, doc)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      caseId,
      made.version,
      made.state,
      levelRank(made.level),
      toList([made.lead, ...made.co]),
      toList(made.desks),
      urgencyOf(made),
      epochOrNull(made.nextCallAt, `case ${caseId}`),
      toSearchText(`${made.title}\n${made.topic}`),
      doc,
    );
  for (const eventId of made.events)
    connection.statement('INSERT OR IGNORE INTO case_events VALUES (?, ?)').run(eventId, caseId);
}
