import type { FoundPost } from '../../alert-contract.ts';

/** What the score of a post would take into account and nobody knows, in words. */
export function missingInputs({ metrics: { reposts, comments } }: FoundPost['post']): string[] {
  return [...(reposts === null ? ['转发数未知'] : []), ...(comments === null ? ['评论数未知'] : [])];
}
