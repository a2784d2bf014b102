import { PairTable } from '../../rules/compile/pair-table.ts';

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

const SINGLE = 1;
const PAIR = 2;
const NO_SPELLINGS: readonly Spelling[] = [];

/** Spellings by their first two units, those of one unit apart; most units of a text begin none and are passed over. */
class PhraseIndex {
  private readonly begins = new Uint8Array(0x10000);
  /** For each first unit the last five bits of the second ones, one bit each: passes nearly all other pairs over. */
  private readonly seconds = new Int32Array(0x10000);
  private readonly singles = new Map<number, Spelling[]>();
  private readonly pairs: PairTable;
  /** By state of the pair − 1, longest first. */
  private readonly byPair: Spelling[][] = [];

  constructor(spellings: readonly Spelling[]) {
    this.pairs = new PairTable(spellings.length);
    for (const spelling of spellings) {
      const first = spelling.text.charCodeAt(0);
      this.begins[first] = (this.begins[first] ?? 0) | (spelling.text.length === 1 ? SINGLE : PAIR);
      this.sameBeginning(spelling.text).push(spelling);
    }
    // Stable: spellings of one length stay in the order in which they were added.
    for (const list of this.byPair) list.sort((a, b) => b.text.length - a.text.length);
  }

  read(folded: string): Phrases {
    const found: Occurrence[] = [];
    for (let start = 0; start < folded.length; start++) {
      const unit = folded.charCodeAt(start);
      const kinds = this.begins[unit];
      if (kinds === 0) continue;
      const second = start + 1 < folded.length ? folded.charCodeAt(start + 1) : 0;
      if ((((this.seconds[unit] ?? 0) >>> (second & 31)) & 1) !== 0) {
        const state = this.pairs.get(unit, second);
        if (state !== 0) this.take(this.byPair[state - 1] ?? NO_SPELLINGS, folded, start, found);
      }
      if (kinds !== PAIR) this.take(this.singles.get(unit) ?? NO_SPELLINGS, folded, start, found);
    }
    return found;
  }

  private take(spellings: readonly Spelling[], folded: string, start: number, found: Occurrence[]): void {
    for (const spelling of spellings) {
      if (spelling.text.length <= 2 || folded.startsWith(spelling.text, start)) found.push({ spelling, start });
    }
  }

  private sameBeginning(text: string): Spelling[] {
    if (text.length === 1) {
      const list = this.singles.get(text.charCodeAt(0)) ?? [];
      this.singles.set(text.charCodeAt(0), list);
      return list;
    }
    const [first, second] = [text.charCodeAt(0), text.charCodeAt(1)];
    this.seconds[first] = (this.seconds[first] ?? 0) | (1 << (second & 31));
    let state = this.pairs.get(first, second);
    if (state === 0) {
      state = this.byPair.push([]);
      this.pairs.set(first, second, state);
    }
    return this.byPair[state - 1] ?? [];
  }
}
