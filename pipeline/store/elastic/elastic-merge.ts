import { ConflictError } from '../../errors.ts';
import { membership } from '../../model/event.ts';
import type { WriteUnit } from '../store.ts';
import type { Elastic, Source } from './elastic-client.ts';
import { aliasSource, caseId, membershipSource, numberField, textField } from './elastic-docs.ts';
import type { Draft } from './elastic-draft.ts';
import { casesWhere } from './elastic-events.ts';

type Move = NonNullable<WriteUnit['merged']>[number];

/** Works events that go to another one into a draft. True when moved, false when that was done before. */
export async function mergeEvent(
  { elastic, cases }: { elastic: Elastic; cases: string },
  draft: Draft,
  { from, into, version }: Move,
): Promise<boolean> {
  const stored = draft.now(caseId('event', from));
  const present = stored === null ? 0 : numberField(stored, 'version');
  if (leadsTo(draft, from) === into) return false;
  if (present !== version) {
    throw new ConflictError(`event ${from} is at version ${present}, merging version ${version} came too late`);
  }
  const ofEvent = (kind: string) => recordsOf({ elastic, cases }, draft, kind, from);
  const [memberships, aliases] = [await ofEvent('membership'), await ofEvent('alias')];
  if (stored !== null) draft.set(caseId('event', from), null);
  for (const [id, source] of memberships) {
    const moved = { ...membership.parse(JSON.parse(textField(source, 'doc'))), eventId: into };
    draft.set(id, membershipSource(moved));
  }
  for (const alias of [...aliases.map(([, source]) => textField(source, 'id')), from]) {
    if (alias !== into) draft.set(caseId('alias', alias), aliasSource(alias, into));
  }
  standAlone(draft, into);
  return true;
}

/** Whatever the id has led to, from now on it is this event's own. */
export function standAlone(draft: Draft, eventId: string): void {
  const alias = caseId('alias', eventId);
  if (draft.now(alias) !== null) draft.set(alias, null);
}

function leadsTo(draft: Draft, eventId: string): string {
  const alias = draft.now(caseId('alias', eventId));
  return alias === null ? eventId : textField(alias, 'eventId');
}

/** Stored records with that event, without those that the unit has changed, and those that it has given the event. */
async function recordsOf(
  { elastic, cases }: { elastic: Elastic; cases: string },
  draft: Draft,
  kind: string,
  eventId: string,
): Promise<(readonly [string, Source])[]> {
  const stored = await casesWhere(elastic, cases, kind, { term: { eventId } });
  const all = new Map<string, Source | null>(stored.map(({ id, source }) => [id, source]));
  for (const [id, source] of draft.written(kind)) all.set(id, source);
  return [...all].flatMap(([id, source]) => (source?.eventId === eventId ? [[id, source] as const] : []));
}
