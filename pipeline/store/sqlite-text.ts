/** Around each value of a list kept in one column, so that a value is found as a whole. */
const AROUND = '\u001f';

/** `['a','b']` → `␟a␟b␟`; empty for an empty list. */
export function toList(values: readonly string[]): string {
  return values.length === 0 ? '' : `${AROUND}${values.join(AROUND)}${AROUND}`;
}

/** The other way round. */
export function fromList(list: string): string[] {
  return list === '' ? [] : list.slice(1, -1).split(AROUND);
}

/** What to look for in a list column to find one value. */
export function inList(value: string): string {
  return `${AROUND}${value}${AROUND}`;
}

/** ASCII white space and control characters: where the full-text tokenizer splits. Code points, not typed ones. */
const SPLITTERS = /[\0-\x20\x7f]/;
const ALL_SPLITTERS = /[\0-\x20\x7f]/g;

/**
 * Words as the full-text column gets them. Words of nothing but white space vanish (here and in phrases alike); white
 * space within a word becomes a no-break space, which keeps the word whole.
 */
export function toWordColumn(words: readonly string[]): string {
  const joined = words.join(' ');
  // Nearly always no word has white space in it: then there is one splitter less than words, and none at the ends.
  return isPlain(words) ? joined : words.map(wholeWord).filter(isNotEmpty).join(' ');
}

export function fromWordColumn(column: string): string[] {
  return column === '' ? [] : column.split(' ');
}

/** Phrases → a full-text expression that wants all of them; null when there is nothing to look for. */
export function toMatch(phrases: readonly (readonly string[])[]): string | null {
  const quoted = phrases
    .map((phrase) => phrase.map(wholeWord).filter(isNotEmpty).join(' '))
    .filter(isNotEmpty)
    .map((phrase) => `"${phrase.replaceAll('"', '""')}"`);
  return quoted.length === 0 ? null : quoted.join(' AND ');
}

/** Alerts are looked through as plain text, without regard to case. */
export function toSearchText(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function isPlain(words: readonly string[]): boolean {
  return words.every((word) => word !== '' && !SPLITTERS.test(word));
}

function wholeWord(word: string): string {
  return word.trim().replace(ALL_SPLITTERS, '\u00a0');
}

function isNotEmpty(text: string): boolean {
  return text !== '';
}
