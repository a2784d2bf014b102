import { z } from 'zod';
import { instant } from '../pipeline/model/calendar.ts';
import { channel } from '../pipeline/model/channels.ts';
import { warningLevel } from '../pipeline/model/levels.ts';
import { routeDecision } from '../pipeline/model/verdict.ts';

/** Trying the routing; see contract.ts for what holds of all requests. */

const label = z.string().trim().min(1).max(200).optional();
/** With commas; a post has several of them. */
const labels = z
  .string()
  .max(2_000)
  .transform((text) => [
    ...new Set(
      text
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== ''),
    ),
  ])
  .optional();

/** GET /api/route: where a post with these labels would go, by the rules in force. At least one label. */
export const routeQuery = z.strictObject({
  ...{ topic: label, level: warningLevel.optional(), district: label, estate: label, source: label },
  channel: channel.optional(),
  kind: labels,
  rule: labels,
});
export type RouteQuery = z.input<typeof routeQuery>;

export const routeTrial = z.object({
  decision: routeDecision,
  /** Each receiver that the routing or a rung names, with who that is now. */
  receivers: z.array(
    z.object({
      receiver: z.string(),
      /** Names of the accounts that are told on the page. */
      accounts: z.array(z.string()),
      /** By the address book; null where it does not know the receiver, or there is none. */
      onDuty: z.array(z.string()).nullable(),
    }),
  ),
  /** If the alert were raised now and nobody acknowledged; empty without a level or where the policy has none. */
  steps: z.array(
    z.object({
      /** Counts from 1. */
      step: z.int().positive(),
      receivers: z.array(z.string()),
      at: instant,
      /** How long this step waits, in words; why minutes stand in for a working day, or null. */
      wait: z.string(),
      problem: z.string().nullable(),
    }),
  ),
  /** After the last step comes this one again. */
  repeatFrom: z.int().positive().nullable(),
  /** 处置时限 of policy and level. */
  handling: z.object({ name: z.string(), dueAt: instant.nullable(), document: z.string() }).nullable(),
  /** Values that no post has: most likely a slip. */
  remarks: z.array(z.string()),
  /** Kinds of event that the routing knows. */
  kinds: z.array(z.string()),
  rulesVersion: z.string(),
  serverTime: instant,
});
export type RouteTrial = z.infer<typeof routeTrial>;
