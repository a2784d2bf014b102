import type { AnalysedPost, Store } from './store/store.ts';

const KEPT = 2_000;

/**
 * Posts that this process has just stored, so that the next hop need not read them back. Only saves work: what is not
 * here is read, and what is here was committed as it stands.
 */
export function createRecentPosts(store: Store) {
  const recent = new Map<string, AnalysedPost>();
  return {
    keep(posts: readonly AnalysedPost[]): void {
      for (const post of posts) {
        recent.delete(post.post.docId);
        recent.set(post.post.docId, post);
      }
      for (const oldest of recent.keys()) {
        if (recent.size <= KEPT) break;
        recent.delete(oldest);
      }
    },
    async posts(docIds: readonly string[]): Promise<ReadonlyMap<string, AnalysedPost>> {
      const found = new Map<string, AnalysedPost>();
      const missing: string[] = [];
      for (const docId of docIds) {
        const known = recent.get(docId);
        if (known) found.set(docId, known);
        else missing.push(docId);
      }
      if (missing.length > 0) for (const [docId, post] of await store.posts(missing)) found.set(docId, post);
      return found;
    },
  };
}
