import type { Elastic, Hits, Json } from './elastic-client.ts';
import { caseId, textField } from './elastic-docs.ts';
import { presentSource } from './elastic-intent.ts';

/** The event that an id leads to: itself, unless its members went to another one. */
export async function presentId(elastic: Elastic, cases: string, eventId: string): Promise<string> {
  const id = caseId('alias', eventId);
  const alias = presentSource((await elastic.get(cases, [id])).get(id));
  return alias === null ? eventId : textField(alias, 'eventId');
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
