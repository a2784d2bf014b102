import { describe, expect, it } from 'vitest';
import { parseRobots, robotsAllows } from '../../../crawlers/robots.ts';
import { normalisePath, pathMatches } from '../../../crawlers/robots-pattern.ts';

const site = (path: string) => `http://site.example${path}`;

describe('robotsAllows', () => {
  it.each<[name: string, robots: string, agent: string, path: string, allowed: boolean]>([
    ['an empty file allows', '', 'YuqingBot', '/a', true],
    ['a Chinese colon is a colon', 'User-agent：*\nDisallow：/a', 'YuqingBot', '/a', false],
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
    ['an escaped star means a star', 'User-agent: *\nDisallow: /a%2Ab', 'x', '/a*b', false],
    ['an escaped dollar means a dollar', 'User-agent: *\nDisallow: /a%24', 'x', '/a$/b', false],
    ['a path may hold signs itself', 'User-agent: *\nDisallow: /a*c$', 'x', '/a*b$c', false],
    ['the end of a path is not its dollar', 'User-agent: *\nDisallow: /a$', 'x', '/a$', true],
    ['two dollars: the last is the end', 'User-agent: *\nDisallow: /a$$', 'x', '/a$', false],
    ['a rule for the start page alone', 'User-agent: *\nAllow: /$\nDisallow: /', 'x', '/', true],
    ['and nothing else', 'User-agent: *\nAllow: /$\nDisallow: /', 'x', '/page', false],
    ['stars in a row', 'User-agent: *\nDisallow: /a***b', 'x', '/a/b', false],
    ['a closing star changes nothing', 'User-agent: *\nDisallow: /a*', 'x', '/abc', false],
    ['a folder is not the page of its name', 'User-agent: *\nDisallow: /a/', 'x', '/a', true],
    ['a pattern without its slash fits no path', 'User-agent: *\nDisallow: a/', 'x', '/a/', true],
    ['a pattern may begin with a star', 'User-agent: *\nDisallow: *.doc$', 'x', '/x/y.doc', false],
    [
      'length counts, not the number of rules',
      'User-agent: *\nDisallow: /a\nDisallow: /a/b\nAllow: /a/b/c',
      'x',
      '/a/b/c',
      true,
    ],
    ['a star counts into the length', 'User-agent: *\nAllow: /page\nDisallow: /*.html', 'x', '/page.html', false],
    ['no rule fits: allowed', 'User-agent: *\nDisallow: /a', 'x', '/b', true],
    ['lower-case escapes', 'User-agent: *\nDisallow: /%E4%B8%AD', 'x', '/%e4%b8%ad', false],
    ['half an escape is itself', 'User-agent: *\nDisallow: /100%', 'x', '/100%', false],
    ['an address without a path is the start page', 'User-agent: *\nDisallow: /$', 'x', '', false],
    ['what stands after # in an address is not part of it', 'User-agent: *\nDisallow: /a$', 'x', '/a#b', false],
    ['no blank around the colon', 'User-agent:*\nDisallow:/a', 'x', '/a', false],
    ['blanks before the colon', 'User-agent : *\nDisallow\t:\t/a', 'x', '/a', false],
    ['line ends of both kinds', 'User-agent: *\r\nDisallow: /a\rDisallow: /b\n', 'x', '/b', false],
    ['empty lines do not end a group', 'User-agent: *\n\n\nDisallow: /a', 'x', '/a', false],
    ['three words without a colon are no rule', 'User-agent: *\nDisallow /a /b', 'x', '/a', true],
    [
      'a sitemap does not end a group',
      'User-agent: x\nSitemap: http://site.example/s\nUser-agent: y\nDisallow: /',
      'x',
      '/a',
      false,
    ],
    ['nor does a delay', 'User-agent: x\nCrawl-delay: 5\nUser-agent: y\nDisallow: /', 'x', '/a', false],
    [
      'groups for everybody add up',
      'User-agent: *\nDisallow: /a\n\nUser-agent: z\nAllow: /\n\nUser-agent: *\nDisallow: /b',
      'x',
      '/b',
      false,
    ],
    ['an own group without rules allows', 'User-agent: *\nDisallow: /\n\nUser-agent: x', 'x', '/a', true],
    ['an agent is no prefix of another', 'User-agent: YuqingBotPlus\nDisallow: /', 'YuqingBot', '/a', true],
    ['nor the other way', 'User-agent: Yuqing\nDisallow: /', 'YuqingBot', '/a', true],
    ['a star followed by words is for everybody', 'User-agent: * all\nDisallow: /', 'x', '/a', false],
    ['a star followed by letters is not', 'User-agent: *bot\nDisallow: /', 'xbot', '/a', true],
    ['an agent without a name is nobody', 'User-agent:\nDisallow: /', '', '/a', true],
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

  it('a line that the limit cuts is no rule', () => {
    const head = 'User-agent: *\nDisallow: /early\n';
    const limit = 500 * 1024;
    const padding = `#${'x'.repeat(limit - head.length - 'Disallow: /'.length - 2)}\n`;
    const rules = parseRobots(`${head}${padding}Disallow: /late\n`);
    expect(rules.allows('x', site('/other'))).toBe(true);
    expect(rules.allows('x', site('/early'))).toBe(false);
  });

  it('a file of one endless line says nothing', () => {
    expect(robotsAllows('Disallow: /'.repeat(100_000), 'x', site('/a'))).toBe(true);
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
