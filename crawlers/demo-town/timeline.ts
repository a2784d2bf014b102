import type { GrowthStep, PastPost, Site } from './content-schema.ts';
import { createImproviser } from './improvise.ts';
import type { TownContent } from './load-content.ts';
import { daysBefore, fillDates } from './time-words.ts';

/** A post with its times resolved; replies and answer carry their own times and show when those have come. */
export interface TownPost {
  no: number;
  site: Site;
  section: string;
  title: string;
  text: string;
  author: string | null;
  /** Epoch ms. */
  at: number;
  views: number;
  replies: readonly TownReply[];
  answer: TownAnswer | null;
}
export interface TownReply {
  author: string;
  at: number;
  text: string;
}
export interface TownAnswer {
  by: string;
  at: number;
  text: string;
}

/** What a tick brought: a new post, an answer or a reply. */
export interface TownChange {
  kind: 'post' | 'answer' | 'reply';
  post: TownPost;
}

export interface Timeline {
  /** Posts of a site published by now, newest first; of one section, or of all. */
  posts(site: Site, section?: string): readonly TownPost[];
  post(site: Site, no: number): TownPost | null;
  /** The next step of the growth; it never ends. */
  grow(): TownChange;
}

export interface TimelineOptions {
  /** Epoch ms; the first reading is the day that all offsets count from. */
  now: () => number;
  /** Most posts that growth keeps; older ones are taken down. */
  keep?: number;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** The posts of the town as of now: the past, resolved once against the time of the start, and what has grown since. */
export function createTimeline(content: TownContent, { now, keep = 400 }: TimelineOptions): Timeline {
  const start = now();
  const posts = new Map<number, TownPost>();
  const grown: number[] = [];
  const improvise = createImproviser(content.improvisation, start);
  let step = 0;

  function add(spec: PastPost | Extract<GrowthStep, { no: number }>, at: number): TownPost {
    const original = spec.repostOf === undefined ? null : posts.get(spec.repostOf);
    const post = resolve(spec, at, original ?? null);
    posts.set(post.no, post);
    return post;
  }

  // Originals first, so that a repost finds its text whatever the order of the files.
  const order = (post: PastPost) => (post.repostOf === undefined ? 0 : 1);
  for (const spec of [...content.posts].sort((a, b) => order(a) - order(b))) add(spec, timeOf(spec, start));

  function replace(no: number, change: (post: TownPost) => TownPost): TownPost | null {
    const post = posts.get(no);
    if (post === undefined) return null;
    const changed = change(post);
    posts.set(no, changed);
    return changed;
  }

  function publish(spec: Extract<GrowthStep, { no: number }>): TownChange {
    const post = add(spec, now());
    grown.push(post.no);
    if (grown.length > keep) posts.delete(grown.shift() ?? -1);
    return { kind: 'post', post };
  }

  function apply(next: GrowthStep): TownChange | null {
    if ('no' in next) return publish(next);
    const at = now();
    if ('answerTo' in next) {
      const answer = { by: next.by, at, text: fillDates(next.text, at) };
      const post = replace(next.answerTo, (old) => ({ ...old, answer }));
      return post && { kind: 'answer', post };
    }
    const reply = { author: next.author, at, text: fillDates(next.text, at) };
    const post = replace(next.replyTo, (old) => ({ ...old, replies: [...old.replies, reply] }));
    return post && { kind: 'reply', post };
  }

  return {
    posts(site, section) {
      const time = now();
      return [...posts.values()]
        .filter((post) => post.site === site && post.at <= time && (section === undefined || post.section === section))
        .sort((a, b) => b.at - a.at || b.no - a.no);
    },
    post(site, no) {
      const post = posts.get(no);
      return post?.site === site && post.at <= now() ? post : null;
    },
    grow() {
      while (step < content.growth.length) {
        const next = content.growth[step++];
        const change = next && apply(next);
        if (change) return change;
      }
      return publish(improvise());
    },
  };
}

function timeOf(spec: PastPost, start: number): number {
  if (spec.hoursAgo !== undefined) return Math.floor((start - spec.hoursAgo * HOUR) / MINUTE) * MINUTE;
  return daysBefore(start, spec.daysAgo ?? 0, spec.at ?? '00:00');
}

function resolve(
  spec: PastPost | Extract<GrowthStep, { no: number }>,
  at: number,
  original: TownPost | null,
): TownPost {
  return {
    no: spec.no,
    site: spec.site,
    section: spec.section,
    title: fillDates(spec.title, at),
    text: original?.text ?? fillDates(spec.text ?? '', at).trim(),
    author: spec.author ?? null,
    at,
    views: spec.views,
    replies: spec.replies.map((reply) => ({
      author: reply.author,
      at: at + reply.after * MINUTE,
      text: fillDates(reply.text, at),
    })),
    answer: spec.answer
      ? { by: spec.answer.by, at: at + spec.answer.after * HOUR, text: fillDates(spec.answer.text, at).trim() }
      : null,
  };
}

/** Replies that have come by now, oldest first. */
export function repliesBy(post: TownPost, now: number): readonly TownReply[] {
  return post.replies.filter((reply) => reply.at <= now).sort((a, b) => a.at - b.at);
}

/** The answer, once its time has come. */
export function answerBy(post: TownPost, now: number): TownAnswer | null {
  return post.answer !== null && post.answer.at <= now ? post.answer : null;
}

/** Reads grow towards `views`, two thirds of them in the first day and a half. */
export function viewsBy(post: TownPost, now: number): number {
  const ageHours = Math.max(0, now - post.at) / HOUR;
  return 1 + Math.round(post.views * (1 - Math.exp(-ageHours / 36)));
}
