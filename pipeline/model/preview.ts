import { z } from 'zod';
import { instant } from './calendar.ts';
import { span } from './verdict.ts';

const severity = z.enum(['error', 'warning']);

/** Something wrong in an expression: UTF-16 offsets into it, end exclusive. */
export const problem = z.object({
  start: z.int(),
  end: z.int(),
  severity,
  code: z.string(),
  message: z.string(),
  hint: z.string(),
});

/** As `rules check` gives it. */
export const diagnostic = z.object({
  path: z.string().optional(),
  line: z.int(),
  column: z.int(),
  severity,
  code: z.string(),
  message: z.string(),
  hint: z.string(),
});

/**
 * What is told of a rule under hand, in this order: what is wrong with it and what it makes of its samples, recent posts as
 * they are looked at, latest stored first, and the end. Without an expression that can be read nothing follows the first.
 */
export const previewStep = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('checked'),
    /** As the system reads the expression; null when it cannot. */
    canonical: z.string().nullable(),
    problems: z.array(problem),
    samples: z.array(z.object({ kind: z.enum(['hit', 'miss']), index: z.int(), ok: z.boolean(), why: z.string() })),
  }),
  z.object({
    kind: z.literal('progress'),
    /** So far. */
    hits: z.int(),
    /** Candidates looked at so far. */
    looked: z.int(),
    days: z.array(z.object({ day: z.string(), count: z.int() })),
    /** Hits since the last time, as long as few were told. */
    items: z.array(
      z.object({ docId: z.string(), title: z.string(), text: z.string(), at: instant, spans: z.array(span) }),
    ),
  }),
  z.object({ kind: z.literal('done') }),
]);
export type PreviewStep = z.infer<typeof previewStep>;
