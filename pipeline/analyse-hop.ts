import { z } from 'zod';
import type { Analysis } from './analysis/analysis.ts';
import type { Bus, DeadLetter, Delivered, Message } from './bus/bus.ts';
import { findDuplicates } from './dedupe/exact.ts';
import { PoisonError } from './errors.ts';
import { toShanghai } from './model/calendar.ts';
import type { Copy } from './model/event.ts';
import { deterministicId } from './model/ids.ts';
import type { Outcome } from './model/outcome.ts';
import type { Post } from './model/post.ts';
import { momentOf } from './model/post-fields.ts';
import { type RawItem, rawItem } from './model/raw-item.ts';
import type { Response } from './model/response.ts';
import type { OriginalBook } from './originals/original-book.ts';
import { isDropped, type Stage, type StageContext } from './stage.ts';
import type { AnalysedPost, Store } from './store/store.ts';

/** What `verdict` carries: the stateful hop reads the post itself, so the log holds no second copy of it. */
export const verdictMessage = z.object({
  docId: z.string(),
  /** A reply came with it, which may be the answer to a case. */
  replied: z.boolean().optional(),
});

export interface AnalyseDeps {
  bus: Bus;
  store: Store;
  normalise: Stage<RawItem, Post>;
  analysis: Analysis;
  /** Time an official reply was given, from its printed form; null where it cannot be read. */
  replyTime: (raw: RawItem) => string | null;
  /** Keeps texts before masking, sealed; absent: they are not kept. */
  originals?: Pick<OriginalBook, 'keep'>;
  /** Told what was stored, after it is durable and before it is announced. */
  onAnalysed?: (posts: readonly AnalysedPost[]) => void;
  /** Told after each batch that changed something. */
  onPosts?: (newestDocId: string) => void;
}

/**
 * raw → verdict. Stateless apart from content claims: any number of workers may run it. The record is committed first
 * and announced after: a crash in between repeats both, which changes nothing.
 */
export async function analyseBatch(batch: readonly Delivered[], deps: AnalyseDeps, ctx: StageContext): Promise<void> {
  const raws = batch.map(parseRaw);
  const normalised = await deps.normalise.run(raws, ctx);
  const kept = normalised.filter((result): result is Post => !isDropped(result));
  const duplicateOf = new Map<string, string | null>();
  const owners = await findDuplicates(kept, deps.store);
  kept.forEach((post, index) => {
    duplicateOf.set(post.rawId, owners[index] ?? null);
  });

  const at = toShanghai(ctx.now());
  // An item that comes in two versions in one batch is stored in both, one after the other, as in two batches.
  const fresh: Post[] = [];
  const copies: Copy[] = [];
  const outcomes: Outcome[] = [];
  const responses: Response[] = [];
  for (const [index, raw] of raws.entries()) {
    const result = normalised[index];
    if (result === undefined) throw new PoisonError(`normalise gave no result for ${raw.rawId}`);
    const outcome = { rawId: raw.rawId, docId: raw.docId, sourceId: raw.sourceId, duplicateOf: null, reason: null, at };
    if (isDropped(result)) {
      outcomes.push({ ...outcome, kind: 'dropped', reason: result.dropped });
      continue;
    }
    const original = duplicateOf.get(raw.rawId) ?? null;
    if (original !== null) {
      outcomes.push({ ...outcome, kind: 'duplicate', duplicateOf: original });
      copies.push(copyOf(result, original));
      continue;
    }
    fresh.push(result);
    outcomes.push({ ...outcome, kind: 'indexed' });
    const response = responseOf(raw, deps.replyTime);
    if (response !== null) responses.push(response);
  }

  const masked = new Set(fresh.filter((post) => post.masked.length > 0).map(({ rawId }) => rawId));
  await deps.originals?.keep(raws.filter(({ rawId }) => masked.has(rawId)));
  const analysed = await deps.analysis.analyse(fresh);
  await deps.store.commit({ posts: analysed, responses, copies, outcomes });
  deps.onAnalysed?.(analysed);
  const placed = await placedBefore(analysed, deps.store);
  const replied = new Set(responses.map(({ docId }) => docId));
  // In the order of the log: how it was cut into batches must not show in what follows.
  const messages = new Map([
    ...analysed
      .filter(({ post, verdict }) => verdict.domain || placed.has(post.docId))
      .map((one) => [one.post.rawId, announce(one, replied.has(one.post.docId))] as const),
    ...copies.map(({ rawId, docId }) => [rawId, { key: docId, value: { docId } }] as const),
  ]);
  await deps.bus.publish(
    'verdict',
    raws.flatMap(({ rawId }) => messages.get(rawId) ?? []),
  );
  const newest = analysed.at(-1);
  if (newest) deps.onPosts?.(newest.post.docId);
}

function parseRaw({ value, offset }: Delivered): RawItem {
  const parsed = rawItem.safeParse(value);
  if (!parsed.success)
    throw new PoisonError(`raw item at ${offset} has the wrong shape: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Posts outside the domain that belonged to an event before they were edited: they give up their place. */
async function placedBefore(analysed: readonly AnalysedPost[], store: Store): Promise<ReadonlySet<string>> {
  const outside = analysed.filter(({ verdict }) => !verdict.domain).map(({ post }) => post.docId);
  return new Set((await store.memberships(outside)).keys());
}

/** What is kept of a post that repeats a stored one. */
export function copyOf(post: Post, original: string): Copy {
  const { docId, rawId, sourceId, sourceName, channel, url, author, metrics } = post;
  return { docId, rawId, original, sourceId, sourceName, channel, url, author, metrics, ...momentOf(post) };
}

function announce({ post, verdict }: AnalysedPost, replied: boolean): Message {
  return {
    key: `${verdict.topics[0]?.topic ?? ''}·${verdict.places.district ?? ''}`,
    value: { docId: post.docId, ...(replied ? { replied } : {}) } satisfies z.infer<typeof verdictMessage>,
  };
}

function responseOf(raw: RawItem, replyTime: (raw: RawItem) => string | null): Response | null {
  if (raw.reply === null) return null;
  return {
    responseId: deterministicId('s', raw.docId, raw.reply.text),
    docId: raw.docId,
    eventId: null,
    text: raw.reply.text,
    by: raw.reply.by,
    at: replyTime(raw),
    url: raw.url,
    origin: raw.sourceId.startsWith('import:') ? 'imported' : 'crawled',
  };
}

const idsOnly = rawItem.pick({ rawId: true, docId: true, sourceId: true });

/** A dead raw item still ends in an outcome, when its ids can be read at all. */
export async function recordDead(letter: DeadLetter, store: Store): Promise<void> {
  const ids = idsOnly.safeParse(letter.value);
  if (letter.topic !== 'raw' || !ids.success) return;
  await store.commit({
    outcomes: [{ ...ids.data, kind: 'dead', duplicateOf: null, reason: letter.reason, at: letter.at }],
  });
}
