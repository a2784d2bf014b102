import type { Node } from '../language/ast.ts';
import type { Matcher, Rule, RuleHit, RuleSpan, Subject } from '../rule-set.ts';
import { ClauseTable } from './clause-table.ts';
import { type Clause, toClauses } from './clauses.ts';
import { DEFAULT_FIELDS, type FieldMask } from './fields.ts';
import { compileNode, fieldsOf, type Program, rarest } from './program.ts';
import { Scan } from './scan.ts';
import { spansOf } from './spans.ts';
import { createSymbols, type SymbolOptions, type Symbols } from './symbols.ts';

export interface RuleNode {
  rule: Rule;
  node: Node;
}

/**
 * Compiles rules that have been checked (see {@link checkReferences}) into one matcher. All terms go in one pass; a
 * rule is evaluated only when one of its triggers was found.
 */
export function createMatcher(rules: readonly RuleNode[], options: SymbolOptions): Matcher {
  const symbols = createSymbols(options);
  const compiled = compileRules(rules, symbols);
  const { table, programs } = compiled;
  const scan = new Scan(symbols, fieldsOfAll(rules.map(({ node }) => node)));
  const { always, from, waiting } = indexTriggers(compiled.waiters, symbols.slots.length);
  const judgedIn = new Int32Array(rules.length);
  /** One bit for each rule: hits come out in the order of the set without being sorted. */
  const hitBits = new Int32Array((rules.length >> 5) + 1);
  let round = 0;

  function judgeAll(): void {
    for (const waiter of always) judge(waiter);
    for (let i = 0; i < scan.filled.length; i++) {
      const slot = scan.filled[i] ?? 0;
      const last = from[slot + 1] ?? 0;
      for (let at = from[slot] ?? 0; at < last; at++) judge(waiting[at] ?? 0);
    }
  }

  function judge(waiter: number): void {
    const index = waiter >= 0 ? table.judge(waiter, scan) : judgeProgram(-1 - waiter);
    if (index >= 0) hitBits[index >> 5] = (hitBits[index >> 5] ?? 0) | (1 << (index & 31));
  }

  function judgeProgram(index: number): number {
    if (judgedIn[index] === round) return -1;
    judgedIn[index] = round;
    return programs.get(index)?.holds(scan) ? index : -1;
  }

  function takeHits(): RuleHit[] {
    const hits: RuleHit[] = [];
    for (let word = 0; word < hitBits.length; word++) {
      let bits = hitBits[word] ?? 0;
      hitBits[word] = 0;
      while (bits !== 0) {
        const index = (word << 5) + 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        const rule = rules[index]?.rule;
        if (rule !== undefined) hits.push({ rule, spans: spansOfRule(index) });
      }
    }
    return hits;
  }

  function spansOfRule(index: number): RuleSpan[] {
    const block = table.block(index);
    if (block >= 0) return table.spans(block, scan);
    const program = programs.get(index);
    return program === undefined ? [] : spansOf(scan, program);
  }

  return {
    match(subject: Subject): readonly RuleHit[] {
      scan.read(subject);
      round += 1;
      table.begin();
      judgeAll();
      return takeHits();
    },
  };
}

/** What waits for slots: a block of the clause table, or −1 − index of a rule that is a program. */
interface Waiter {
  readonly id: number;
  /** Null: to be judged for every subject. */
  readonly triggers: readonly number[] | null;
}

function compileRules(rules: readonly RuleNode[], symbols: Symbols) {
  const programs = new Map<number, Program>();
  const simple: { index: number; clauses: readonly Clause[] }[] = [];
  rules.forEach(({ node }, index) => {
    const clauses = toClauses(node, symbols);
    if (clauses === null) programs.set(index, compileNode(node, symbols));
    else simple.push({ index, clauses });
  });
  const table = new ClauseTable(simple, rules.length);
  const waiters: Waiter[] = [
    ...simple.map(({ index, clauses }) => {
      const wanted = clauses.flatMap(({ slots, excluded }) => (excluded ? [] : [slots]));
      return { id: table.block(index), triggers: rarest(wanted, symbols) };
    }),
    ...[...programs].map(([index, { triggers }]) => ({ id: -1 - index, triggers })),
  ];
  return { programs, table, waiters };
}

export interface Linked {
  readonly symbols: Symbols;
  readonly scan: Scan;
  readonly programs: readonly Program[];
}

/** One scan for all expressions, and each one's program on it: to look at expressions one by one. */
export function link(nodes: readonly Node[], options: SymbolOptions): Linked {
  const symbols = createSymbols(options);
  const programs = nodes.map((node) => compileNode(node, symbols));
  return { symbols, programs, scan: new Scan(symbols, fieldsOfAll(nodes)) };
}

function fieldsOfAll(nodes: readonly Node[]): FieldMask {
  return nodes.reduce((all, node) => all | fieldsOf(node), DEFAULT_FIELDS);
}

/** Waiters for slot s: `waiting` from `from[s]` to `from[s + 1]`. `always`: those that wait for none. */
function indexTriggers(waiters: readonly Waiter[], slots: number) {
  const always: number[] = [];
  const from = new Int32Array(slots + 1);
  for (const { triggers } of waiters) for (const slot of triggers ?? []) from[slot + 1] = (from[slot + 1] ?? 0) + 1;
  for (let slot = 0; slot < slots; slot++) from[slot + 1] = (from[slot + 1] ?? 0) + (from[slot] ?? 0);
  const waiting = new Int32Array(from[slots] ?? 0);
  const next = from.slice();
  for (const { id, triggers } of waiters) {
    if (triggers === null) always.push(id);
    for (const slot of triggers ?? []) {
      const at = next[slot] ?? 0;
      waiting[at] = id;
      next[slot] = at + 1;
    }
  }
  return { always, from, waiting };
}
