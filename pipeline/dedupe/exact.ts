import type { Post } from '../model/post.ts';
import type { Store } from '../store/store.ts';

/**
 * Exact duplicates: for each post the docId of the one it repeats, or null. The post that claims a content first owns
 * it; an edited or replayed post is never a duplicate of itself.
 */
export async function findDuplicates(posts: readonly Post[], store: Store): Promise<readonly (string | null)[]> {
  const owners = await store.claimContent(posts.map(({ contentHash, docId }) => ({ contentHash, docId })));
  return posts.map((post) => {
    const owner = owners.get(post.contentHash) ?? post.docId;
    return owner === post.docId ? null : owner;
  });
}
