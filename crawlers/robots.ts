import { normalisePath, normalisePattern, pathMatches } from './robots-pattern.ts';

/** Google's and RFC 9309's limit: what comes after is not read. */
const MAX_BYTES = 500 * 1024;

interface Rule {
  allow: boolean;
  /** Path pattern with `*` and `$`, percent-encoding normalised. */
  pattern: string;
}
interface Group {
  agents: string[];
  rules: Rule[];
  crawlDelayMs: number | null;
}

export interface Robots {
  /** Longest match wins, allow on a tie; nothing matches = allowed. `/robots.txt` is always allowed. */
  allows(agent: string, url: string): boolean;
  /** What `Crawl-delay` asks of the agent, milliseconds; null where it asks nothing. */
  crawlDelayMs(agent: string): number | null;
  readonly sitemaps: readonly string[];
}

/** May the agent fetch the address? RFC 9309. `agent` is a product token (`YuqingBot`) or a whole User-Agent. */
export function robotsAllows(text: string, agent: string, url: string): boolean {
  return parseRobots(text).allows(agent, url);
}

/** Parses robots.txt. Total: anything that is not a rule is passed over, as the RFC wants. */
export function parseRobots(text: string): Robots {
  const { groups, sitemaps } = readGroups(cutToBytes(text));
  const chosen = new Map<string, Group>();
  const groupOf = (agent: string): Group => {
    const token = productToken(agent);
    const cached = chosen.get(token) ?? choose(groups, token);
    chosen.set(token, cached);
    return cached;
  };
  return {
    sitemaps,
    allows(agent, url) {
      const path = pathOf(url);
      if (path === null) return false;
      return path === '/robots.txt' || decide(groupOf(agent).rules, path);
    },
    crawlDelayMs: (agent) => groupOf(agent).crawlDelayMs,
  };
}

function decide(rules: readonly Rule[], path: string): boolean {
  let allow = -1;
  let disallow = -1;
  for (const rule of rules) {
    const length = rule.pattern.length;
    if (length <= (rule.allow ? allow : disallow) || !pathMatches(rule.pattern, path)) continue;
    if (rule.allow) allow = length;
    else disallow = length;
  }
  return allow >= disallow;
}

/** All groups that name the agent count as one; only without any the `*` groups apply. */
function choose(groups: readonly Group[], token: string): Group {
  const own = token === '' ? [] : groups.filter((group) => group.agents.includes(token));
  const used = own.length > 0 ? own : groups.filter((group) => group.agents.includes('*'));
  return {
    agents: [token],
    rules: used.flatMap((group) => group.rules),
    crawlDelayMs: used.reduce<number | null>(
      (most, group) => (group.crawlDelayMs === null ? most : Math.max(most ?? 0, group.crawlDelayMs)),
      null,
    ),
  };
}

function readGroups(text: string): { groups: Group[]; sitemaps: string[] } {
  const groups: Group[] = [];
  const sitemaps: string[] = [];
  let current: Group | null = null;
  let namingAgents = false;
  for (const line of lines(text)) {
    const [key, value] = splitLine(line);
    if (key === 'user-agent') {
      if (current === null || !namingAgents) {
        current = { agents: [], rules: [], crawlDelayMs: null };
        groups.push(current);
      }
      current.agents.push(agentName(value));
      namingAgents = true;
    } else if (key === 'allow' || key === 'disallow') {
      namingAgents = false;
      // An empty pattern says nothing: `Disallow:` alone allows all.
      if (value !== '') current?.rules.push(...patterns(key === 'allow', value));
    } else if (key === 'crawl-delay') {
      // The RFC knows no such record, so it must not end a group: agents named after it still join those before it.
      const seconds = Number(value);
      if (current && value !== '' && seconds >= 0 && Number.isFinite(seconds))
        current.crawlDelayMs = Math.max(current.crawlDelayMs ?? 0, seconds * 1000);
    } else if (key === 'sitemap' && value !== '') sitemaps.push(value);
  }
  return { groups, sitemaps };
}

/** `Allow: /x/index.html` also speaks for `/x/`, as Google's parser has it. */
function patterns(allow: boolean, value: string): Rule[] {
  const pattern = normalisePattern(value);
  const rules = [{ allow, pattern }];
  const index = /\/index\.html?$/.exec(pattern);
  if (allow && index) rules.push({ allow, pattern: `${pattern.slice(0, index.index + 1)}$` });
  return rules;
}

const KEYS: Readonly<Record<string, string>> = {
  'user-agent': 'user-agent',
  useragent: 'user-agent',
  'user agent': 'user-agent',
  allow: 'allow',
  disallow: 'disallow',
  dissallow: 'disallow',
  dissalow: 'disallow',
  disalow: 'disallow',
  diasllow: 'disallow',
  disallaw: 'disallow',
  'crawl-delay': 'crawl-delay',
  crawldelay: 'crawl-delay',
  sitemap: 'sitemap',
  'site-map': 'sitemap',
};

/**
 * Key and value; a colon typed by a Chinese input method counts, and a missing one is forgiven when exactly two words stand
 * on the line.
 */
function splitLine(line: string): [key: string, value: string] {
  const hash = line.indexOf('#');
  const plain = (hash < 0 ? line : line.slice(0, hash)).trim();
  const colon = plain.search(/[:：]/);
  if (colon >= 0) return [KEYS[plain.slice(0, colon).trim().toLowerCase()] ?? '', plain.slice(colon + 1).trim()];
  const words = plain.split(/[ \t]+/);
  return words.length === 2 ? [KEYS[(words[0] ?? '').toLowerCase()] ?? '', words[1] ?? ''] : ['', ''];
}

function* lines(text: string): Iterable<string> {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  let start = 0;
  for (let at = 0; at <= body.length; at += 1) {
    const code = body.charCodeAt(at);
    if (at < body.length && code !== 10 && code !== 13) continue;
    if (at > start) yield body.slice(start, at);
    start = at + 1;
  }
}

/** `*` alone, or followed by blank and more, is the rule for everybody. */
function agentName(value: string): string {
  if (value === '*' || value.startsWith('* ') || value.startsWith('*\t')) return '*';
  return productToken(value);
}

/** The leading run of letters, `_` and `-`, in lower case. Digits are kept: some sites name agents with them. */
function productToken(agent: string): string {
  return /^[a-z0-9_-]*/i.exec(agent.trim())?.[0].toLowerCase() ?? '';
}

function pathOf(url: string): string | null {
  if (!URL.canParse(url, 'http://localhost')) return null;
  const { pathname, search } = new URL(url, 'http://localhost');
  return normalisePath(pathname + search);
}

/** The beginning that counts. A line that the limit cuts says something else than was meant, so it goes too. */
function cutToBytes(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= MAX_BYTES) return text;
  const whole = Math.max(bytes.lastIndexOf(0x0a, MAX_BYTES), bytes.lastIndexOf(0x0d, MAX_BYTES));
  return bytes.subarray(0, Math.max(0, whole)).toString('utf8');
}
