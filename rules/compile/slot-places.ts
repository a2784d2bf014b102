/** Numbers in an entry: field, start, end, place of the slot's next entry or −1. */
const COLUMNS = 4;
const NEXT = 3;

/** Numbers kept of a filled slot: the slot, the fields in which it has a place (one bit each), its first and last entry. */
const FILLED = 4;
const SLOT = 0;
const FIELDS = 1;
const FIRST = 2;
const LAST = 3;

/**
 * Places found in one subject, by slot: linked lists in one array of numbers that is kept from subject to subject. Of
 * tens of thousands of slots a text fills some hundred. What is known of these lies together, in the nearest cache; only
 * one number is kept for every slot.
 */
export class SlotPlaces {
  entries = new Int32Array(1024);
  private used = 0;
  /** By slot: where it is in `filled`; 0 when it has no place. */
  private readonly indexOf: Int32Array;
  /** The first row is that of all slots without a place: no fields. */
  private filled = new Int32Array(1024);
  private filledEnd = FILLED;

  constructor(slots: number) {
    this.indexOf = new Int32Array(slots);
  }

  clear(): void {
    const { filled, indexOf } = this;
    for (let at = FILLED; at < this.filledEnd; at += FILLED) indexOf[filled[at + SLOT] ?? 0] = 0;
    this.filledEnd = FILLED;
    this.used = 0;
  }

  add(slot: number, field: number, start: number, end: number): void {
    const entry = this.used;
    if (entry + COLUMNS > this.entries.length) this.entries = doubled(this.entries);
    const { entries } = this;
    entries[entry] = field;
    entries[entry + 1] = start;
    entries[entry + 2] = end;
    entries[entry + NEXT] = -1;
    this.used = entry + COLUMNS;
    const at = this.indexOf[slot] ?? 0;
    if (at === 0) this.fill(slot, field, entry);
    else {
      const { filled } = this;
      entries[(filled[at + LAST] ?? 0) + NEXT] = entry;
      filled[at + LAST] = entry;
      filled[at + FIELDS] = (filled[at + FIELDS] ?? 0) | (1 << field);
    }
  }

  private fill(slot: number, field: number, entry: number): void {
    const at = this.filledEnd;
    if (at + FILLED > this.filled.length) this.filled = doubled(this.filled);
    const { filled } = this;
    filled[at + SLOT] = slot;
    filled[at + FIELDS] = 1 << field;
    filled[at + FIRST] = entry;
    filled[at + LAST] = entry;
    this.filledEnd = at + FILLED;
    this.indexOf[slot] = at;
  }

  /** How many slots have a place. */
  get count(): number {
    return this.filledEnd / FILLED - 1;
  }

  /** The nth slot with a place, from 0, in the order in which they were found. */
  slotAt(nth: number): number {
    return this.filled[(nth + 1) * FILLED + SLOT] ?? 0;
  }

  /** The fields in which the slot has a place, one bit each. */
  fieldsOf(slot: number): number {
    return this.filled[(this.indexOf[slot] ?? 0) + FIELDS] ?? 0;
  }

  /** Where the slot's first entry begins; −1 when it has none. */
  first(slot: number): number {
    const at = this.indexOf[slot] ?? 0;
    return at === 0 ? -1 : (this.filled[at + FIRST] ?? -1);
  }

  /** Where the entry after this one of the same slot begins; −1 after the last. */
  next(entry: number): number {
    return this.entries[entry + NEXT] ?? -1;
  }

  fieldAt(entry: number): number {
    return this.entries[entry] ?? 0;
  }
}

function doubled(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}
