import type { FieldText, RuleSpan, Subject } from '../rule-set.ts';
import { characterClasses } from './character-class.ts';
import { FIELD_ORDER, type FieldMask, maskHolds } from './fields.ts';
import { PairFilter, pairKey } from './pair-filter.ts';
import { type PatternRow, valuesOf } from './pattern-values.ts';
import { Positions } from './positions.ts';
import { mix } from './row-table.ts';
import { SlotPlaces } from './slot-places.ts';
import { type Piece, placeOf, type Squeezed, squeeze } from './squeeze.ts';
import type { Symbols } from './symbols.ts';
import { buildTrie, Found, type TermTrie } from './term-trie.ts';
import { isWholeStretch, isWholeWord } from './whole-word.ts';

/** A stretch of a field; `field` is an index into FIELD_ORDER, offsets are UTF-16, end exclusive. */
export interface Place {
  readonly field: number;
  readonly start: number;
  readonly end: number;
}

/** Every two units that stand side by side in a pattern. */
function neighboursIn(patterns: readonly string[]): PairFilter {
  const keys = new Set<number>();
  for (const pattern of patterns) {
    for (let i = 1; i < pattern.length; i++) keys.add(pairKey(pattern.charCodeAt(i - 1), pattern.charCodeAt(i)));
  }
  return PairFilter.of(keys);
}

const NO_ROW: PatternRow = { words: [], plain: [] };
const NO_PIECE: Piece = { at: 0, end: 0, from: 0, to: 0 };

/** A part of a squeezed field that was scanned; `from` is where it begins there. */
interface Window {
  readonly field: number;
  readonly text: FieldText;
  readonly squeezed: Squeezed;
  readonly from: number;
}

/** Places of one regular expression kept per field: a text that repeats one letter must not fill the memory. */
const MOST_REGEX_PLACES = 1000;

/**
 * What was found in the subject read last. Lives as long as the matcher and is refilled for each subject, so a result
 * must be taken out before the next `read`.
 */
export class Scan {
  /** By slot, what was found in the texts. */
  readonly places: SlotPlaces;
  private readonly symbols: Symbols;
  private readonly fields: readonly number[];
  private readonly trie: TermTrie;
  private readonly found = new Found();
  private readonly rows: readonly PatternRow[];
  private readonly longest: number;
  private readonly neighbours: PairFilter;
  private readonly classes = characterClasses();
  private numbers: Subject['numbers'] = {};
  private readonly texts: (FieldText | undefined)[] = [];
  private readonly positions: readonly Positions[] = FIELD_ORDER.map(() => new Positions());
  private regexPlaces = new Map<number, readonly Place[]>();

  /** `mask`: the fields that any expression looks at. */
  constructor(symbols: Symbols, mask: FieldMask) {
    this.symbols = symbols;
    this.fields = FIELD_ORDER.map((_, index) => index).filter((index) => maskHolds(mask, index));
    const { values, rows } = valuesOf(symbols);
    this.rows = rows;
    this.trie = buildTrie(symbols.patterns.map((text, index) => ({ text, value: values[index] ?? 0 })));
    this.longest = symbols.patterns.reduce((most, { length }) => Math.max(most, length), 0);
    this.neighbours = neighboursIn(symbols.patterns);
    this.places = new SlotPlaces(symbols.slots.length);
  }

  read(subject: Subject): void {
    this.places.clear();
    this.numbers = subject.numbers;
    if (this.regexPlaces.size > 0) this.regexPlaces = new Map();
    for (const field of this.fields) {
      const text = subject.texts[FIELD_ORDER[field] ?? ''];
      this.texts[field] = text;
      this.positions[field]?.reset(text);
      if (text !== undefined && text.folded !== '') this.readField(field, text);
    }
  }

  /** Whether the slot has a place in one of the fields. */
  has(slot: number, mask: FieldMask): boolean {
    return (this.places.fieldsOf(slot) & mask) !== 0;
  }

  /** Adds the places of the slot in the fields of the mask, in no order. */
  collectPlaces(slot: number, mask: FieldMask, into: Place[]): void {
    if (!this.has(slot, mask)) return;
    const { places } = this;
    const { entries } = places;
    for (let at = places.first(slot); at >= 0; at = places.next(at)) {
      const field = entries[at] ?? 0;
      if (maskHolds(mask, field)) into.push({ field, start: entries[at + 1] ?? 0, end: entries[at + 2] ?? 0 });
    }
  }

  spanOf({ field, start, end }: Place): RuleSpan {
    return this.span(field, start, end);
  }

  placesOfRegex(regex: number, mask: FieldMask): readonly Place[] {
    let all = this.regexPlaces.get(regex);
    if (all === undefined) {
      const find = this.symbols.regexes[regex];
      all = this.fields.flatMap((field) =>
        (find?.(this.text(field)?.folded ?? '', MOST_REGEX_PLACES) ?? []).map(({ start, end }) => ({
          field,
          start,
          end,
        })),
      );
      this.regexPlaces.set(regex, all);
    }
    return all.filter((place) => maskHolds(mask, place.field));
  }

