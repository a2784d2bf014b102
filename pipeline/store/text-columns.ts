/** A post's texts that are indexed, in the order of SQLite's full-text table `post_pairs`. */
export const TEXT_COLUMNS = ['title', 'text', 'author', 'source', 'channel', 'region'] as const;
export type TextColumn = (typeof TEXT_COLUMNS)[number];
