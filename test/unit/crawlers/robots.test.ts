import { describe, expect, it } from 'vitest';
import { parseRobots, robotsAllows } from '../../../crawlers/robots.ts';
import { normalisePath, pathMatches } from '../../../crawlers/robots-pattern.ts';

const site = (path: string) => `http://site.example${path}`;

describe('robotsAllows', () => {
  it.each<[name: string, robots: string, agent: string, path: string, allowed: boolean]>([
    ['an empty file allows', '', 'YuqingBot', '/a', true],
    ['disallow all', 'User-agent: *\nDisallow: /', 'YuqingBot', '/a', false],
    ['an empty disallow allows', 'User-agent: *\nDisallow:', 'YuqingBot', '/a', true],
    ['other agents are not meant', 'User-agent: Other\nDisallow: /', 'YuqingBot', '/a', true],
    [
      'an own group replaces the general one',
      'User-agent: *\nDisallow: /\n\nUser-agent: YuqingBot\nDisallow: /x',
      'YuqingBot',
      '/a',
      true,
    ],
    [
      'own groups add up',
      'User-agent: YuqingBot\nDisallow: /x\n\nUser-agent: *\nAllow: /\n\nUser-agent: yuqingbot\nDisallow: /y',
      'YuqingBot',
      '/y',
      false,
    ],
    ['several agents share a group', 'User-agent: A\nUser-agent: YuqingBot\nDisallow: /x', 'YuqingBot', '/x/1', false],
    ['a whole User-Agent is cut to its token', 'User-agent: yuqingbot\nDisallow: /', 'YuqingBot/1.0 (+x)', '/a', false],
    ['a version in the file is cut too', 'User-agent: YuqingBot/2.1\nDisallow: /', 'YuqingBot', '/a', false],
    ['the longest match wins', 'User-agent: *\nDisallow: /a\nAllow: /a/b', 'x', '/a/b/c', true],
    ['in either order', 'User-agent: *\nAllow: /a/b\nDisallow: /a', 'x', '/a/b/c', true],
    ['allow wins a tie', 'User-agent: *\nDisallow: /a\nAllow: /a', 'x', '/a', true],
    ['a star is any run', 'User-agent: *\nDisallow: /*.php', 'x', '/a/b.php?c', false],
    ['a dollar is the end', 'User-agent: *\nDisallow: /*.php$', 'x', '/a/b.php?c', true],
    ['a dollar elsewhere is itself', 'User-agent: *\nDisallow: /a$b', 'x', '/a$bc', false],
    ['the query belongs to the path', 'User-agent: *\nDisallow: /*?page=', 'x', '/list?page=2', false],
    ['paths care for capitals', 'User-agent: *\nDisallow: /ABC', 'x', '/abc', true],
    ['keys do not', 'USER-AGENT: *\nDISALLOW: /abc', 'x', '/abc', false],
    ['escapes and letters are one', 'User-agent: *\nDisallow: /中文', 'x', '/%e4%b8%ad%E6%96%87/1', false],
    ['the other way too', 'User-agent: *\nDisallow: /%e4%b8%ad', 'x', '/中国', false],
    ['an escaped plain letter is the letter', 'User-agent: *\nDisallow: /%61b', 'x', '/ab', false],
    ['an escaped star is no wildcard', 'User-agent: *\nDisallow: /a%2Ab', 'x', '/axb', true],
    ['an escaped slash is no slash', 'User-agent: *\nDisallow: /a%2Fb', 'x', '/a/b', true],
    ['comments end lines', 'User-agent: * # all\nDisallow: /a # here', 'x', '/a', false],
    ['a byte order mark', '\uFEFFUser-agent: *\nDisallow: /', 'x', '/a', false],
    ['carriage returns alone', 'User-agent: *\rDisallow: /a\rAllow: /a/b', 'x', '/a', false],
    ['a missing colon', 'User-agent *\nDisallow /a', 'x', '/a', false],
    ['a slip of the pen', 'User-agent: *\nDissallow: /a', 'x', '/a', false],
    ['unknown lines do not end a group', 'User-agent: *\nHost: x\nDisallow: /a', 'x', '/a', false],
    ['rules before any agent speak to nobody', 'Disallow: /\nUser-agent: *\nAllow: /', 'x', '/a', true],
    ['robots.txt itself is open', 'User-agent: *\nDisallow: /', 'x', '/robots.txt', true],
    ['index.html stands for its folder', 'User-agent: *\nAllow: /a/index.html\nDisallow: /', 'x', '/a/', true],
    ['HTML instead of rules allows', '<html><body>404</body></html>', 'x', '/a', true],
    ['blanks before the key', '  User-agent: *\n\tDisallow: /a', 'x', '/a', false],
  ])('%s', (_name, robots, agent, path, allowed) => {
    expect(robotsAllows(robots, agent, site(path))).toBe(allowed);
  });

  it('reads 500 KiB and no more', () => {
    const padding = '# fill\n'.repeat(75_000);
    expect(robotsAllows(`User-agent: *\nDisallow: /early\n${padding}Disallow: /late\n`, 'x', site('/early'))).toBe(
      false,
    );
    expect(robotsAllows(`User-agent: *\nDisallow: /early\n${padding}Disallow: /late\n`, 'x', site('/late'))).toBe(true);
  });

  it('is not slowed down by hostile patterns', () => {
    const robots = `User-agent: *\n${`Disallow: /${'*a'.repeat(200)}$\n`.repeat(1_000)}`;
    const patterns = parseRobots(robots);
    // Backtracking would not end within the age of the universe; the test's own time limit is the bound.
    expect(patterns.allows('x', site(`/${'a'.repeat(1_900)}b`))).toBe(true);
  });

  it('gives crawl-delay and sitemaps', () => {
    const rules = parseRobots('User-agent: *\nCrawl-delay: 2.5\nDisallow: /a\nSitemap: http://site.example/s.xml\n');
    expect(rules.crawlDelayMs('x')).toBe(2_500);
    expect(rules.sitemaps).toEqual(['http://site.example/s.xml']);
    expect(parseRobots('User-agent: *\nCrawl-delay: soon').crawlDelayMs('x')).toBeNull();
  });
});

describe('pathMatches', () => {
  it.each<[string, string, boolean]>([
    ['', '/a', true],
    ['*', '/a', true],
    ['/a*', '/a', true],
    ['/a*c', '/abbc', true],
    ['/a*c$', '/abcbc', true],
    ['/a*b*c$', '/a-c-b-c', true],
    ['/a*b*c$', '/a-c-b', false],
    ['/ab$', '/abab', false],
    ['*/ab$', '/x/ab', true],
    ['/a*a$', '/a', false],
    ['$', '', true],
    ['$', '/', false],
  ])('%s on %s', (pattern, path, matches) => expect(pathMatches(pattern, path)).toBe(matches));

  it('keeps broken escapes as they are', () => {
    expect(normalisePath('/%zz%4')).toBe('/%zz%4');
    expect(normalisePath('/\ud800')).toBe('/%EF%BF%BD');
  });
});