  number(field: string): number | undefined {
    return this.numbers[field];
  }

  text(field: number): FieldText | undefined {
    return this.texts[field];
  }

  /** Words that lie wholly between the end of one place and the start of a later one in the same field. */
  wordsBetween(field: number, end: number, start: number): number {
    return this.positions[field]?.wordsBetween(end, start) ?? 0;
  }

  sameSentence(field: number, one: number, other: number): boolean {
    return this.positions[field]?.sameSentence(one, other) ?? false;
  }

  /** The span of an entry of `places`. */
  spanAt(entry: number): RuleSpan {
    const { entries } = this.places;
    return this.span(entries[entry] ?? 0, entries[entry + 1] ?? 0, entries[entry + 2] ?? 0);
  }

  private span(field: number, start: number, end: number): RuleSpan {
    const term = this.texts[field]?.folded.slice(start, end) ?? '';
    return { field: FIELD_ORDER[field] ?? '', start, end, term };
  }

  private readField(field: number, text: FieldText): void {
    this.readLiteral(field, text);
    const squeezed = squeeze(text.folded);
    if (squeezed !== null) this.readDisguised(field, text, squeezed);
  }

  private readLiteral(field: number, text: FieldText): void {
    const { found, places } = this;
    const { boundary } = text;
    found.length = 0;
    this.trie.scan(text.folded, found);
    for (let at = 0; at < found.length; at += 3) {
      const value = found.data[at] ?? 0;
      const start = found.data[at + 1] ?? 0;
      const end = found.data[at + 2] ?? 0;
      if (value < 0) this.takeRow(this.rows[-1 - value] ?? NO_ROW, field, start, end);
      else if (boundary[start] === 1 || boundary[end] === 1 || isWholeWord(text, start, end, this.classes)) {
        places.add(value - 1, field, start, end);
      }
    }
  }

  private takeRow({ words, plain }: PatternRow, field: number, start: number, end: number): void {
    const text = this.texts[field];
    for (const slot of plain) this.places.add(slot, field, start, end);
    if (words.length === 0 || text === undefined || !isWholeWord(text, start, end, this.classes)) return;
    for (const slot of words) this.places.add(slot, field, start, end);
  }

  /**
   * Terms that stand there only once gaps and repeats are taken out; only the neighbourhood of such places is read again.
   * Plain terms are not sought: they ask for the letters as they stand.
   */
  private readDisguised(field: number, text: FieldText, squeezed: Squeezed): void {
    const joints = this.tellingJoints(text.folded, squeezed.pieces);
    for (let i = 0; i < joints.length; ) {
      const from = Math.max(0, (joints[i] ?? 0) - this.longest);
      let to = (joints[i] ?? 0) + this.longest - 1;
      for (i += 1; i < joints.length && (joints[i] ?? 0) - this.longest < to; i++) {
        to = (joints[i] ?? 0) + this.longest - 1;
      }
      this.found.length = 0;
      this.trie.scan(squeezed.text.slice(from, to), this.found);
      this.takeDisguised({ field, text, squeezed, from });
    }
  }

  /**
   * Ends of pieces where some pattern may reach over what was left out, or end on a run: those whose units are neighbours
   * in a pattern. Everyday doublings (天天, 慢慢) seldom are, so that most texts are done here.
   */
  private tellingJoints(folded: string, pieces: readonly Piece[]): number[] {
    const joints: number[] = [];
    let before = -1;
    for (let i = 0; i < pieces.length; i++) {
      const { at, end, from, to } = pieces[i] ?? NO_PIECE;
      const length = end - at;
      const unit = folded.charCodeAt(from + length - 1);
      if (length > 1) before = folded.charCodeAt(from + length - 2);
      const next = pieces[i + 1];
      const over = next !== undefined && this.areNeighbours(unit, folded.charCodeAt(next.from));
      const isRun = to - from > length;
      if (over || (isRun && before >= 0 && this.areNeighbours(before, unit))) joints.push(end);
      before = unit;
    }
    return joints;
  }

  private areNeighbours(one: number, other: number): boolean {
    return this.neighbours.mayHold(mix(one, other));
  }

  private takeDisguised({ field, text, squeezed, from }: Window): void {
    const { classes, found, places } = this;
    for (let at = 0; at < found.length; at += 3) {
      const value = found.data[at] ?? 0;
      const first = from + (found.data[at + 1] ?? 0);
      const last = from + (found.data[at + 2] ?? 0);
      const length = last - first;
      const { start, end } = placeOf(squeezed, first, last);
      if (end - start === length || !isWholeStretch(text, start, end, classes)) continue;
      // Runs at the edges alone (漏漏水水) leave the term standing between them, taken already when it counts there.
      const inner = placeOf(squeezed, first, first + 1).end - 1;
      const isThere = placeOf(squeezed, last - 1, last).start + 1 - inner === length;
      if (isThere && isWholeWord(text, inner, inner + length, classes)) continue;
      if (value > 0) places.add(value - 1, field, start, end);
      else for (const slot of this.rows[-1 - value]?.words ?? []) places.add(slot, field, start, end);
    }
  }
}
