/** Keys of the data a page's scripts are started with, the surest first. */
const KEYS = [
  'publish_?time|publish_?date|published_?(?:at|time|date)|date_?published|pub_?time|pub_?date|newsTime|release_?time',
  'ori_?create_?time|create_?time|created_?(?:at|time)|createDate|ctime',
];
const VALUE = String.raw`\d{13}|\d{10}|20\d{2}[-/年]\d{1,2}[-/月]\d{1,2}日?(?:[T ]?\s?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,6})?(?:Z|[+-]\d{2}:?\d{2})?)?`;
const MOST_HITS = 300;
/** WeChat pages carry their time in this variable and nowhere else. */
const WECHAT = /\b(?:var\s+)?ct\s*=\s*["'](\d{10})["']/;

/**
 * The time that the page's scripts carry for this article, as written; null where it cannot be told from the times of
 * other articles. `title` helps: its own time stands beside the title.
 */
export function scriptTime(document: Document, title: string): string | null {
  const scripts = [...document.querySelectorAll('script')].map((script) => script.textContent ?? '');
  for (const text of scripts) {
    const wechat = WECHAT.exec(text)?.[1];
    if (wechat !== undefined) return wechat;
  }
  for (const keys of KEYS) {
    const hits = scripts.flatMap((text) => hitsIn(text, keys, title));
    const beside = hits.filter(({ distance }) => distance < 4_000).sort((a, b) => a.distance - b.distance)[0];
    if (beside) return beside.raw;
    const distinct = [...new Set(hits.map(({ raw }) => raw))];
    // One time only, or one and its spellings: it can be nobody else's.
    if (distinct.length === 1) return distinct[0] ?? null;
  }
  return null;
}

interface Hit {
  raw: string;
  /** Characters to the nearest place where the title stands in the same script. */
  distance: number;
}

function hitsIn(text: string, keys: string, title: string): Hit[] {
  if (text.length < 12) return [];
  const pattern = new RegExp(`["']?\\b(?:${keys})\\\\?["']?\\s*[:=]\\s*\\\\?["']?(${VALUE})`, 'gi');
  const places = title.length < 4 ? [] : placesOf(text, title);
  const hits: Hit[] = [];
  for (const found of text.matchAll(pattern)) {
    const at = found.index;
    const distance = Math.min(Number.POSITIVE_INFINITY, ...places.map((place) => Math.abs(place - at)));
    hits.push({ raw: found[1] ?? '', distance });
    if (hits.length >= MOST_HITS) break;
  }
  return hits;
}

function placesOf(text: string, title: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(title); at !== -1 && places.length < 20; at = text.indexOf(title, at + 1)) places.push(at);
  return places;
}
