import { z } from 'zod';
import { callSpec, handlingLimit } from './call-schema.ts';
import { STATUTORY_KINDS } from './clocks.ts';
import { LIMITS } from './language/ast.ts';

/**
 * Shapes of the files in this folder. Every file is strict: an unknown key is an error.
 * The reading side (positions, all problems at once) is in load.ts.
 */

const id = z.string().regex(/^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/, '只用小写字母、数字、点和连字符，以字母开头');

/** A sample post: plain text, or title and text apart. */
export const sample = z.union([
  z.string().min(1),
  z.strictObject({ title: z.string().default(''), text: z.string().default('') }),
]);
export type Sample = z.infer<typeof sample>;

/**
 * What a rule contributes.
 * - topic: the matter; adds its severity and evidence for its topic and the domain
 * - urgency: collective action, threats, deadlines set by citizens
 * - harm: people hurt or endangered
 * - spread: exposure by media, hot lists, mass forwarding
 * - authority: promises, conduct and credibility of the authority
 * - relief: official statement, resolved, denied, drill, advertisement; points are negative
 * - outside: evidence that the post is somebody else's business (school, health insurance, bus)
 */
export const ROLES = ['topic', 'urgency', 'harm', 'spread', 'authority', 'relief', 'outside'] as const;
export type Role = (typeof ROLES)[number];

export const ruleSpec = z.strictObject({
  id,
  name: z.string().min(1),
  expression: z.string().min(1),
  /** Points added to the risk score by the first hit in a post; negative only for `relief`. */
  severity: z.number().min(-60).max(60).default(0),
  /**
   * Evidence that the post is the bureau's business, positive or negative; the sum is compared with
   * `domain.threshold` of scoring.yaml. Default: 1 for topic rules, −1 for outside, 0 for the rest.
   */
  domain: z.number().min(-5).max(5).optional(),
  /**
   * A plain 没有 or 未 before it denies it: good news for 没有漏水, where 没有路灯 is the complaint itself. For a relief
   * also 什么时候 and the like: 什么时候恢复供水. Default: true for harm and urgency, false for the rest.
   */
  deniable: z.boolean().optional(),
  note: z.string().optional(),
  /** Reason for retirement. The rule no longer runs; its id is never used again. */
  retired: z.string().min(1).optional(),
  samples: z.strictObject({ hit: z.array(sample).min(1), miss: z.array(sample).min(1) }).optional(),
});
export type RuleSpec = z.infer<typeof ruleSpec>;

export const packSpec = z.strictObject({
  id,
  name: z.string().min(1),
  role: z.enum(ROLES),
  /** Required for role `topic`: the topic its rules speak for. */
  topic: z.string().min(1).optional(),
  /** Department that owns the matter, as named in routing.yaml. */
  owner: z.string().min(1).optional(),
  note: z.string().optional(),
  rules: z.array(ruleSpec).min(1),
});
export type PackSpec = z.infer<typeof packSpec>;

/** Who set a weight or threshold, when and why: these are decisions of the bureau, not of the software. */
const decided = z.strictObject({ by: z.string().min(1), on: z.iso.date(), reason: z.string().min(1) });

const words = z.array(z.string().min(1)).default([]);

