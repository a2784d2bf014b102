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

/** The first `count` entries as spans in reading order, each place once. */
export function spansOfEntries(scan: Scan, entries: readonly number[], count: number): RuleSpan[] {
  const [first = 0] = entries;
  if (count === 1) return [scan.spanAt(first)];
  const spans: RuleSpan[] = [];
  for (let i = 0; i < count; i++) spans.push(scan.spanAt(entries[i] ?? 0));
  return inReadingOrder(spans);
}

/** Title before text, by place, each once, no more than are kept. Changes the list. */
export function inReadingOrder(spans: RuleSpan[]): RuleSpan[] {
  if (spans.length < 2) return spans;
  if (!isOrdered(spans)) spans.sort(byPlace);
  let kept = 1;
  for (let i = 1; i < spans.length && kept < MOST_SPANS; i++) {
    const span = spans[i];
    const before = spans[kept - 1];
    if (span !== undefined && before !== undefined && byPlace(before, span) !== 0) spans[kept++] = span;
  }
  spans.length = kept;
  return spans;
}

/** Mostly so, since a text is read from its beginning; a sort costs more than the look. */
function isOrdered(spans: readonly RuleSpan[]): boolean {
  for (let i = 1; i < spans.length; i++) {
    const before = spans[i - 1];
    const span = spans[i];
    if (before !== undefined && span !== undefined && byPlace(before, span) > 0) return false;
  }
  return true;
}

function byPlace(a: RuleSpan, b: RuleSpan): number {
  if (a.field !== b.field) return fieldIndex(a.field) - fieldIndex(b.field);
  return a.start - b.start || a.end - b.end;
}
