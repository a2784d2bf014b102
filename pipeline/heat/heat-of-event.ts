import type { HeatSpec } from '../../rules/schema.ts';
import type { Copy } from '../model/event.ts';
import type { Heat } from '../model/heat.ts';
import type { PostWatch } from '../model/post-watch.ts';
import type { EventTrail } from '../store/queries.ts';
import type { Store } from '../store/store.ts';
import { type HeatPost, heatOf } from './heat.ts';

/** A flood of the same words is told by its number. */
const MOST_COPIES = 1_000;

/** Exact copies of the posts of a trail, earliest first; none where the event has more of them than anybody would read. */
export async function copiesOfEvent(
  { event, posts }: Pick<EventTrail, 'event' | 'posts'>,
  store: Pick<Store, 'copiesOf'>,
): Promise<Copy[]> {
  if (event.copyCount === 0 || event.copyCount > MOST_COPIES) return [];
  const copies = await store.copiesOf(posts.map(({ post }) => post.docId));
  return [...copies.values()]
    .flat()
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.docId < b.docId ? -1 : 1));
}

interface OnRecord extends Pick<EventTrail, 'event' | 'posts'> {
  copies: readonly Copy[];
  watches: readonly PostWatch[];
}

/** Heat of an event from what is listed of it; what is not listed is named as missing. */
export function heatOfEvent({ event, posts, copies, watches }: OnRecord, now: number, spec: HeatSpec): Heat {
  const said: HeatPost[] = [
    ...posts.map(({ post }) => post),
    ...copies.map((copy) => ({ ...copy, eventTime: copy.at })),
  ];
  const found = heatOf(said, now, spec, new Map(watches.map(({ docId, observations }) => [docId, observations])));
  const left = event.postCount - said.length;
  if (left <= 0) return found;
  return { ...found, missing: [`只计列出的 ${said.length} 帖，另有 ${left} 帖未计`, ...found.missing] };
}
