import { indexTokens, soughtText, soughtTokens } from './pair-index.ts';

/** Columns of the full-text table `post_pairs`, in order. */
export const TEXT_COLUMNS = ['title', 'text', 'author', 'source', 'channel', 'region'] as const;
export type TextColumn = (typeof TEXT_COLUMNS)[number];

/** A post's texts → the values of the full-text columns. */
export function toColumns(texts: Readonly<Record<TextColumn, string>>): string[] {
  return TEXT_COLUMNS.map((column) => indexTokens(texts[column]));
}

/** `squeezed` stands in one of the columns; null when it is nothing that can be looked for. */
export function matchIn(columns: readonly TextColumn[], squeezed: string): string | null {
  const sought = soughtTokens(squeezed);
  if (sought === null) return null;
  const phrase = `"${sought.tokens.join(' ').replaceAll('"', '""')}"`;
  return `{${columns.join(' ')}} : ${phrase}${sought.isPrefix ? ' *' : ''}`;
}

/** Every text stands in title or text; null when there is nothing to look for. */
export function matchAll(texts: readonly string[]): string | null {
  const found = texts.map((text) => matchIn(['title', 'text'], soughtText(text))).filter((match) => match !== null);
  return found.length === 0 ? null : found.map((match) => `(${match})`).join(' AND ');
}
