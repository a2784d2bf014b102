import type { FieldText, RuleSpan, Subject } from '../rule-set.ts';
import { type Automaton, buildAutomaton, Found } from './automaton.ts';
import { characterClasses, RUN } from './character-class.ts';
import { FIELD_ORDER, type FieldMask, maskHolds } from './fields.ts';
import { PairTable } from './pair-table.ts';
import { Positions } from './positions.ts';
import { type Piece, placeOf, type Squeezed, squeeze } from './squeeze.ts';
import type { Symbols } from './symbols.ts';
import { isWholeStretch, isWholeWord } from './whole-word.ts';

/** A stretch of a field; `field` is an index into FIELD_ORDER, offsets are UTF-16, end exclusive. */
export interface Place {
  readonly field: number;
  readonly start: number;
  readonly end: number;
}

/** Columns of the table of patterns: what one occurrence needs lies side by side. */
const COLUMNS = 3;
const SHAPE = 0;
const LINKS = 1;
const LINKS_END = 2;
/** Lowest bits of SHAPE: set when the pattern begins or ends with a Latin letter or digit, so that runs must be looked at. */
const EDGES = 1;
const EDGE_BITS = 1;

function tabulate({ patterns, links }: Symbols): Int32Array {
  const classes = characterClasses();
  const isRun = (pattern: string, at: number) => classes[pattern.charCodeAt(at)] === RUN;
  const table = new Int32Array(patterns.length * COLUMNS);
  let link = 0;
  patterns.forEach((pattern, index) => {
    const edges = isRun(pattern, 0) || isRun(pattern, pattern.length - 1) ? EDGES : 0;
    table[index * COLUMNS + SHAPE] = (pattern.length << EDGE_BITS) | edges;
    table[index * COLUMNS + LINKS] = link;
    link += links[index]?.length ?? 0;
    table[index * COLUMNS + LINKS_END] = link;
  });
  return table;
}

