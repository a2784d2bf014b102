import { ConflictError } from '../../errors.ts';
import { membership } from '../../model/event.ts';
import type { WriteUnit } from '../store.ts';
import type { Elastic, Found, Hits, Json, Write } from './elastic-client.ts';
import { aliasSource, caseId, membershipSource, numberField, textField } from './elastic-docs.ts';

type Move = NonNullable<WriteUnit['merged']>[number];

/** The event that an id leads to: itself, unless its members went to another one. */
export async function presentId(elastic: Elastic, cases: string, eventId: string): Promise<string> {
  const alias = (await elastic.get(cases, [caseId('alias', eventId)])).get(caseId('alias', eventId));
  return alias === undefined ? eventId : textField(alias.source, 'eventId');
}

/** The present id and all that lead to it. */
export async function idsLeadingTo(elastic: Elastic, cases: string, present: string): Promise<string[]> {
  const aliases = await casesWhere(elastic, cases, 'alias', { term: { eventId: present } });
  return [present, ...aliases.map(({ source }) => textField(source, 'id'))];
}

/** Every record of a kind that a condition holds for, by id; as committed when the index was last refreshed. */
export async function casesWhere(
  elastic: Elastic,
  cases: string,
  kind: string,
  condition: Json,
  sort: Json = [{ id: 'asc' }],
): Promise<Hits['hits'][number][]> {
  const query = { bool: { filter: [{ term: { kind } }, condition] } };
  const found: Hits['hits'][number][] = [];
  for await (const hit of elastic.all({ index: cases, query, sort })) found.push(hit);
  return found;
}

/**
 * True when moved, false when that was done before. The event goes first, under its version: whoever loses the race has
 * changed nothing, and what is interrupted after it is finished by the unit that comes again.
 */
export async function mergeEvent(elastic: Elastic, cases: string, { from, into, version }: Move): Promise<boolean> {
  const stored = (await elastic.get(cases, [caseId('event', from)])).get(caseId('event', from));
  const isMoved = (await presentId(elastic, cases, from)) === into;
  const present = stored === undefined ? 0 : numberField(stored.source, 'version');
  if (!isMoved && present !== version) throw tooLate(from, present, version);
  if (stored !== undefined && !isMoved) await removeEvent(elastic, stored, from, version);
  await elastic.refresh(cases);
  const memberships = await casesWhere(elastic, cases, 'membership', { term: { eventId: from } });
  const leading = (await idsLeadingTo(elastic, cases, from)).filter((id) => id !== into);
  await elastic.write([
    ...leading.map(
      (alias): Write => ({ do: 'put', index: cases, id: caseId('alias', alias), source: aliasSource(alias, into) }),
    ),
    { do: 'delete', index: cases, id: caseId('alias', into) },
    ...memberships.map(({ id, source }): Write => {
      const moved = { ...membership.parse(JSON.parse(textField(source, 'doc'))), eventId: into };
      return { do: 'put', index: cases, id, source: membershipSource(moved) };
    }),
  ]);
  return !isMoved;
}

async function removeEvent(elastic: Elastic, stored: Found, from: string, version: number): Promise<void> {
  const [result] = await elastic.write([{ do: 'delete-found', found: stored }]);
  if (result === 'conflict') throw tooLate(from, version + 1, version);
}

function tooLate(from: string, present: number, version: number): ConflictError {
  return new ConflictError(`event ${from} is at version ${present}, merging version ${version} came too late`);
}
