import { deterministicId } from './ids.ts';
import { type Metrics, NO_METRICS, type RawItem } from './raw-item-schema.ts';

export { type Metrics, metrics, NO_METRICS, officialReply, type RawItem, rawItem } from './raw-item-schema.ts';

/** What a source hands over; ids are computed here and nowhere else. */
export interface RawItemInput {
  sourceId: string;
  sourceName: string;
  channel: RawItem['channel'];
  /** The source's own id of the post (message number, guid); null where it has none. */
  nativeId: string | null;
  url: string | null;
  title: string;
  body: string;
  format?: RawItem['format'];
  author?: string | null;
  region?: string | null;
  publishedRaw?: string | null;
  fetchedAt: string;
  metrics?: Partial<Metrics>;
  official?: boolean;
  reply?: RawItem['reply'];
}

/**
 * docId names the post, rawId one version of its content: the same post fetched again unchanged has the same
 * rawId, an edited one the same docId and a new rawId. Counts, fetch time and white space do not enter either id.
 */
export function createRawItem(input: RawItemInput): RawItem {
  const { nativeId, ...rest } = input;
  const author = input.author ?? null;
  const publishedRaw = input.publishedRaw ?? null;
  const identity =
    nativeId !== null
      ? ['native', nativeId]
      : input.url !== null
        ? ['url', input.url]
        : ['content', inked(input.title), inked(input.body), author ?? '', publishedRaw ?? ''];
  const docId = deterministicId('d', input.sourceId, ...identity);
  const reply = input.reply ?? null;
  return {
    ...rest,
    rawId: rawIdOf(docId, { ...input, reply }),
    docId,
    format: input.format ?? 'text',
    author,
    region: input.region ?? null,
    publishedRaw,
    metrics: { ...NO_METRICS, ...input.metrics },
    official: input.official ?? false,
    reply,
  };
}

/** The same content as a version of a post that is known by another way of naming it. */
export function asVersionOf(item: RawItem, docId: string): RawItem {
  return { ...item, docId, rawId: rawIdOf(docId, item) };
}

function rawIdOf(docId: string, { title, body, reply }: Pick<RawItem, 'title' | 'body' | 'reply'>): string {
  return deterministicId('r', docId, inked(title), inked(body), inked(reply?.text ?? ''));
}

/**
 * Text without white space and without the `_x000D_` that some programs write for a line end: exports of one message
 * differ in these and in nothing else.
 */
function inked(text: string): string {
  return text.replace(/\s+|_x00[01][0-9A-Fa-f]_/g, '');
}
