import type { RuleSpan } from '../rule-set.ts';
import { fieldIndex } from './fields.ts';
import { type Program, placesFor } from './program.ts';
import type { Scan } from './scan.ts';

/** Places kept of one hit; a long text that repeats a word must not swell the record. */
export const MOST_SPANS = 100;

/** The stretches that speak for a hit of a program that holds, in reading order. */
export function spansOf(scan: Scan, program: Program): RuleSpan[] {
  return inReadingOrder(placesFor(program, scan).map((place) => scan.spanOf(place)));
}

/** Title before text, by place, each once, no more than are kept. Changes the list. */
export function inReadingOrder(spans: RuleSpan[]): RuleSpan[] {
  if (spans.length < 2) return spans;
  spans.sort(byPlace);
  let kept = 1;
  for (let i = 1; i < spans.length && kept < MOST_SPANS; i++) {
    const span = spans[i];
    const before = spans[kept - 1];
    if (span !== undefined && before !== undefined && byPlace(before, span) !== 0) spans[kept++] = span;
  }
  spans.length = kept;
  return spans;
}

function byPlace(a: RuleSpan, b: RuleSpan): number {
  if (a.field !== b.field) return fieldIndex(a.field) - fieldIndex(b.field);
  return a.start - b.start || a.end - b.end;
}
