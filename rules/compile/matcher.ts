import type { Node } from '../language/ast.ts';
import type { Matcher, Rule, RuleHit, RuleSpan, Subject } from '../rule-set.ts';
import { DEFAULT_FIELDS, FIELD_ORDER } from './fields.ts';
import { distinct } from './places.ts';
import { compileNode, fieldsOf, type Program, placesFor } from './program.ts';
import { type Place, Scan } from './scan.ts';
import { createSymbols, type SymbolOptions, type Symbols } from './symbols.ts';

export interface RuleNode {
  rule: Rule;
  node: Node;
}

/** Places kept of one hit; a long text that repeats a word must not swell the record. */
export const MOST_SPANS = 100;

/**
 * Compiles rules that have been checked (see {@link checkReferences}) into one matcher. All terms go in one pass; a
 * rule is evaluated only when one of its triggers was found.
 */
export function createMatcher(rules: readonly RuleNode[], options: SymbolOptions): Matcher {
  const { scan, programs, symbols } = link(
    rules.map(({ node }) => node),
    options,
  );
  const { always, bySlot } = indexTriggers(programs, symbols.slots.length);
  const seenIn = new Int32Array(rules.length);
  let round = 0;
  const candidates: number[] = [];
  return {
    match(subject: Subject): readonly RuleHit[] {
      scan.read(subject);
      round += 1;
      candidates.length = 0;
      candidates.push(...always);
      for (const slot of scan.filled) {
        const waiting = bySlot[slot];
        if (waiting === undefined) continue;
        for (const index of waiting) {
          if (seenIn[index] === round) continue;
          seenIn[index] = round;
          candidates.push(index);
        }
      }
      const hits: { index: number; hit: RuleHit }[] = [];
      for (const index of candidates) {
        const program = programs[index];
        const entry = rules[index];
        if (program === undefined || entry === undefined || !program.holds(scan)) continue;
        hits.push({ index, hit: { rule: entry.rule, spans: spansOf(scan, program) } });
      }
      return hits.sort((a, b) => a.index - b.index).map(({ hit }) => hit);
    },
  };
}

export interface Linked {
  readonly symbols: Symbols;
  readonly scan: Scan;
  readonly programs: readonly Program[];
}

/** One scan for all expressions, and each one's program on it. */
export function link(nodes: readonly Node[], options: SymbolOptions): Linked {
  const symbols = createSymbols(options);
  const programs = nodes.map((node) => compileNode(node, symbols));
  const mask = nodes.reduce((all, node) => all | fieldsOf(node), DEFAULT_FIELDS);
  return { symbols, scan: new Scan(symbols, mask), programs };
}

/** Places that speak for a hit, in reading order, each once. */
export function spansOf(scan: Scan, program: Program): RuleSpan[] {
  return distinct(placesFor(program, scan))
    .slice(0, MOST_SPANS)
    .map((place) => toSpan(scan, place));
}

function toSpan(scan: Scan, { field, start, end }: Place): RuleSpan {
  const term = scan.text(field)?.folded.slice(start, end) ?? '';
  return { field: FIELD_ORDER[field] ?? '', start, end, term };
}

/** Rules by trigger; `undefined` for a slot that starts nothing. */
function indexTriggers(programs: readonly Program[], slots: number) {
  const always: number[] = [];
  const bySlot = Array.from({ length: slots }, (): number[] | undefined => undefined);
  programs.forEach(({ triggers }, index) => {
    if (triggers === null) always.push(index);
    for (const slot of triggers ?? []) {
      const waiting = bySlot[slot] ?? [];
      waiting.push(index);
      bySlot[slot] = waiting;
    }
  });
  return { always, bySlot };
}