export const scoringSpec = z.strictObject({
  decided,
  /** Lowest score of each level. */
  levels: z.strictObject({ 蓝: z.number(), 黄: z.number(), 橙: z.number(), 红: z.number() }),
  domain: z.strictObject({
    /** Evidence from which a post is the bureau's business. */
    threshold: z.number(),
    /** What stands in the title or in so many characters at the beginning of the text is what the post is about. */
    opening: z.int().nonnegative().default(80),
    /** A rule that hits only behind the opening counts this share of its evidence. */
    later: z.number().min(0).max(1).default(1),
    /** With every doubling of its places a rule counts this much more of its evidence. */
    repeated: z.number().min(0).max(1).default(0),
  }),
  /** Severity of a post's second, third … topic hit is multiplied by this, graver hits first. */
  furtherHits: z.number().min(0).max(1),
  /** Most points that each role may add or take away; what goes beyond is listed as a part of its own. */
  limits: z.partialRecord(z.enum(ROLES), z.number().positive()),
  /** Words by which a text itself denies what a rule found; see `pipeline/score/denial.ts`. */
  negation: z
    .strictObject({
      /** Share of a denied hit's points that is taken back. */
      share: z.number().min(0).max(1),
      /** Most words between cue and what it denies. */
      reach: z.int().nonnegative(),
      /** The same for plain cues, which are everyday words. */
      plainReach: z.int().nonnegative(),
      /** Before it; denies anything: 未发现. */
      certain: words,
      /** Before it; denies what is deniable: 没有. */
      plain: words,
      /** Behind it; denies anything: 不属实. */
      behind: words,
      /** Before a relief: says that it is not so yet: 什么时候. */
      unreal: words,
      /** Between cue and hit: what is denied is something else: 没有人修. */
      blockers: words,
      /** Just before a cue: it is a question: 难道. */
      questions: words,
    })
    .prefault({ share: 0, reach: 0, plainReach: 0 }),
  sentiment: z.strictObject({ negative: z.number(), positive: z.number() }),
  /** Points by channel, for reach. */
  channels: z.record(z.string(), z.number()),
  /** Points = perDoubling × log2(1 + reposts + comments), at most `most`. */
  interaction: z.strictObject({ perDoubling: z.number(), most: z.number() }),
  /** Points by the number of further posts of the same event: perDoubling × log2(posts), at most `most`. */
  spread: z.strictObject({ perDoubling: z.number(), most: z.number() }),
  /** Points (negative) when a public body itself published the post. */
  official: z.number().max(0),
  /** How much the learned part (learned.yaml) may weigh, for and against. */
  learned: z
    .strictObject({
      /** Most evidence for the domain that it adds or takes. */
      evidence: z.number().nonnegative(),
      /** Points of the score for one unit of that evidence, and the most of them. */
      pointsPerEvidence: z.number().nonnegative(),
      points: z.number().nonnegative(),
    })
    .prefault({ evidence: 3, pointsPerEvidence: 2, points: 6 }),
});
export type ScoringSpec = z.infer<typeof scoringSpec>;

const share = z.number().min(0).max(1);

/**
 * learned.yaml: what words told in posts that people had judged; written by `rules learn`, readable and never required.
 * All weights are evidence for the domain, in the unit of a rule's `domain`.
 */
export const learnedSpec = z.strictObject({
  format: z.literal(1),
  /** Off until a person says so. */
  inUse: z.boolean(),
  trained: z.strictObject({
    by: z.string().min(1),
    on: z.iso.date(),
    /** What the judgements came from, in words. */
    from: z.string().min(1),
    examples: z.int().positive(),
    /** How many of them are the bureau's business. */
    ours: z.int().positive(),
    /** SHA-256 over content and judgement of every example, sorted. */
    fingerprint: z.string().regex(/^[0-9a-f]{64}$/, '应是 64 位十六进制数'),
    /** Version of the rules whose evidence the words add to. */
    rules: z.string().min(1),
  }),
  /** Rules and learned part together on examples that were kept out of the training, with the 95 % interval of F1. */
  crossValidated: z.strictObject({
    ...{ folds: z.int().min(2), f1: share, low: share, high: share, precision: share, recall: share },
    /** F1 of the rules alone on the same examples. */
    rulesAlone: share,
  }),
  /** For every post, whatever its words. */
  bias: z.number().min(-20).max(20),
  /** A word (`公交`) or two neighbouring ones (`公交 线路`) → evidence where it stands in title or opening. */
  words: z.record(z.string().min(1).max(64), z.number().min(-20).max(20)),
});
export type LearnedSpec = z.infer<typeof learnedSpec>;

const logPart = z.strictObject({ perDoubling: z.number().nonnegative(), most: z.number().nonnegative() });

