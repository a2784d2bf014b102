import type { RuleSpan } from '../rule-set.ts';
import type { Clause } from './clauses.ts';
import { DEFAULT_FIELDS } from './fields.ts';
import type { Scan } from './scan.ts';
import { inReadingOrder } from './spans.ts';

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
    const { fieldsOfSlot } = scan;
    let at = block + HEAD;
    for (let left = code[block + CLAUSES] ?? 0; left > 0; left--) {
      const count = code[at++] ?? 0;
      const end = at + Math.abs(count);
      let found = false;
      for (; at < end && !found; at++) found = ((fieldsOfSlot[code[at] ?? 0] ?? 0) & DEFAULT_FIELDS) !== 0;
      at = end;
      if (found !== count > 0) return -1;
    }
    return code[block + RULE] ?? -1;
  }

  /** The stretches that speak for a rule that holds, in reading order. */
  spans(block: number, scan: Scan): RuleSpan[] {
    const { code } = this;
    const spans: RuleSpan[] = [];
    let at = block + HEAD;
    for (let left = code[block + CLAUSES] ?? 0; left > 0; left--) {
      const count = code[at++] ?? 0;
      const end = at + Math.abs(count);
      if (count > 0) for (let i = at; i < end; i++) scan.collectSpans(code[i] ?? 0, DEFAULT_FIELDS, spans);
      at = end;
    }
    return inReadingOrder(spans);
  }
}
