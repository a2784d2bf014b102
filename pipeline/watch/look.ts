import type { RawItem } from '../model/raw-item.ts';

/** What a look at the page of a known post found. */
export type Look =
  /**
   * The post is there. `comparable`: it was read the way it was read at first, so that another text is an edit; a feed's
   * summary and the article behind it are not.
   */
  | { kind: 'seen'; item: RawItem; comparable: boolean }
  /** The site says that it is gone. `words`: in Chinese. */
  | { kind: 'gone'; words: string }
  /** The page holds no post: it is gone if there was one before. */
  | { kind: 'emptied'; words: string }
  /** Nothing is known: the site, the network or we ourselves failed. */
  | { kind: 'failed'; words: string };

export interface KnownPost {
  docId: string;
  sourceId: string;
  url: string;
  title: string;
}

/** Reads the page of a post again, as its source does. Never throws for what a site does. */
export type LookAgain = (post: KnownPost) => Promise<Look>;
