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

/** What a rule under hand makes of its samples and of recent posts. */
export const preview = z.object({
  /** As the system reads the expression; null when it cannot. */
  canonical: z.string().nullable(),
  problems: z.array(problem),
  samples: z.array(z.object({ kind: z.enum(['hit', 'miss']), index: z.int(), ok: z.boolean(), why: z.string() })),
  posts: z.object({
    from: instant,
    to: instant,
    hits: z.int(),
    /** Candidates that were looked at; `complete` is false when the search was cut off there. */
    looked: z.int(),
    complete: z.boolean(),
    days: z.array(z.object({ day: z.string(), count: z.int() })),
    /** Some of the hits. */
    items: z.array(
      z.object({ docId: z.string(), title: z.string(), text: z.string(), at: instant, spans: z.array(span) }),
    ),
  }),
});
export type Preview = z.infer<typeof preview>;
