/** Words of up to so many UTF-16 units, nearly all of them, are found without making a string. */
const SHORT = 4;
/** Numbers a slot of the table of short words: two units, two units, word number and length. */
const COLUMNS = 3;
const LENGTH_BITS = 3;
const LENGTH = (1 << LENGTH_BITS) - 1;

/** A kind of words, to take those of a text out of its reading; a number below 32. */
export type WordList = number;

/**
 * Numbers words, so that what is asked of a word again and again (is it a word of mood, may a name begin with it) is
 * worked out once: whether it is on a list when it comes for the first time, other questions when they are first asked,
 * see {@link WordBook.column}. Numbers count from 0 and hold until {@link WordBook.forget}.
 */
export class WordBook {
  private readonly texts: string[] = [];
  private readonly columns: Column[] = [];
  private readonly lists: ((word: string) => boolean)[] = [];
  /** By word number, one bit for each list. */
  private marks = new Int32Array(1 << 12);
  private readonly long = new Map<string, number>();
  /** Short words by open addressing, at most half full; a slot without length is free. */
  private slots = new Int32Array(COLUMNS << 12);
  private mask = (1 << 12) - 1;

  get size(): number {
    return this.texts.length;
  }

  get listCount(): number {
    return this.lists.length;
  }

  text(number: number): string {
    return this.texts[number] ?? '';
  }

  /** Bit n is set when the word is on list n. */
  marksOf(number: number): number {
    return this.marks[number] ?? 0;
  }

  numberOf(word: string): number {
    return this.numberAt(word, 0, word.length);
  }

  /** Number of the word that stands at `start` in a text. */
  numberAt(text: string, start: number, length: number): number {
    if (length > SHORT || length === 0) return this.numberOfLong(text.slice(start, start + length));
    const head = headOf(text, start, length);
    const tail = tailOf(text, start, length);
    const slot = this.slotOf(head, tail, length);
    const entry = this.slots[slot * COLUMNS + 2] ?? 0;
    if (entry !== 0) return entry >> LENGTH_BITS;
    const number = this.add(text.slice(start, start + length));
    this.fill(slot, head, tail, (number << LENGTH_BITS) | length);
    if (this.size * 2 > this.mask) this.grow();
    return number;
  }

  /** Its number if it has one. */
  find(word: string): number | null {
    const { length } = word;
    if (length > SHORT || length === 0) return this.long.get(word) ?? null;
    const slot = this.slotOf(headOf(word, 0, length), tailOf(word, 0, length), length);
    const entry = this.slots[slot * COLUMNS + 2] ?? 0;
    return entry === 0 ? null : entry >> LENGTH_BITS;
  }

  /** Adds a list; all lists are added before the first word. `holds` must depend on nothing but the word. */
  list(holds: (word: string) => boolean): WordList {
    return this.lists.push(holds) - 1;
  }

  /**
   * A question that is answered once for each word. Answers are 0 … 254; `ask` must depend on nothing but the word.
   * Columns outlive {@link forget}; their answers do not.
   */
  column(ask: (word: string) => number): Column {
    const column = new Column(this, ask);
    this.columns.push(column);
    return column;
  }

  /** Starts anew: all numbers given out are void. Keeps a book that sees ever new words from growing for ever. */
  forget(): void {
    this.texts.length = 0;
    this.long.clear();
    this.slots.fill(0);
    for (const column of this.columns) column.forget();
  }

  /** Where the word stands, or the free slot where it would. */
  private slotOf(head: number, tail: number, length: number): number {
    const { slots, mask } = this;
    let slot = mix(head, tail) & mask;
    for (;;) {
      const entry = slots[slot * COLUMNS + 2] ?? 0;
      if (entry === 0) return slot;
      const isSame = slots[slot * COLUMNS] === head && slots[slot * COLUMNS + 1] === tail;
      if (isSame && (entry & LENGTH) === length) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private numberOfLong(word: string): number {
    const known = this.long.get(word);
    if (known !== undefined) return known;
    const number = this.add(word);
    this.long.set(word, number);
    return number;
  }

  private add(word: string): number {
    const number = this.texts.push(word) - 1;
    if (number >= this.marks.length) {
      const before = this.marks;
      this.marks = new Int32Array(before.length * 2);
      this.marks.set(before);
    }
    this.marks[number] = this.lists.reduce((marks, holds, list) => (holds(word) ? marks | (1 << list) : marks), 0);
    return number;
  }

  private fill(slot: number, head: number, tail: number, entry: number): void {
    this.slots[slot * COLUMNS] = head;
    this.slots[slot * COLUMNS + 1] = tail;
    this.slots[slot * COLUMNS + 2] = entry;
  }

  private grow(): void {
    const before = this.slots;
    this.mask = this.mask * 2 + 1;
    this.slots = new Int32Array((this.mask + 1) * COLUMNS);
    for (let at = 0; at < before.length; at += COLUMNS) {
      const [head = 0, tail = 0, entry = 0] = before.subarray(at, at + COLUMNS);
      if (entry !== 0) this.fill(this.slotOf(head, tail, entry & LENGTH), head, tail, entry);
    }
  }
}

/** Answers to one question by word number. */
export class Column {
  private readonly book: WordBook;
  private readonly ask: (word: string) => number;
  /** Answer + 1; 0 where it was not asked yet. */
  private answers = new Uint8Array(1 << 12);

  constructor(book: WordBook, ask: (word: string) => number) {
    this.book = book;
    this.ask = ask;
  }

  of(number: number): number {
    const known = this.answers[number];
    return known === undefined || known === 0 ? this.answer(number) : known - 1;
  }

  forget(): void {
    this.answers.fill(0);
  }

  private answer(number: number): number {
    if (number >= this.answers.length) {
      const before = this.answers;
      this.answers = new Uint8Array(Math.max(number + 1, before.length * 2));
      this.answers.set(before);
    }
    const answer = this.ask(this.book.text(number));
    this.answers[number] = answer + 1;
    return answer;
  }
}

function headOf(text: string, start: number, length: number): number {
  return text.charCodeAt(start) | (length > 1 ? text.charCodeAt(start + 1) << 16 : 0);
}

function tailOf(text: string, start: number, length: number): number {
  if (length < 3) return 0;
  return text.charCodeAt(start + 2) | (length > 3 ? text.charCodeAt(start + 3) << 16 : 0);
}

/** Multiplicative mixing (Knuth, The Art of Computer Programming 3, §6.4), high bits folded into the low ones. */
function mix(head: number, tail: number): number {
  const mixed = Math.imul(head, 0x9e3779b1) ^ Math.imul(tail, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
