import type { Post } from '../model/post.ts';
import type { Store } from '../store/store.ts';

/**
 * Exact duplicates: for each post the docId of the one it repeats, or null. The post that claims a content first owns
 * it. A replayed post is never a duplicate of itself, and one that is stored and was edited into the words of another
 * stays a post of its own: its record is what people have seen.
 */
export async function findDuplicates(posts: readonly Post[], store: Store): Promise<readonly (string | null)[]> {
  const owners = await store.claimContent(posts.map(({ contentHash, docId }) => ({ contentHash, docId })));
  const found = posts.map(({ contentHash, docId }) => {
    const owner = owners.get(contentHash) ?? docId;
    return owner === docId ? null : owner;
  });
  const repeating = posts.filter((_, i) => found[i] !== null).map(({ docId }) => docId);
  const stored = await store.posts(repeating);
  const own = new Set(stored.keys());
  return posts.map(({ docId }, i) => {
    const original = own.has(docId) ? null : (found[i] ?? null);
    // A further version in the same list is one of a post that will be stored by then.
    if (original === null) own.add(docId);
    return original;
  });
}
