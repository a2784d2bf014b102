import { firstMeta, type Metas } from './meta.ts';
import type { Structured } from './structured.ts';

/** Names under which Chinese and international content systems declare the time of publication; the surest first. */
const META_NAMES = [
  ...['pubdate', 'publishdate', 'publish_time', 'publishtime', 'publish-date', 'publishedtime', 'pub_date'],
  ...['apub:time', 'article:published_time', 'article:publish_time', 'og:published_time', 'og:article:published_time'],
  ...['og:release_date', 'og:time', 'weibo: article:create_at', 'weibo:article:create_at', 'datepublished'],
  ...['releasedate', 'release_date', 'firstpublishedtime', '_pubtime', 'publication_date', 'publicationdate'],
  ...['sailthru.date', 'parsely-pub-date', 'bytedance:published_time', 'mediaid_time', 'citation_date'],
  ...['dc.date', 'dc.date.issued', 'dc.date.created', 'dcterms.issued', 'dcterms.created', 'datecreated'],
  'dateupdate',
];
/** Places on a page whose times belong to somebody else's text. */
const ELSEWHERE =
  'aside, nav, footer, [class*="comment"], [id*="comment"], [class*="related"], [class*="recommend"], [class*="sidebar"]';

/** What metadata and markup give as the time of publication, as written, the surest first. */
export function declaredTimes(document: Document, metas: Metas, structured: Structured): string[] {
  const candidates = [
    ...META_NAMES.map((name) => firstMeta(metas, [name])),
    structured.published,
    ...microdata(document, 'datePublished'),
    ...microdata(document, 'dateCreated'),
    ...timeElements(document),
  ];
  return candidates.flatMap((raw) => (raw === null || raw.trim() === '' ? [] : [raw]));
}

function microdata(document: Document, property: string): (string | null)[] {
  const element = document.querySelector(`[itemprop="${property}"]`);
  return element === null || element.closest(ELSEWHERE) !== null ? [] : [timeIn(element)];
}

/** `<time>` of the article: the first one outside lists, comments and side columns. */
function timeElements(document: Document): (string | null)[] {
  const marked = document.querySelector('time[pubdate]');
  if (marked !== null) return [timeIn(marked)];
  for (const element of document.querySelectorAll('time[datetime]'))
    if (element.closest(`${ELSEWHERE}, ul, ol`) === null) return [timeIn(element)];
  return [];
}

function timeIn(element: Element): string | null {
  return element.getAttribute('content') ?? element.getAttribute('datetime') ?? element.textContent;
}