function neighboursIn(patterns: readonly string[]): PairTable {
  const pairs = new PairTable(patterns.reduce((sum, pattern) => sum + pattern.length, 0));
  for (const pattern of patterns) {
    for (let i = 1; i < pattern.length; i++) {
      const [one, other] = [pattern.charCodeAt(i - 1), pattern.charCodeAt(i)];
      if (!pairs.has(one, other)) pairs.set(one, other, 1);
    }
  }
  return pairs;
}

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
  /** Slots filled by the last `read`, each once. */
  readonly filled: number[] = [];
  private readonly symbols: Symbols;
  private readonly fields: readonly number[];
  private readonly automaton: Automaton;
  private readonly found = new Found();
  /** Three numbers a pattern: its length and edges, its first link, the end of its links. */
  private readonly patterns: Int32Array;
  private readonly longest: number;
  /** Pairs of units that stand side by side in a pattern. */
  private readonly neighbours: PairTable;
  /** A link is a slot, negative (−1 − slot) when plain. */
  private readonly links: Int32Array;
  private readonly classes = characterClasses();
  /** For each slot the fields in which it has a place. */
  readonly fieldsOfSlot: Uint8Array;
  /** Two numbers a slot: places of its first and last entry. */
  private readonly chains: Int32Array;
  /** Places by slot as linked lists; an entry is four numbers: field, start, end, place of the next entry or −1. */
  private entries = new Int32Array(1024);
  private used = 0;
  private numbers: Subject['numbers'] = {};
  private readonly texts: (FieldText | undefined)[] = [];
  private readonly positions: readonly Positions[] = FIELD_ORDER.map(() => new Positions());
  private regexPlaces = new Map<number, readonly Place[]>();

  /** `mask`: the fields that any expression looks at. */
  constructor(symbols: Symbols, mask: FieldMask) {
    this.symbols = symbols;
    this.fields = FIELD_ORDER.map((_, index) => index).filter((index) => maskHolds(mask, index));
    this.automaton = buildAutomaton(symbols.patterns);
    this.longest = symbols.patterns.reduce((most, { length }) => Math.max(most, length), 0);
    this.patterns = tabulate(symbols);
    this.neighbours = neighboursIn(symbols.patterns);
    this.links = Int32Array.from(
      symbols.links.flatMap((links) => links.map((link) => (link.plain ? -1 - link.slot : link.slot))),
    );
    this.fieldsOfSlot = new Uint8Array(symbols.slots.length);
    this.chains = new Int32Array(symbols.slots.length * 2);
  }

  read(subject: Subject): void {
    for (const slot of this.filled) this.fieldsOfSlot[slot] = 0;
    this.filled.length = 0;
    this.used = 0;
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
    return ((this.fieldsOfSlot[slot] ?? 0) & mask) !== 0;
  }

  /** Adds the places of the slot in the fields of the mask, by field and then by end. */
  collectPlaces(slot: number, mask: FieldMask, into: Place[]): void {
    if (!this.has(slot, mask)) return;
    const { entries } = this;
    for (let at = this.chains[slot * 2] ?? -1; at >= 0; at = entries[at + 3] ?? -1) {
      const field = entries[at] ?? 0;
      if (maskHolds(mask, field)) into.push({ field, start: entries[at + 1] ?? 0, end: entries[at + 2] ?? 0 });
    }
  }

  /** The same as spans, for a hit. */
  collectSpans(slot: number, mask: FieldMask, into: RuleSpan[]): void {
    if (!this.has(slot, mask)) return;
    const { entries } = this;
    for (let at = this.chains[slot * 2] ?? -1; at >= 0; at = entries[at + 3] ?? -1) {
      const field = entries[at] ?? 0;
      if (maskHolds(mask, field)) into.push(this.span(field, entries[at + 1] ?? 0, entries[at + 2] ?? 0));
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
    const { patterns, links, found } = this;
    const { boundary } = text;
    found.length = 0;
    this.automaton.scan(text.folded, found);
    for (let at = 0; at < found.length; at += 2) {
      const row = (found.data[at] ?? 0) * COLUMNS;
      const end = found.data[at + 1] ?? 0;
      const shape = patterns[row + SHAPE] ?? 0;
      const start = end - (shape >> EDGE_BITS);
      const aligned = (boundary[start] === 1 || boundary[end] === 1) && (shape & EDGES) === 0;
      const whole = aligned || isWholeWord(text, start, end, this.classes);
      const stop = patterns[row + LINKS_END] ?? 0;
      for (let link = patterns[row + LINKS] ?? 0; link < stop; link++) {
        const to = links[link] ?? 0;
        if (to < 0) this.add(-1 - to, field, start, end);
        else if (whole) this.add(to, field, start, end);
      }
    }
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
      this.automaton.scan(squeezed.text.slice(from, to), this.found);
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
      const over = next !== undefined && this.neighbours.has(unit, folded.charCodeAt(next.from));
      const isRun = to - from > length;
      if (over || (isRun && before >= 0 && this.neighbours.has(before, unit))) joints.push(end);
      before = unit;
    }
    return joints;
  }

  private takeDisguised({ field, text, squeezed, from }: Window): void {
    const { patterns, links, classes, found } = this;
    for (let at = 0; at < found.length; at += 2) {
      const row = (found.data[at] ?? 0) * COLUMNS;
      const length = (patterns[row + SHAPE] ?? 0) >> EDGE_BITS;
      const last = from + (found.data[at + 1] ?? 0);
      const { start, end } = placeOf(squeezed, last - length, last);
      if (end - start === length || !isWholeStretch(text, start, end, classes)) continue;
      // Runs at the edges alone (漏漏水水) leave the term standing between them, taken already when it counts there.
      const inner = placeOf(squeezed, last - length, last - length + 1).end - 1;
      const isThere = placeOf(squeezed, last - 1, last).start + 1 - inner === length;
      if (isThere && isWholeWord(text, inner, inner + length, classes)) continue;
      const stop = patterns[row + LINKS_END] ?? 0;
      for (let link = patterns[row + LINKS] ?? 0; link < stop; link++) {
        const to = links[link] ?? 0;
        if (to >= 0) this.add(to, field, start, end);
      }
    }
  }

  private add(slot: number, field: number, start: number, end: number): void {
    const at = this.used;
    if (at + 4 > this.entries.length) this.grow();
    const { entries } = this;
    entries[at] = field;
    entries[at + 1] = start;
    entries[at + 2] = end;
    entries[at + 3] = -1;
    this.used = at + 4;
    const fields = this.fieldsOfSlot[slot] ?? 0;
    if (fields === 0) {
      this.filled.push(slot);
      this.chains[slot * 2] = at;
    } else entries[(this.chains[slot * 2 + 1] ?? 0) + 3] = at;
    this.chains[slot * 2 + 1] = at;
    this.fieldsOfSlot[slot] = fields | (1 << field);
  }

  private grow(): void {
    const larger = new Int32Array(this.entries.length * 2);
    larger.set(this.entries);
    this.entries = larger;
  }
}
