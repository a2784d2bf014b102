import { parsePublishedTime } from '../../pipeline/normalise/parse-time.ts';
import { firstMeta, type Metas } from './meta.ts';

export interface Published {
  /** As printed; null where the page shows none. */
  raw: string | null;
  /** Epoch milliseconds; null where none was found or it cannot be read. */
  at: number | null;
}

const META_NAMES = [
  'pubdate',
  'publishdate',
  'publish_time',
  'publishtime',
  'apub:time',
  'article:published_time',
  'og:published_time',
  'og:release_date',
  'og:time',
  'weibo: article:create_at',
  'weibo:article:create_at',
  'datepublished',
  'dateupdate',
  'releasedate',
  'firstpublishedtime',
  'sailthru.date',
  'dc.date',
  'dc.date.issued',
  'bytedance:published_time',
  'mediaid_time',
];

const DATE = String.raw`(?:20\d{2}|19\d{2})\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?`;
const CLOCK = String.raw`\d{1,2}\s?[:：时]\s?\d{1,2}(?:\s?[:：分]\s?\d{1,2}秒?|分)?`;
const DATE_CLOCK = new RegExp(
  `${DATE}(?:\\s*(?:星期|周)[一二三四五六日天])?[\\s,，T]*(?:[上下中]午|晚上?)?\\s*${CLOCK}`,
);
const DATE_ALONE = new RegExp(`${DATE}(?!\\s?[-/.]?\\d)`);
const LABEL = /(?:发[布表]|刊发|发稿|发帖|提问|留言)(?:时间|日期|于)|(?:时间|日期)\s*[:：]|来源|出处/;
/** A site's header shows today's date; the published time stands near the title. */
const LINES_AFTER_TITLE = 14;

/**
 * When the page says it was published: what its metadata says, or the visible time of the same day; else the first date with a time near title, 发布时间 or 来源; else a date alone beside such a label.
 */
export function readPublished(
  page: { document: Document; metas: Metas; html: string; lines: readonly string[]; title: string },
  fetchedAt: number,
): Published {
  const declared = declaredTime(page, fetchedAt);
  const visible = visibleTime(page.lines, page.title, fetchedAt);
  if (declared.at === null) return visible.at === null && declared.raw !== null ? declared : visible;
  if (visible.at === null) return declared;
  // What the page says to its readers wins over what it says to machines, when they agree on the day.
  const sameDay = shanghaiDay(declared.at) === shanghaiDay(visible.at);
  return sameDay && !isMidnight(visible.at) ? visible : declared;
}

function declaredTime(
  { document, metas, html }: { document: Document; metas: Metas; html: string },
  fetchedAt: number,
): Published {
  const candidates = [
    ...META_NAMES.map((name) => firstMeta(metas, [name])),
    document.querySelector('[itemprop="datePublished"]')?.getAttribute('content') ?? null,
    document.querySelector('[itemprop="datePublished"], article time[datetime]')?.getAttribute('datetime') ?? null,
    // WeChat and a few others leave it in a script only.
    /\bvar ct\s*=\s*["'](\d{10})["']/.exec(html)?.[1] ?? null,
    /["'](?:datePublished|publish_?[tT]ime|pubDate|pubtime|create_?[tT]ime)["']\s*:\s*["']?([\d][\d\-T:+ ./Z]{7,30})["']?/.exec(
      html,
    )?.[1] ?? null,
  ];
  let first: string | null = null;
  for (const raw of candidates) {
    if (raw === null || raw.trim() === '') continue;
    first ??= raw;
    const time = parsePublishedTime(raw, { fetchedAt });
    if ('at' in time) return { raw, at: time.at };
  }
  return { raw: first, at: null };
}

function visibleTime(lines: readonly string[], title: string, fetchedAt: number): Published {
  const start = titleLine(lines, title);
  const near = lines.slice(start, start + LINES_AFTER_TITLE);
  const labelled = lines.filter((line) => line.length < 200 && LABEL.test(line));
  const searches: readonly (readonly [readonly string[], RegExp])[] = [
    [near.filter((line) => LABEL.test(line)), DATE_CLOCK],
    [near, DATE_CLOCK],
    [labelled, DATE_CLOCK],
    [near.filter((line) => LABEL.test(line)), DATE_ALONE],
    [near.filter((line) => line.length < 60), DATE_ALONE],
    [labelled, DATE_ALONE],
  ];
  for (const [where, what] of searches) {
    for (const line of where) {
      if (/今天是|现在是/.test(line) || (/更新/.test(line) && !/发布/.test(line))) continue;
      const raw = what.exec(fromLabel(line))?.[0];
      const time = raw === undefined ? null : parsePublishedTime(raw, { fetchedAt });
      if (raw !== undefined && time && 'at' in time) return { raw, at: time.at };
    }
  }
  return relativeTime(near, fetchedAt);
}

/** A line may give several times: what follows 发布时间 is the one. */
function fromLabel(line: string): string {
  const label = line.search(/发[布表](?:时间|日期|于)/);
  return label < 0 ? line : line.slice(label);
}

/** 3小时前, 昨天 08:15: only on a short line of its own, since sentences say such things too. */
function relativeTime(lines: readonly string[], fetchedAt: number): Published {
  for (const line of lines) {
    if (line.length > 60) continue;
    const raw = /\d+\s?(?:秒|分钟|小时|天)前|[昨前]天\s?\d{1,2}[:：]\d{2}|刚刚/.exec(line)?.[0];
    const time = raw === undefined ? null : parsePublishedTime(raw, { fetchedAt });
    if (raw !== undefined && time && 'at' in time) return { raw, at: time.at };
  }
  return { raw: null, at: null };
}

function titleLine(lines: readonly string[], title: string): number {
  const wanted = title.replace(/\s/g, '');
  if (wanted === '') return 0;
  const found = lines.findIndex((line) => line.length < title.length + 60 && line.replace(/\s/g, '').includes(wanted));
  return Math.max(0, found);
}

const DAY_MS = 86_400_000;
function shanghaiDay(at: number): number {
  return Math.floor((at + 8 * 3_600_000) / DAY_MS);
}
function isMidnight(at: number): boolean {
  return (at + 8 * 3_600_000) % DAY_MS === 0;
}
