import type { Analyser } from '../analyser.ts';
import type { Post } from '../model/post.ts';
import type { AnalysedPost } from '../store/store.ts';

/** Analyses posts, in this thread or in others. */
export interface Analysis {
  /**
   * One result for each post, in input order, all by one and the same rule set: the one in force when asked. Rejects
   * with PoisonError for a post that cannot be analysed.
   */
  analyse(posts: readonly Post[]): Promise<readonly AnalysedPost[]>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/** After so many posts the event loop gets a turn, so that pages stay quick while a large file is worked off. */
const BREATH = 128;

/** In this thread. */
export function createLocalAnalysis(analyser: () => Analyser): Analysis {
  return {
    async analyse(posts) {
      const { analyseAll } = analyser();
      const analysed: AnalysedPost[] = [];
      for (let at = 0; at < posts.length; at += BREATH) {
        if (at > 0) await new Promise((resolve) => setImmediate(resolve));
        analysed.push(...analyseAll(posts.slice(at, at + BREATH)));
      }
      return analysed;
    },
    async close() {},
  };
}