/** heat.yaml: how the heat of an event is worked out, and what counts as a burst. */
export const heatSpec = z.strictObject({
  decided,
  /** Of formula and weights; shown beside every number. */
  version: z.string().min(1),
  /** Posts of one author that count at most. */
  postsPerAuthor: z.int().positive(),
  recentHours: z.number().positive(),
  posts: logPart,
  authors: logPart,
  reach: logPart,
  interactions: logPart,
  recent: logPart,
  /** Interactions won within `recentHours`, by what looks at the same pages saw. */
  growth: logPart.prefault({ perDoubling: 0, most: 0 }),
  /** Reach of a source by its channel. */
  channels: z.record(z.string(), z.number().nonnegative()),
  /** What a repost, comment, like and read weigh as interactions. */
  interaction: z.strictObject({
    reposts: z.number().nonnegative(),
    comments: z.number().nonnegative(),
    likes: z.number().nonnegative(),
    reads: z.number().nonnegative(),
  }),
  burst: z.strictObject({
    minimum: z.int().positive(),
    deviations: z.number().positive(),
    tail: z.number().positive().max(0.5),
    coolDownHours: z.number().nonnegative(),
  }),
});
export type HeatSpec = z.infer<typeof heatSpec>;

const list = z.union([
  z
    .string()
    .min(1)
    .transform((one) => [one]),
  z.array(z.string().min(1)).min(1),
]);

/** Labels a branch may ask for; a list means "one of". Missing label on the post = no match. */
export const routeWhen = z.strictObject({
  topic: list.optional(),
  level: list.optional(),
  district: list.optional(),
  estate: list.optional(),
  source: list.optional(),
  channel: list.optional(),
  /** Kinds of event, named in `kinds`. */
  kind: list.optional(),
  rule: list.optional(),
});
export type RouteWhen = z.infer<typeof routeWhen>;

const label = z.string().min(1).optional();

/** Labels to try the tree with, and what must come out. `co` names those that must be among the assisting departments. */
export const routeCase = z.strictObject({
  with: z.strictObject({
    topic: label,
    level: label,
    district: label,
    estate: label,
    source: label,
    channel: label,
    kind: list.optional(),
    rule: list.optional(),
  }),
  expect: z.strictObject({
    lead: z.string().optional(),
    co: z.array(z.string()).default([]),
    policy: z.string().optional(),
  }),
});
export type RouteCase = z.infer<typeof routeCase>;

/**
 * A branch inherits lead and policy from its parent and adds to the parent's co and receivers. Lead and policy are each
 * decided by the first branch reached that names one, `continue` or not; a branch below it may still be more exact.
 */
export interface RouteBranchSpec {
  name: string;
  when?: RouteWhen | undefined;
  lead?: string | undefined;
  co: string[];
  receivers: string[];
  policy?: string | undefined;
  /** Go on to the next sibling after this one matched, collecting co and receivers; the first lead stays. */
  continue: boolean;
  branches: RouteBranchSpec[];
  /** Cases of its own: they must come to this branch. What `with` leaves out is taken from `when`, here and above. */
  cases: RouteCase[];
}

export const routeBranch: z.ZodType<RouteBranchSpec> = z.lazy(() =>
  z.strictObject({
    name: z.string().min(1),
    when: routeWhen.optional(),
    lead: z.string().min(1).optional(),
    co: z.array(z.string()).default([]),
    receivers: z.array(z.string()).default([]),
    policy: z.string().min(1).optional(),
    continue: z.boolean().default(false),
    branches: z.array(routeBranch).default([]),
    cases: z.array(routeCase).default([]),
  }),
);

export const routingSpec = z.strictObject({
  decided,
  departments: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        aliases: z.array(z.string()).default([]),
        duty: z.string().min(1),
        /** Roles that can receive notices; every department of the plan has a 联络员. */
        roles: z.array(z.string().min(1)).min(1),
      }),
    )
    .min(1),
  /** Kinds of event by the rules that tell them: an event is of a kind when one of these rules hit. */
  kinds: z.record(z.string().min(1), list).default({}),
  /** The root matches everything: it must give lead, receivers and policy. */
  root: routeBranch,
  /** Run by `rules check`; an unexpected lead or policy and a missing co are errors. */
  cases: z.array(routeCase).default([]),
});
export type RoutingSpec = z.infer<typeof routingSpec>;

const minutesByLevel = z.record(z.string(), z.number().nonnegative()).default({});

