import type { LexiconSpec } from '../../rules/schema.ts';
import { spellings } from '../places/words.ts';

/** Characters of title and text that are looked at: whom a post is about, it says in the beginning. */
const OPENING = 300;
const MOST = 2;

/**
 * Villages, groups, bridges, works, companies: names that are no estates, by two lists of the lexicon: `地标字尾` and
 * `非地标`. A name is its ending with the two characters before it, so that it does not matter where it begins (长龙村
 * and A7县长龙村). The first two that a text names.
 * @param fold as texts of lexicon and posts are compared
 */
export function createLandmarks(
  lexicon: ReadonlyMap<string, LexiconSpec>,
  fold: (text: string) => string,
): (post: { title: string; text: string }) => string[] {
  const endings = spellings(lexicon.get('地标字尾')).map(fold);
  const excluded = spellings(lexicon.get('非地标')).map(fold);
  // The number of a bus line is its name.
  const names = new RegExp(String.raw`(?<!\d)\d{1,3}路|\p{Script=Han}{2}(?:${endings.map(quoted).join('|')})`, 'gu');
  return ({ title, text }) => {
    const found = fold(`${title}。${text.slice(0, OPENING)}`.slice(0, OPENING)).match(names) ?? [];
    return [...new Set(found)].filter((name) => !excluded.some((word) => name.includes(word))).slice(0, MOST);
  };
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
