import type { RuleSpan } from '../rule-set.ts';
import type { Clause } from './clauses.ts';
import { DEFAULT_FIELDS, maskHolds } from './fields.ts';
import type { Scan } from './scan.ts';
import { spansOfEntries } from './spans.ts';

/** Numbers at the head of a block: the rule, the round in which it was last looked at, how many clauses follow. */
const RULE = 0;
const SEEN = 1;
const CLAUSES = 2;
const HEAD = 3;

/**
 * Rules made of clauses, in one array of numbers: with ten thousand rules most of the time goes into fetching what is
 * scattered over the memory, so all that a rule needs to be judged lies side by side. A clause is how many slots it has,
 * negative when it excludes, and the slots.
 */
export class ClauseTable {
  private readonly code: Int32Array;
  /** By rule, −1 for those that are not in the table. */
  private readonly blockOf: Int32Array;
  private round = 0;
  /** Entries of the rule asked about last; kept, since a new list for each hit costs more than the rest. */
  private readonly found: number[] = [];

  /** `most`: every index is below it. */
  constructor(rules: readonly { index: number; clauses: readonly Clause[] }[], most: number) {
    this.blockOf = new Int32Array(most).fill(-1);
    const code: number[] = [];
    for (const { index, clauses } of rules) {
      this.blockOf[index] = code.length;
      code.push(index, 0, clauses.length);
      for (const { slots, excluded } of clauses) code.push(excluded ? -slots.length : slots.length, ...slots);
    }
    this.code = Int32Array.from(code);
  }

  /** Where the rule's block begins; −1 when it has none. */
  block(index: number): number {
    return this.blockOf[index] ?? -1;
  }

  /** To be called for each subject before its blocks are judged. */
  begin(): void {
    this.round += 1;
  }

  /** The rule's index when it holds and has not been judged since `begin`, else −1. */
  judge(block: number, scan: Scan): number {
    const { code, round } = this;
    if (code[block + SEEN] === round) return -1;
    code[block + SEEN] = round;
    const { places } = scan;
    let at = block + HEAD;
    for (let left = code[block + CLAUSES] ?? 0; left > 0; left--) {
      const count = code[at++] ?? 0;
      const end = at + Math.abs(count);
      let found = false;
      for (; at < end && !found; at++) found = (places.fieldsOf(code[at] ?? 0) & DEFAULT_FIELDS) !== 0;
      at = end;
      if (found !== count > 0) return -1;
    }
    return code[block + RULE] ?? -1;
  }

  /** The stretches that speak for a rule that holds, in reading order. */
  spans(block: number, scan: Scan): RuleSpan[] {
    return spansOfEntries(scan, this.found, this.collect(block, scan));
  }

  /** Puts the places of the rule's slots into `found`; returns how many. */
  private collect(block: number, { places }: Scan): number {
    const { code, found } = this;
    let count = 0;
    let at = block + HEAD;
    for (let left = code[block + CLAUSES] ?? 0; left > 0; left--) {
      const size = code[at++] ?? 0;
      const end = at + Math.abs(size);
      if (size > 0) {
        for (let i = at; i < end; i++) {
          const slot = code[i] ?? 0;
          if ((places.fieldsOf(slot) & DEFAULT_FIELDS) === 0) continue;
          for (let entry = places.first(slot); entry >= 0; entry = places.next(entry)) {
            if (maskHolds(DEFAULT_FIELDS, places.fieldAt(entry))) found[count++] = entry;
          }
        }
      }
      at = end;
    }
    return count;
  }
}
