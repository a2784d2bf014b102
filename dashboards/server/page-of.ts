import { toShanghai } from '../../pipeline/model/calendar.ts';
import type { Page, Paged } from '../../pipeline/store/queries.ts';

/** A page of a query as the API gives it. */
export function pageOf<T, V>(paged: Paged<T>, now: number, view: (item: T) => V) {
  const { total, totalCapped } = paged;
  return { items: paged.items.map(view), next: paged.next ?? null, total, totalCapped, serverTime: toShanghai(now) };
}

/** The parts of a query string that ask for a page. */
export function pageAsked(query: { limit: number; cursor?: string | undefined }): Page {
  return { limit: query.limit, ...(query.cursor === undefined ? {} : { cursor: query.cursor }) };
}

/** Leaves out what was not given, since a filter tells "absent" from "undefined". */
export function given<T extends object>(filter: T): { [K in keyof T]?: Exclude<T[K], undefined> };
export function given(filter: object): object {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}
