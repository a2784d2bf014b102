import { indexTokens, soughtText, soughtTokens } from '../pair-index.ts';
import { TEXT_COLUMNS, type TextColumn } from '../text-columns.ts';

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

export interface TextMatch {
  /** Full-text expression: every text stands in title or text. */
  match: string;
  /** One of the texts is a single character: the index gathers all pairs that begin with it, each time it is asked. */
  isDear: boolean;
}

/** Null when there is nothing to look for. */
export function matchAll(texts: readonly string[]): TextMatch | null {
  const squeezed = texts.map(soughtText);
  const found = squeezed.map((text) => matchIn(['title', 'text'], text)).filter((match) => match !== null);
  if (found.length === 0) return null;
  return {
    match: found.map((match) => `(${match})`).join(' AND '),
    isDear: squeezed.some((text) => soughtTokens(text)?.isPrefix === true),
  };
}
