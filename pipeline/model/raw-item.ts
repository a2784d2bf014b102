import { z } from 'zod';
import { instant } from './calendar.ts';
import { channel } from './channels.ts';
import { deterministicId } from './ids.ts';

/** Interaction counts as the page showed them; null where the page shows none. */
export const metrics = z.object({
  reposts: z.int().nonnegative().nullable(),
  comments: z.int().nonnegative().nullable(),
  likes: z.int().nonnegative().nullable(),
  reads: z.int().nonnegative().nullable(),
});
export type Metrics = z.infer<typeof metrics>;
export const NO_METRICS: Metrics = { reposts: null, comments: null, likes: null, reads: null };

/** An official answer that came with the item (leaders' message board, hotline export). */
export const officialReply = z.object({
  text: z.string(),
  by: z.string().nullable(),
  /** Time as printed by the source; parsed later against `fetchedAt`. */
  atRaw: z.string().nullable(),
});

/**
 * One item as a source gave it, before any judgement. Text is untouched apart from character decoding.
 */
export const rawItem = z.object({
  rawId: z.string(),
  docId: z.string(),
  sourceId: z.string().min(1),
  sourceName: z.string().min(1),
  channel,
  url: z.string().nullable(),
  title: z.string(),
  body: z.string(),
  format: z.enum(['text', 'html']),
  author: z.string().nullable(),
  /** Place the source itself names (forum section, addressed city), not one found in the text. */
  region: z.string().nullable(),
  /** Published time as printed by the source, e.g. `3小时前`; null where none was found. */
  publishedRaw: z.string().nullable(),
  fetchedAt: instant,
  metrics,
  /** True when a public body itself is the author: news of its own, a statement, a reply. */
  official: z.boolean(),
  reply: officialReply.nullable(),
});
export type RawItem = z.infer<typeof rawItem>;

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
 * rawId, an edited one the same docId and a new rawId. Counts and fetch time do not enter either id.
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
        : ['content', input.title, input.body, author ?? '', publishedRaw ?? ''];
  const docId = deterministicId('d', input.sourceId, ...identity);
  const reply = input.reply ?? null;
  return {
    ...rest,
    rawId: deterministicId('r', docId, input.title, input.body, reply?.text ?? ''),
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
