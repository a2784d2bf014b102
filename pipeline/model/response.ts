import { z } from 'zod';
import { instant } from './calendar.ts';

/** An official answer in public: a reply on a message board, a statement, an article. Feeds effect evaluation. */
export const response = z.object({
  responseId: z.string(),
  /** The post it answers; null when it answers an event as a whole. */
  docId: z.string().nullable(),
  eventId: z.string().nullable(),
  text: z.string(),
  by: z.string().nullable(),
  at: instant.nullable(),
  url: z.string().nullable(),
  /** How it got here: found by a crawler, in an imported file, or entered by a person. */
  origin: z.enum(['crawled', 'imported', 'entered']),
});
export type Response = z.infer<typeof response>;
