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
  const { scan, programs, symbols, hasOtherFields } = link(
    rules.map(({ node }) => node),
    options,
  );
  const { always, from, waiting } = indexTriggers(programs, symbols.slots.length);
  const sure = Uint8Array.from(programs, (program) => (isSure(program) ? 1 : 0));
  const seenIn = new Int32Array(rules.length);
  const hitIndexes = new Int32Array(rules.length);
  let round = 0;
  return {
    match(subject: Subject): readonly RuleHit[] {
      scan.read(subject);
      round += 1;
      let count = 0;
      for (const index of always) if (programs[index]?.holds(scan)) hitIndexes[count++] = index;
      for (const slot of scan.filled) {
        const last = from[slot + 1] ?? 0;
        for (let at = from[slot] ?? 0; at < last; at++) {
          const index = waiting[at] ?? 0;
          if (seenIn[index] === round) continue;
          seenIn[index] = round;
          if ((sure[index] === 1 && !hasOtherFields) || programs[index]?.holds(scan)) hitIndexes[count++] = index;
        }
      }
      const hits: RuleHit[] = [];
      for (const index of hitIndexes.subarray(0, count).sort()) {
        const program = programs[index];
        const entry = rules[index];
        if (program !== undefined && entry !== undefined) {
          hits.push({ rule: entry.rule, spans: spansOf(scan, program) });
        }
      }
      return hits;
    },
  };
}

/** Holds as soon as any of its triggers is filled, as long as no other fields than the default ones are read. */
function isSure(program: Program): boolean {
  return program.triggers !== null && program.alternatives === true;
}

export interface Linked {
  readonly symbols: Symbols;
  readonly scan: Scan;
  readonly programs: readonly Program[];
  /** Some expression looks at a field beyond title and text. */
  readonly hasOtherFields: boolean;
}

/** One scan for all expressions, and each one's program on it. */
export function link(nodes: readonly Node[], options: SymbolOptions): Linked {
  const symbols = createSymbols(options);
  const programs = nodes.map((node) => compileNode(node, symbols));
  const mask = nodes.reduce((all, node) => all | fieldsOf(node), DEFAULT_FIELDS);
  return { symbols, scan: new Scan(symbols, mask), programs, hasOtherFields: mask !== DEFAULT_FIELDS };
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

/** Rules waiting for slot s: `waiting` from `from[s]` to `from[s + 1]`. `always`: rules that wait for none. */
function indexTriggers(programs: readonly Program[], slots: number) {
  const always: number[] = [];
  const from = new Int32Array(slots + 1);
  for (const { triggers } of programs) for (const slot of triggers ?? []) from[slot + 1] = (from[slot + 1] ?? 0) + 1;
  for (let slot = 0; slot < slots; slot++) from[slot + 1] = (from[slot + 1] ?? 0) + (from[slot] ?? 0);
  const waiting = new Int32Array(from[slots] ?? 0);
  const next = from.slice();
  programs.forEach(({ triggers }, index) => {
    if (triggers === null) always.push(index);
    for (const slot of triggers ?? []) {
      const at = next[slot] ?? 0;
      waiting[at] = index;
      next[slot] = at + 1;
    }
  });
  return { always, from, waiting };
}
