import { z } from 'zod';

/** By what a post is found when another one of its kind comes. Follows from the post and its verdict alone. */
export interface Trace {
  docId: string;
  /** Event time. */
  at: string;
  /** Sketch of its text, see dedupe/shingles.ts; empty for a text too short to be compared. */
  shingles: readonly number[];
  /** What it speaks of, as short texts: posts near in time that share a clue speak of one happening. */
  clues: readonly string[];
}

/** A trace as it is left, with what is asked along with it. */
export interface Leaving extends Trace {
  /**
   * Position in the log of the message that brings the post. Left again by the same message, a trace is told what it was
   * told then, whoever has come since: a batch that comes again, cut in whatever way, decides as it did. Absent: nothing
   * is remembered.
   */
  message?: string | undefined;
  /** docIds of exact copies of the post that are known by now. */
  copies?: readonly string[];
}

/** Who has left traces like those of a post. */
export interface Kin {
  /** docIds of posts that may be copies, likeliest first; to be compared by their texts. */
  alike: readonly string[];
  /** For each clue the nearest earlier and the nearest later post that has it too, within the window. */
  sharing: readonly { docId: string; clue: string }[];
  /** Of the copies asked about, those that have left a trace before. */
  arrived: readonly string[];
}

/** What a trace was told, and by which message it was left: an engine keeps it beside the trace. */
export const met: z.ZodType<Met> = z.object({
  message: z.string(),
  alike: z.array(z.string()),
  sharing: z.array(z.object({ docId: z.string(), clue: z.string() })),
  arrived: z.array(z.string()),
});
export type Met = Kin & { message: string };

/** The answer to be given again, where the trace was left by that very message. */
export function answerOf({ message }: Leaving, before: Met | null): Kin | null {
  if (before === null || before.message !== message) return null;
  const { alike, sharing, arrived } = before;
  return { alike, sharing, arrived };
}

/** A stretch of text that this many posts have in common is a set phrase: it no longer shows new posts the way. */
export const SHINGLE_POSTS = 32;
/** Posts that share only set phrases are looked at when they share so many of them. */
const SHARED_SET_PHRASES = 3;
/** At most so many possible copies are compared, those that share most. */
const MOST_ALIKE = 12;

/**
 * Counts how many shingles each post shares, and tells which are worth comparing. `Mark` is what the engine knows posts by;
 * names are asked for only where they are told.
 */
export function createSharing<Mark>(nameOf: (mark: Mark) => string) {
  const counts = new Map<Mark, number>();
  const rare = new Set<Mark>();
  return {
    /** Posts that have one more shingle in common with `own`. */
    add(others: readonly Mark[], own: Mark): void {
      for (const mark of others) {
        if (mark === own) continue;
        counts.set(mark, (counts.get(mark) ?? 0) + 1);
        if (others.length < SHINGLE_POSTS) rare.add(mark);
      }
    },
    likeliest(): string[] {
      return [...counts]
        .filter(([mark, n]) => n >= SHARED_SET_PHRASES || rare.has(mark))
        .map(([mark, n]): [string, number] => [nameOf(mark), n])
        .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
        .slice(0, MOST_ALIKE)
        .map(([docId]) => docId);
    },
  };
}
