import { z } from 'zod';
import { warningLevel } from './levels.ts';

/** A stretch of a field that made a rule fire: UTF-16 offsets, end exclusive. */
export const span = z.object({ field: z.string(), start: z.int(), end: z.int(), term: z.string() });
export type Span = z.infer<typeof span>;

export const hit = z.object({
  rule: z.string(),
  name: z.string(),
  /** Version of the rule set that was in force. */
  version: z.string(),
  spans: z.array(span),
});
export type Hit = z.infer<typeof hit>;

/** One named contribution to the score; points may be negative. */
export const scorePart = z.object({ name: z.string(), points: z.number(), why: z.string() });
export type ScorePart = z.infer<typeof scorePart>;

/** `score` is 0–100 and is the sum of the parts' points; a cap or floor is a part of its own. */
export const risk = z.object({
  score: z.number().min(0).max(100),
  level: warningLevel.nullable(),
  parts: z.array(scorePart),
});
export type Risk = z.infer<typeof risk>;

/**
 * Places and bodies that the post speaks of, each the main one of its kind or null. Names of the lexicon in its spelling,
 * others as the post writes them (folded, Latin letters in capitals). What the lexicon says to belong to a named estate
 * or project (its district, its developer) is filled in where the post does not say it.
 */
export const places = z.object({
  /** District, county or town of county rank; the city where the post names no more. */
  district: z.string().nullable(),
  /** 街道, 镇 or 乡. */
  street: z.string().nullable().default(null),
  estate: z.string().nullable(),
  project: z.string().nullable(),
  developer: z.string().nullable(),
  /** 物业企业 of the estate. */
  propertyCompany: z.string().nullable().default(null),
  contractor: z.string().nullable().default(null),
});
export type Places = z.infer<typeof places>;

export const NO_PLACES: Places = {
  ...{ district: null, street: null, estate: null, project: null },
  ...{ developer: null, propertyCompany: null, contractor: null },
};

/** What the post wants, by the phrases of the lexicon; the quotes are stretches of the post itself. */
export const demand = z.object({
  /** 投诉, 求助, 咨询, 建议, 感谢, 举报 (entries of the list 诉求类别); null where nothing tells. */
  kind: z.string().nullable(),
  /** Actions that are announced or threatened (entries of 行动威胁), each once with the clause that says so; at most 5. */
  threats: z.array(z.object({ name: z.string(), quote: span })),
  /** Questions that want an answer, in reading order; at most 3. */
  questions: z.array(span),
});
export type Demand = z.infer<typeof demand>;

export const NO_DEMAND: Demand = { kind: null, threats: [], questions: [] };

export const routeDecision = z.object({
  lead: z.string(),
  co: z.array(z.string()),
  /** Roles, `科室:角色`, never persons. */
  receivers: z.array(z.string()),
  /** Branches tried from the root, each with the outcome in words. */
  path: z.array(z.string()),
  policy: z.string(),
});
export type RouteDecision = z.infer<typeof routeDecision>;

/** What the analysis says of one post. */
export const verdict = z.object({
  docId: z.string(),
  rawId: z.string(),
  rulesVersion: z.string(),
  /** Whether the post is the bureau's business at all. */
  domain: z.boolean(),
  /** Weights in (0,1], falling; empty when outside the domain. */
  topics: z.array(z.object({ topic: z.string(), weight: z.number() })),
  hits: z.array(hit),
  risk,
  places,
  sentiment: z.object({ label: z.enum(['negative', 'neutral', 'positive']), score: z.number().min(-1).max(1) }),
  demand: demand.default(NO_DEMAND),
  keywords: z.array(z.string()),
  route: routeDecision.nullable(),
});
export type Verdict = z.infer<typeof verdict>;
