import { z } from 'zod';

/** A word that people's feedback speaks for adding to a rule, or for excluding. */
export const suggestion = z.object({
  kind: z.enum(['add', 'exclude']),
  term: z.string(),
  /** Standard deviations by which the word sets the posts apart; shown only above 1.96. */
  z: z.number(),
  /** Posts with the word among those that speak for it, and among those that speak against it. */
  support: z.int().positive(),
  against: z.int().nonnegative(),
  /** Some of the posts that speak for it, newest first. */
  posts: z.array(z.object({ docId: z.string(), title: z.string(), text: z.string() })),
});
export type Suggestion = z.infer<typeof suggestion>;

/** What the feedback on a rule suggests; `judged` says on how much it rests. */
export const suggestions = z.object({
  items: z.array(suggestion),
  judged: z.object({ real: z.int(), false: z.int(), missed: z.int() }),
  /** Why there are none, in Chinese; null when there are. */
  why: z.string().nullable(),
});
export type Suggestions = z.infer<typeof suggestions>;
