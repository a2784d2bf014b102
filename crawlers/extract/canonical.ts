import { sameSite } from './links.ts';
import { firstMeta, type Metas } from './meta.ts';

/** Query parameters that say where a reader came from, never what the page is. */
const TRACKING =
  /^(?:utm_\w+|spm|scm|from|fromid|isappinstalled|share\w*|refer|referer|timestamp|scene|wx\w*|wfr|for|_t|_r|tdsourcetag|nsukey|chksm|weibo_id|vd_source|hmsr|bd_vid|gclid|fbclid)$/i;

/**
 * The one address of the page: what it declares (link rel=canonical, og:url) when that is a page of the same site and
 * not merely its front page; else its own address without fragment and without tracking parameters.
 */
export function canonicalUrl(document: Document, metas: Metas, url: string): string {
  const declared = [
    document.querySelector('link[rel="canonical"]')?.getAttribute('href') ?? null,
    firstMeta(metas, ['og:url']),
  ];
  for (const candidate of declared) {
    if (candidate === null || candidate.trim() === '' || !URL.canParse(candidate, url)) continue;
    const target = new URL(candidate, url);
    const own = new URL(url);
    const front = target.pathname === '/' && target.search === '' && own.pathname !== '/';
    if (/^https?:$/.test(target.protocol) && !front && sameSite(target.hostname, own.hostname)) return plain(target);
  }
  return plain(new URL(url));
}

function plain(url: URL): string {
  url.hash = '';
  // By its pieces as they stand: read as parameters, those of old sites, encoded in GBK, would not survive.
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((piece) => piece !== '' && !TRACKING.test(piece.split('=', 1)[0] ?? ''));
  url.search = kept.join('&');
  return url.href;
}
