import { z } from 'zod';

/** Sections of each site, as the pages name them. A board message's section is its 问题类型. */
export const SECTIONS = {
  bureau: ['通知公告', '工作动态', '回应关切'],
  news: ['要闻', '社会', '民生'],
  forum: ['房产家居', '小区生活', '水城杂谈'],
  board: ['投诉', '咨询', '建议', '求助', '感谢'],
} as const;
export const site = z.enum(['bureau', 'news', 'forum', 'board']);
export type Site = z.infer<typeof site>;

const reply = z.strictObject({
  author: z.string().min(1),
  /** Minutes after the opening post. */
  after: z.number().positive(),
  text: z.string().min(1),
});

const answer = z.strictObject({
  by: z.string().min(1),
  /** Hours after the message. */
  after: z.number().positive(),
  text: z.string().min(1),
});

const body = {
  /** Number in the post's address. Unique in the town, below 1,000,000 and never changed. */
  no: z.int().min(1).max(999_999),
  site,
  section: z.string(),
  title: z.string().min(1),
  /** Paragraphs are lines. `{日-3}` becomes the date three days before the post, `{月}` and `{年}` its month and year. */
  text: z.string().min(1).optional(),
  /** Number of the post whose title and text this one repeats word for word. */
  repostOf: z.int().optional(),
  /** Handle (forum, board) or the source named under the headline (news, bureau). */
  author: z.string().min(1).optional(),
  /** Reads the post ends up with; they grow over the first days. */
  views: z.int().nonnegative().default(180),
  replies: z.array(reply).default([]),
  answer: answer.optional(),
};

function checkSection(post: { site: Site; section: string }, ctx: z.RefinementCtx) {
  const sections: readonly string[] = SECTIONS[post.site];
  if (!sections.includes(post.section)) {
    ctx.addIssue({ code: 'custom', path: ['section'], message: `应为 ${sections.join('、')} 之一` });
  }
}

function checkPost(post: { site: Site; section: string; text?: unknown; repostOf?: unknown }, ctx: z.RefinementCtx) {
  checkSection(post, ctx);
  if ((post.text === undefined) === (post.repostOf === undefined)) {
    ctx.addIssue({ code: 'custom', path: ['text'], message: 'text 与 repostOf 必须且只能写一个' });
  }
}

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, '写成 08:15 的形式');

/** A post that is there when the town starts: days ago and time of day, or hours ago for the last day. */
export const pastPost = z
  .strictObject({
    ...body,
    daysAgo: z.int().min(1).max(30).optional(),
    at: clock.optional(),
    hoursAgo: z.number().positive().max(48).optional(),
  })
  .superRefine((post, ctx) => {
    checkPost(post, ctx);
    const byDay = post.daysAgo !== undefined && post.at !== undefined && post.hoursAgo === undefined;
    const byHour = post.hoursAgo !== undefined && post.daysAgo === undefined && post.at === undefined;
    if (!byDay && !byHour) {
      ctx.addIssue({ code: 'custom', path: ['daysAgo'], message: '写 daysAgo 和 at，或者只写 hoursAgo' });
    }
  });
export type PastPost = z.infer<typeof pastPost>;

const newPost = z.strictObject(body).superRefine(checkPost);
/** An official answer to a message that is already there. */
const newAnswer = z.strictObject({ answerTo: z.int(), by: z.string().min(1), text: z.string().min(1) });
/** A reply in a thread that is already there. */
const newReply = z.strictObject({ replyTo: z.int(), author: z.string().min(1), text: z.string().min(1) });

/** What happens while the town runs, in this order, one a tick. */
export const growthStep = z.union([newPost, newAnswer, newReply]);
export type GrowthStep = z.infer<typeof growthStep>;

const phrases = z.array(z.string()).min(1);
/** Parts that are combined once the written steps are used up; see improvise.ts. */
export const improvisation = z.strictObject({
  /** `building`: still being built or just handed over. There are some of both kinds, whatever a matter asks for. */
  estates: z
    .array(z.strictObject({ name: z.string(), district: z.string(), building: z.boolean().default(false) }))
    .refine((all) => all.some((one) => one.building) && all.some((one) => !one.building), '在建的和建成的都要有'),
  authors: phrases,
  openings: z.strictObject({ board: phrases, forum: phrases }),
  closings: z.strictObject({ board: phrases, forum: phrases }),
  matters: z
    .array(
      z
        .strictObject({
          site,
          section: z.string(),
          /** How often compared with the others. */
          weight: z.number().positive().default(1),
          /** Only for estates that are (true) or are not (false) being built. */
          building: z.boolean().optional(),
          /** Written as it stands, without opening and closing. */
          plain: z.boolean().default(false),
          titles: phrases,
          texts: phrases,
        })
        .superRefine(checkSection),
    )
    .min(1),
});
export type Improvisation = z.infer<typeof improvisation>;

export const pastFile = z.strictObject({ posts: z.array(pastPost).min(1) });
export const growthFile = z.strictObject({ steps: z.array(growthStep).min(1) });
