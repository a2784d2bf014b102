import { CrawlError } from './crawl-reasons.ts';
import type { RobotsCache } from './robots-cache.ts';
import type { Source } from './source.ts';

/**
 * Whether robots.txt lets us fetch the address for this source: milliseconds that it asks for between two requests, null
 * for nothing. Throws CrawlError `robots-disallowed` or `robots-unreachable`.
 */
export async function permitted(
  url: string,
  { row }: Source,
  { robots, agent, signal }: { robots: RobotsCache; agent: string; signal: AbortSignal },
): Promise<number | null> {
  // Our own instance's robots.txt speaks to others.
  if (row.robots === 'own-instance') return null;
  const rules = await robots.rulesFor(url, { timeoutMs: row.politeness.timeoutMs, signal });
  if (!rules.allows(agent, url)) throw new CrawlError('robots-disallowed', url);
  return rules.crawlDelayMs(agent);
}
