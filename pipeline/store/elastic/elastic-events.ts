import type { Elastic, Hits, Json } from './elastic-client.ts';
import { caseId, textField } from './elastic-docs.ts';
import { presentSource } from './elastic-intent.ts';

/** Elasticsearch takes 65,536 values in one condition. */
const MOST_VALUES = 10_000;

/** The event that an id leads to: itself, unless its members went to another one. */
export async function presentId(elastic: Pick<Elastic, 'get'>, cases: string, eventId: string): Promise<string> {
  return (await presentIds(elastic, cases, [eventId])).get(eventId) ?? eventId;
}

/** The same for several, by the id asked for. */
export async function presentIds(
  elastic: Pick<Elastic, 'get'>,
  cases: string,
  eventIds: readonly string[],
): Promise<Map<string, string>> {
  const aliasId = (eventId: string) => caseId('alias', eventId);
  const aliases = await elastic.get(cases, eventIds.map(aliasId));
  return new Map(
    eventIds.map((eventId) => {
      const alias = presentSource(aliases.get(aliasId(eventId)));
      return [eventId, alias === null ? eventId : textField(alias, 'eventId')];
    }),
  );
}

/** The present ids and all that lead to them, each with the present id. */
export async function idsLeadingTo(
  elastic: Elastic,
  cases: string,
  present: readonly string[],
): Promise<Map<string, string>> {
  const aliases = await casesWithAny(elastic, cases, 'alias', { field: 'eventId', values: present });
  return new Map([
    ...present.map((eventId) => [eventId, eventId] as const),
    ...aliases.map(({ source }) => [textField(source, 'id'), textField(source, 'eventId')] as const),
  ]);
}

/** Every record of a kind whose field has one of the values, however many these are; in no order. */
export async function casesWithAny(
  elastic: Elastic,
  cases: string,
  kind: string,
  { field, values }: { field: string; values: readonly string[] },
): Promise<Hits['hits'][number][]> {
  const found: Hits['hits'][number][] = [];
  for (let at = 0; at < values.length; at += MOST_VALUES) {
    const some = values.slice(at, at + MOST_VALUES);
    found.push(...(await casesWhere(elastic, cases, kind, { terms: { [field]: some } })));
  }
  return found;
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
