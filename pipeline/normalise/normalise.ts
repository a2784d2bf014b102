import { createHmac, hash } from 'node:crypto';
import { toEpoch, toShanghai } from '../model/calendar.ts';
import type { Post } from '../model/post.ts';
import type { RawItem } from '../model/raw-item-schema.ts';
import { type Dropped, drop, type Stage } from '../stage.ts';
import { cleanText } from './clean-text.ts';
import { htmlToText } from './html-to-text.ts';
import { maskPersonalData } from './mask.ts';
import { describeTimeProblem, parsePublishedTime } from './parse-time.ts';

export interface NormaliseOptions {
  /** Width, case and traditional folding that keeps the length; see RuleSet.fold. */
  fold(text: string): string;
  /** Key of the author pseudonyms. Another key gives other pseudonyms, so it must outlive restarts. */
  secret: string;
  limits?: NormaliseLimits;
}

export interface NormaliseLimits {
  /** Most UTF-16 units of plain text kept, default 1,000,000; what is longer is dropped as `too-long`. */
  maxChars?: number;
  /** Posts published longer ago are dropped as `outside-period`; milliseconds, default: none is too old. */
  maxAgeMs?: number;
}

/** Markup may be this many times longer than the text limit before it is dropped unread. */
const MARKUP_ALLOWANCE = 16;

/**
 * Raw item → post: plain text, resolved times, masked personal data, a pseudonym for the author.
 * Title and body of format `text` keep their length and every offset: what is masked or unprintable is replaced by as
 * many characters. An empty title stays empty; pages show the beginning of the text instead.
 */
export function createNormalise({ fold, secret, limits = {} }: NormaliseOptions): Stage<RawItem, Post> {
  const maxChars = limits.maxChars ?? 1_000_000;
  const maxAgeMs = limits.maxAgeMs ?? Number.POSITIVE_INFINITY;

  function normalise(item: RawItem, now: number): Post | Dropped {
    const html = item.format === 'html';
    if (item.body.length > (html ? maxChars * MARKUP_ALLOWANCE : maxChars)) return drop('too-long');
    const plain = html ? htmlToText(item.body) : cleanText(item.body);
    if (plain.length > maxChars || item.title.length > maxChars) return drop('too-long');
    const title = maskPersonalData(cleanText(item.title));
    const text = maskPersonalData(plain);
    if (isBlank(title.text) && isBlank(text.text)) return drop('empty-text');
    const time = resolveTime(item);
    if (time.epoch !== null && time.epoch < now - maxAgeMs) return drop('outside-period');
    const { rawId, docId, sourceId, sourceName, channel, url, region, fetchedAt, metrics, official } = item;
    return {
      ...{ rawId, docId, sourceId, sourceName, channel, url, region, fetchedAt, metrics, official },
      title: title.text,
      text: text.text,
      author: pseudonym(item.author),
      publishedAt: time.publishedAt,
      publishedAtProblem: time.problem,
      ...(time.dayOnly ? { dayOnly: true as const } : {}),
      eventTime: time.publishedAt ?? item.fetchedAt,
      contentHash: contentHash(fold(title.text), fold(text.text)),
      masked: [...new Set([...title.kinds, ...text.kinds])].sort(),
    };
  }

  function pseudonym(author: string | null): string | null {
    const handle = author?.trim() ?? '';
    return handle === '' ? null : createHmac('sha256', secret).update(handle).digest('hex').slice(0, 16);
  }

  return {
    name: 'normalise',
    run: (batch, ctx) => batch.map((item) => normalise(item, ctx.now())),
  };
}

function resolveTime(item: RawItem) {
  const parsed = parsePublishedTime(item.publishedRaw ?? '', { fetchedAt: toEpoch(item.fetchedAt) });
  if ('at' in parsed) {
    return { epoch: parsed.at, publishedAt: toShanghai(parsed.at), problem: null, dayOnly: !parsed.hourTold };
  }
  const problem = describeTimeProblem(parsed.problem, item.publishedRaw);
  return { epoch: null, publishedAt: null, problem, dayOnly: false };
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

/** Line ends and indents differ between copies of one text, so white space does not count. */
function contentHash(title: string, text: string): string {
  return hash('sha256', `${title.replace(/\s+/g, '')}\n${text.replace(/\s+/g, '')}`);
}
