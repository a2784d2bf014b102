import { toShanghai } from '../pipeline/model/calendar.ts';
import { createRawItem, type RawItem } from '../pipeline/model/raw-item.ts';
import type { FoundItem, Source } from './source.ts';

/** What a page gave, with everything the source and the moment add to it. */
export function toRawItem({ row }: Source, item: FoundItem, fetchedAt: number): RawItem {
  return createRawItem({
    ...item,
    sourceId: row.id,
    sourceName: row.name,
    channel: row.channel,
    region: row.region,
    fetchedAt: toShanghai(fetchedAt),
    official: row.official,
  });
}
