import { describe, expect, it } from 'vitest';
import { CATALOGUE_PATH, loadCatalogue, parseCatalogue } from '../../../crawlers/catalogue.ts';
import { ConfigError } from '../../../pipeline/errors.ts';

const row = (more = '') => `sources:
  - id: a-site
    name: 某站
    kind: list-page
    channel: news
    addresses: ["https://a.example/"]
    schedule: "*/10 * * * *"
    legal: 公开新闻
    verified: false
${more}`;

function issuesOf(text: string) {
  try {
    parseCatalogue(text, 'c.yaml');
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
  return [];
}

describe('the catalogue that ships', () => {
  it('is valid, claims nothing untried, and keeps a distance between requests', async () => {
    const entries = await loadCatalogue(CATALOGUE_PATH);
    expect(entries.length).toBeGreaterThanOrEqual(20);
    for (const { row } of entries) {
      expect(row.verified).toBe(false);
      expect(row.politeness.delayMs).toBeGreaterThanOrEqual(2_000);
      expect(row.politeness.concurrency).toBe(1);
      expect(row.legal.length).toBeGreaterThan(8);
    }
  });

  it('leaves out what waits for RSSHub until its address is given', async () => {
    const without = await loadCatalogue(CATALOGUE_PATH);
    const waiting = without.filter(({ missing }) => missing !== null);
    expect(waiting.length).toBeGreaterThanOrEqual(5);
    expect(new Set(waiting.map(({ missing }) => missing))).toEqual(new Set(['rsshub']));
    const given = await loadCatalogue(CATALOGUE_PATH, { rsshub: 'http://rsshub:1200/' });
    expect(given.every(({ missing }) => missing === null)).toBe(true);
    expect(given.flatMap(({ row }) => row.addresses)).toContain('http://rsshub:1200/zhihu/hot');
  });
});

describe('parseCatalogue', () => {
  it('fills in defaults', () => {
    const [entry] = parseCatalogue(row(), 'c.yaml');
    expect(entry!.row).toMatchObject({
      enabled: true,
      robots: 'obey',
      reach: 1,
      region: null,
      politeness: { delayMs: 3000, maxPages: 60 },
    });
  });

  it('reports every problem with its place', () => {
    const issues = issuesOf(`sources:
  - id: Bad Id
    name: x
    kind: newspaper
    channel: news
    addresses: [ftp://a.example/]
    schedule: "61 * * * *"
    politeness: { delayMs: -1 }
    list: { item: "ul >> li" }
    legal: y
    verified: vielleicht
    typo: 1
`);
    const places = issues.map(({ where }) => where);
    expect(places).toEqual(
      expect.arrayContaining([
        'c.yaml:2:9',
        'c.yaml:4:11',
        'c.yaml:6:17',
        'c.yaml:7:15',
        'c.yaml:8:28',
        'c.yaml:11:15',
        'c.yaml:12:11',
      ]),
    );
    expect(issues.find(({ message }) => message.includes('typo'))?.hint).toContain('ADDING-A-SOURCE');
  });

  it.each([
    ['a forum without posts', row('    page: { text: .a }\n').replace('kind: list-page', 'kind: forum'), 'page.post'],
    ['list selectors on a feed', row('    list: { item: li }\n').replace('kind: list-page', 'kind: feed'), 'feed'],
    ['items on the list without selectors', row('    follow: false\n'), 'follow'],
    ['own-instance on a public address', row('    robots: own-instance\n'), 'own-instance'],
    ['the same id twice', `${row()}${row().replace('sources:\n', '')}`, '重复'],
    ['no sources', 'sources: []', ''],
    ['broken YAML', 'sources:\n  - id: "a', ''],
    ['an empty file', '', ''],
  ])('%s is refused', (_name, text, words) => {
    const issues = issuesOf(text);
    expect(issues.length).toBeGreaterThan(0);
    expect(issues.map(({ message }) => message).join()).toContain(words);
  });

  it('says which file cannot be read', async () => {
    await expect(loadCatalogue('/nowhere/c.yaml')).rejects.toThrow('/nowhere/c.yaml');
  });

  it('refuses a setting that makes no address', () => {
    expect(() =>
      parseCatalogue(row().replace('https://a.example/', '{rsshub}/x'), 'c.yaml', { rsshub: 'nonsense' }),
    ).toThrow('nonsense');
  });
});
