import { buildTrie, Found, type TermTrie } from '../../rules/compile/term-trie.ts';

/** Where a phrase stands; UTF-16 offsets, end exclusive. */
export interface FoundPhrase<Entry> {
  /** What the phrase stands for in its list. */
  readonly entry: Entry;
  readonly start: number;
  readonly end: number;
}

/** All that one reading of a text found, in reading order, of those that begin at one place the longest first. */
export type Phrases = readonly Occurrence[];

interface Occurrence {
  readonly spelling: Spelling;
  readonly start: number;
}

interface Spelling {
  readonly text: string;
  readonly list: number;
  /** Index into the entries of the list. */
  readonly entry: number;
}

/**
 * Finds the phrases of many lists in one pass over a text, whatever the number of lists and phrases. All lists are
 * added before the first text is read.
 */
export class PhraseBook {
  private readonly fold: (text: string) => string;
  private readonly spellings: Spelling[] = [];
  private lists = 0;
  private index: PhraseIndex | null = null;

  constructor(fold: (text: string) => string) {
    this.fold = fold;
  }

  /** Adds a list of spellings, each with what it stands for. */
  list<Entry>(spellings: Iterable<readonly [spelling: string, entry: Entry]>): PhraseList<Entry> {
    const list = this.lists++;
    const entries: Entry[] = [];
    for (const [spelling, entry] of spellings) {
      const text = this.fold(spelling);
      if (text !== '') this.spellings.push({ text, list, entry: entries.push(entry) - 1 });
    }
    this.index = null;
    return new PhraseList(list, entries);
  }

  read(folded: string): Phrases {
    this.index ??= new PhraseIndex(this.spellings);
    return this.index.read(folded);
  }
}

/** One list of a {@link PhraseBook}: takes what is its own out of a reading. */
export class PhraseList<Entry> {
  private readonly number: number;
  private readonly entries: readonly Entry[];

  constructor(number: number, entries: readonly Entry[]) {
    this.number = number;
    this.entries = entries;
  }

  /** Every place of every phrase, also one within another. */
  allIn(phrases: Phrases): FoundPhrase<Entry>[] {
    return this.pick(phrases, true);
  }

  /** Places that do not overlap, from the left; of phrases that begin at one place the longest. */
  longestIn(phrases: Phrases): FoundPhrase<Entry>[] {
    return this.pick(phrases, false);
  }

  private pick(phrases: Phrases, overlapping: boolean): FoundPhrase<Entry>[] {
    const found: FoundPhrase<Entry>[] = [];
    let free = 0;
    for (const { spelling, start } of phrases) {
      if (spelling.list !== this.number || (!overlapping && start < free)) continue;
      const entry = this.entries[spelling.entry];
      free = start + spelling.text.length;
      if (entry !== undefined) found.push({ entry, start, end: free });
    }
    return found;
  }
}

const NO_SPELLINGS: readonly Spelling[] = [];

class PhraseIndex {
  private readonly trie: TermTrie;
  private readonly found = new Found();
  /** Spellings with one text, in the order in which they were added; the trie's values are 1 + the index. */
  private readonly groups: readonly Spelling[][];

  constructor(spellings: readonly Spelling[]) {
    const byText = new Map<string, Spelling[]>();
    for (const spelling of spellings) {
      const group = byText.get(spelling.text);
      if (group === undefined) byText.set(spelling.text, [spelling]);
      else group.push(spelling);
    }
    this.groups = [...byText.values()];
    this.trie = buildTrie([...byText.keys()].map((text, index) => ({ text, value: index + 1 })));
  }

  read(folded: string): Phrases {
    const { found } = this;
    found.length = 0;
    this.trie.scan(folded, found);
    const occurrences: Occurrence[] = [];
    for (let at = 0; at < found.length; at += 3) {
      const start = found.data[at + 1] ?? 0;
      for (const spelling of this.groups[(found.data[at] ?? 0) - 1] ?? NO_SPELLINGS) {
        occurrences.push({ spelling, start });
      }
    }
    // Stable: spellings with one text stay in the order in which they were added.
    return occurrences.sort((a, b) => a.start - b.start || b.spelling.text.length - a.spelling.text.length);
  }
}
