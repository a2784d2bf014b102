import type { LexiconEntry } from '../../rules/schema.ts';

/** Where a phrase of a lexicon list stands; UTF-16 offsets, end exclusive. */
export interface FoundPhrase {
  /** Name of the entry. */
  name: string;
  start: number;
  end: number;
}

/** Finds every phrase of a list in a folded text, in reading order; of those that begin at one place the longest. */
export function createPhraseFinder(
  entries: readonly LexiconEntry[],
  fold: (text: string) => string,
): (folded: string) => FoundPhrase[] {
  const byPair = new Map<number, { text: string; name: string }[]>();
  const begins = new Uint8Array(0x10000);
  for (const { name, aliases } of entries) {
    for (const spelling of new Set([name, ...aliases])) {
      const text = fold(spelling);
      if (text.length < 2) continue;
      const list = byPair.get(pairAt(text, 0)) ?? [];
      list.push({ text, name });
      byPair.set(pairAt(text, 0), list);
      begins[text.charCodeAt(0)] = 1;
    }
  }
  for (const list of byPair.values()) list.sort((a, b) => b.text.length - a.text.length);

  return (folded) => {
    const found: FoundPhrase[] = [];
    for (let i = 0; i < folded.length - 1; i++) {
      if (begins[folded.charCodeAt(i)] !== 1) continue;
      const phrase = byPair.get(pairAt(folded, i))?.find(({ text }) => folded.startsWith(text, i));
      if (phrase === undefined) continue;
      found.push({ name: phrase.name, start: i, end: i + phrase.text.length });
      i += phrase.text.length - 1;
    }
    return found;
  };
}

function pairAt(text: string, at: number): number {
  return text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1);
}
