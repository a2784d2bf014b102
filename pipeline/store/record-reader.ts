import { z } from 'zod';
import { PoisonError } from '../errors.ts';
import { post } from '../model/post.ts';
import { verdict } from '../model/verdict.ts';
import type { Logger } from '../stage.ts';

/** What the body of a post holds. */
export const storedPost = z.object({ post, verdict });
export type StoredPost = z.infer<typeof storedPost>;

/**
 * Reads stored documents back. One that cannot be read (damaged, or of a shape no longer known) is left out of lists,
 * logged with its id and counted, so that it does not take the whole page with it.
 */
export interface RowReader {
  /** Null when unreadable. */
  read<T>(schema: z.ZodType<T>, id: string, document: string): T | null;
  /** For a record asked for by id: PoisonError when unreadable. */
  must<T>(schema: z.ZodType<T>, id: string, document: string): T;
  /** How many records were left out so far. */
  skipped(): number;
}

export function createRowReader(log: Logger): RowReader {
  let skipped = 0;
  return {
    read(schema, id, document) {
      const result = parse(schema, document);
      if ('value' in result) return result.value;
      skipped += 1;
      log.error({ id, problem: result.problem, skipped }, 'stored record is unreadable and left out');
      return null;
    },
    must(schema, id, document) {
      const result = parse(schema, document);
      if ('value' in result) return result.value;
      throw new PoisonError(`stored record ${id} is unreadable: ${result.problem}`);
    },
    skipped: () => skipped,
  };
}

function parse<T>(schema: z.ZodType<T>, document: string): { value: T } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(document);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  const result = schema.safeParse(json);
  return result.success ? { value: result.data } : { problem: z.prettifyError(result.error) };
}
