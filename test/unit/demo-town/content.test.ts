import { describe, expect, it } from 'vitest';
import { loadContent } from '../../../crawlers/demo-town/load-content.ts';
import { createTimeline, type TownPost } from '../../../crawlers/demo-town/timeline.ts';
import { NOON } from './support.ts';

const DAY = 86_400_000;
const content = loadContent();
const SITES = ['bureau', 'news', 'forum', 'board'] as const;

function allPosts(start: number): TownPost[] {
  const timeline = createTimeline(content, { now: () => start });
  return SITES.flatMap((site) => [...timeline.posts(site)]);
}

describe('content of the town', () => {
  it.each([
    ['noon', '2026-11-23T12:00:00+08:00'],
    ['just after midnight', '2026-11-23T00:03:00+08:00'],
    ['just before midnight', '2026-11-23T23:59:00+08:00'],
    ['New Year', '2027-01-01T09:00:00+08:00'],
    ['a leap day', '2028-02-29T09:00:00+08:00'],
  ])('lies within the last 30 days, none in the future: %s', (_, iso) => {
    const start = Date.parse(iso);
    const posts = allPosts(start);
    expect(posts.length).toBe(content.posts.length);
    expect(posts.length).toBeGreaterThanOrEqual(150);
    for (const post of posts) {
      expect(post.at).toBeLessThanOrEqual(start);
      expect(post.at).toBeGreaterThan(start - 31 * DAY);
    }
    const days = new Set(posts.map((post) => Math.floor((start - post.at) / DAY)));
    expect(days.size).toBeGreaterThanOrEqual(28);
  });

  it('has posts on every site and at least 25 that are nobody’s business here', () => {
    const posts = allPosts(NOON);
    for (const site of SITES) expect(posts.filter((post) => post.site === site).length).toBeGreaterThanOrEqual(20);
    expect(posts.filter((post) => post.no >= 11201 && post.no <= 11299).length).toBeGreaterThanOrEqual(25);
  });

  it('has exact reposts on another site or board, official answers, and personal data that is plainly false', () => {
    const posts = allPosts(NOON);
    const byText = Map.groupBy(posts, (post) => post.text);
    expect([...byText.values()].filter((same) => same.length > 1).length).toBeGreaterThanOrEqual(2);
    expect(posts.filter((post) => post.answer).length).toBeGreaterThanOrEqual(20);
    const phones = posts.flatMap((post) => post.text.match(/(?<!\d)1[3-9]\d ?\d{4} ?\d{4}(?!\d)/g) ?? []);
    expect(phones.length).toBeGreaterThanOrEqual(2);
    for (const phone of phones) expect(phone).toMatch(/^138 ?0000 ?000\d$/);
  });

  it('leaves no placeholder unfilled', () => {
    const timeline = createTimeline(content, { now: () => NOON });
    for (let n = 0; n < 300; n++) timeline.grow();
    const posts = SITES.flatMap((site) => timeline.posts(site));
    for (const post of posts) {
      const words = [post.title, post.text, post.answer?.text ?? '', ...post.replies.map((reply) => reply.text)];
      expect(words.join('\n')).not.toMatch(/[{}⟦⟧]/);
    }
  });

  it('counts dates in the text from the post’s own day', () => {
    const post = allPosts(NOON).find((one) => one.no === 10304);
    expect(post?.text).toContain('11月18日14时50分许');
  });

  it('names file, line and column of every mistake', async () => {
    const { cp, mkdtemp, rm, writeFile } = await import('node:fs/promises');
    const { pathToFileURL } = await import('node:url');
    const { tmpdir } = await import('node:os');
    const folder = await mkdtemp(`${tmpdir()}/town-`);
    try {
      await cp(new URL('../../../crawlers/demo-town/content', import.meta.url), folder, { recursive: true });
      const post = 'site: board, section: 投诉, title: 甲, text: 乙';
      await writeFile(
        `${folder}/01-donghu-late-delivery.yaml`,
        `posts:\n  - {no: 1, ${post}, daysAgo: 3, at: '25:00'}\n  - {no: 2, ${post.replace('投诉', '没有')}, hoursAgo: 2}\n`,
      );
      const message = () => loadContent(pathToFileURL(`${folder}/`));
      expect(message).toThrow(/01-donghu-late-delivery\.yaml:2:\d+/);
      expect(message).toThrow(/01-donghu-late-delivery\.yaml:3:\d+/);
      await writeFile(`${folder}/01-donghu-late-delivery.yaml`, `posts:\n  - {no: 10201, ${post}, hoursAgo: 2}\n`);
      expect(message).toThrow(/10201.*编号重复/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('growth of the town', () => {
  const newPosts = content.growth.filter((step) => 'no' in step);

  it('has 30 written posts and a grave one within the first two minutes', () => {
    expect(newPosts.length).toBeGreaterThanOrEqual(30);
    const withinTwoMinutes = content.growth.slice(0, 1 + Math.floor((120_000 - 8_000) / 20_000));
    const texts = withinTwoMinutes.map((step) => ('no' in step ? `${step.title}${step.text}` : step.text));
    expect(texts.some((text) => /聚集/.test(text) && /受伤/.test(text) && /记者/.test(text))).toBe(true);
  });

  it('never ends, keeps the last N and gives every post its own number', () => {
    let time = NOON;
    const timeline = createTimeline(content, { now: () => time, keep: 50 });
    const numbers = new Set<number>();
    let posts = 0;
    for (let n = 0; n < 500; n++) {
      time += 18_000;
      const change = timeline.grow();
      expect(change.post.text).not.toBe('');
      if (change.kind !== 'post') continue;
      expect(change.post.at).toBe(time);
      numbers.add(change.post.no);
      posts++;
    }
    expect(numbers.size).toBe(posts);
    const kept = SITES.reduce((sum, site) => sum + timeline.posts(site).length, 0);
    expect(kept).toBe(content.posts.length + 50);
  });

  it('is the same for the same start, and has other numbers for another', () => {
    const run = (start: number) => {
      const timeline = createTimeline(content, { now: () => start });
      return Array.from({ length: 80 }, () => timeline.grow().post);
    };
    expect(run(NOON)).toEqual(run(NOON));
    const improvised = (start: number) =>
      run(start)
        .slice(60)
        .map((post) => post.no);
    expect(improvised(NOON)).not.toEqual(improvised(NOON + DAY));
  });

  it('brings answers and replies to what is already there', () => {
    const timeline = createTimeline(content, { now: () => NOON });
    const kinds = new Set<string>();
    const answered = content.growth.find((step) => 'answerTo' in step);
    if (!answered || !('answerTo' in answered)) throw new Error('no answer in the script');
    const before = timeline.post('board', answered.answerTo)?.answer ?? null;
    for (let n = 0; n < content.growth.length; n++) kinds.add(timeline.grow().kind);
    expect(kinds).toEqual(new Set(['post', 'answer', 'reply']));
    expect(before).toBeNull();
    expect(timeline.post('board', answered.answerTo)?.answer?.text).toContain('您好');
  });
});
