import { loadContent } from '../../crawlers/demo-town/load-content.ts';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import { createRawItem, type RawItem } from '../../pipeline/model/raw-item.ts';
import { MONDAY_NINE } from './samples.ts';

const HOUR_MS = 3_600_000;

/** The posts that the example town has at its start, as its crawlers would hand them over. */
export function townItems(): RawItem[] {
  return loadContent().posts.flatMap(({ site, title, text, author, daysAgo, hoursAgo }, n) => {
    if (text === undefined) return [];
    const hours = hoursAgo ?? (daysAgo ?? 0) * 24;
    return createRawItem({
      ...{ sourceId: site, sourceName: site, channel: 'forum', nativeId: String(n), url: `http://town.example/${n}` },
      ...{ title, body: text, author: author ?? null },
      publishedRaw: toShanghai(MONDAY_NINE - hours * HOUR_MS - n * 1_000),
      fetchedAt: toShanghai(MONDAY_NINE),
    });
  });
}