export const escalationSpec = z.strictObject({
  decided,
  policies: z.record(
    z.string().min(1),
    z.strictObject({
      /**
       * Per level: the rungs in order. `lead` stands for the lead department of the alert (`lead:联络员`).
       * Waiting times in minutes; the first rung is told at once. With `nextWorkingDay` (`12:00`) the wait ends at that
       * time of the next working day; `waitMinutes` then holds where the calendar does not know that day.
       */
      levels: z.record(
        z.string(),
        z
          .array(
            z.strictObject({
              receivers: z.array(z.string().min(1)).min(1),
              waitMinutes: z.number().positive(),
              nextWorkingDay: z
                .string()
                .regex(/^([01]\d|2[0-3]):[0-5]\d$/, '写成 12:00')
                .optional(),
              /** After this rung comes that one again (counts from 1). Only the last rung can have it. */
              repeatFrom: z.int().positive().optional(),
            }),
          )
          .min(1),
      ),
      /** 处置时限 by level; a level that is missing has none. */
      handling: z.record(z.string(), handlingLimit).default({}),
    }),
  ),
  /** When people are told of the clocks of a case before and after they run out. */
  calls: z.array(callSpec).default([]),
  /** How notices about one event are kept few, by level; minutes. A level that is missing waits for nothing. */
  grouping: z
    .strictObject({
      /** From the alert to the first notice, so that what follows at once is told with it. */
      wait: minutesByLevel,
      /** Between notices about the growth of an event. */
      interval: minutesByLevel,
      /** Told again when the event has so many times the posts that were told last. */
      growth: z.number().min(1.5).max(100),
    })
    .optional(),
  /** While an alert of the source stands, those of the target with the same labels are not told. */
  inhibit: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        source: z.strictObject({ level: list }),
        target: z.strictObject({ level: list }),
        /** Labels that both must have, and the same. */
        equal: z.array(z.enum(['event', 'topic', 'district', 'estate'])).min(1),
      }),
    )
    .default([]),
  /**
   * Statutory clocks that start with an alert; limit and document of each kind are those of
   * `pipeline/working-days/statutory-clock.ts`. `graded`: not before a person has graded the event.
   */
  clocks: z.array(
    z.strictObject({
      kind: z.enum(STATUTORY_KINDS),
      name: z.string().min(1),
      levels: z.array(z.string()).min(1),
      /** Only for posts of these channels; absent: of all. */
      channels: z.array(z.string().min(1)).min(1).optional(),
      anchor: z.enum(['published', 'detected', 'graded']),
    }),
  ),
});
export type EscalationSpec = z.infer<typeof escalationSpec>;

const noticeTemplate = z.strictObject({
  title: z.string().min(1),
  /** One line for each fact. */
  body: z.string().min(1),
  /** The whole in one sentence, for short messages. */
  short: z.string().min(1),
});

/** How notices are written, by the reason for the notice; a reason without a template is told in the plain form. */
export const noticesSpec = z.strictObject({
  decided,
  templates: z.strictObject({
    raised: noticeTemplate.optional(),
    escalated: noticeTemplate.optional(),
    'level-raised': noticeTemplate.optional(),
    acknowledged: noticeTemplate.optional(),
    'case-turn': noticeTemplate.optional(),
    'case-reminder': noticeTemplate.optional(),
    'case-overdue': noticeTemplate.optional(),
  }),
});
export type NoticesSpec = z.infer<typeof noticesSpec>;
export type NoticeTemplate = z.infer<typeof noticeTemplate>;

export interface LexiconEntry {
  name: string;
  aliases: string[];
  belongs?: Record<string, string> | undefined;
}

/** Sought in every text like a term of an expression, and bounded like one. */
const lexiconName = z.string().min(1).max(LIMITS.term, `最长 ${LIMITS.term} 个字符`);

/**
 * A named list of the lexicon: `- 名称` or `- {name: 名称, aliases: [别名], belongs: {区县: 东昌府区}}`. `belongs` names
 * what goes with it by list and name: an estate's district, developer and so on.
 */
export const lexiconSpec = z.strictObject({
  name: z.string().min(1),
  note: z.string().optional(),
  entries: z
    .array(
      z.union([
        lexiconName.transform((name): LexiconEntry => ({ name, aliases: [] })),
        z.strictObject({
          name: lexiconName,
          aliases: z.array(lexiconName).default([]),
          belongs: z.record(z.string(), z.string().min(1)).optional(),
        }),
      ]),
    )
    .min(1),
});
export type LexiconSpec = z.infer<typeof lexiconSpec>;
