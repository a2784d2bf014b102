import type { Node } from '../language/ast.ts';
import type { Matcher, Rule, RuleHit, RuleSpan, Subject } from '../rule-set.ts';
import { ClauseTable } from './clause-table.ts';
import { type Clause, toClauses } from './clauses.ts';
import { DEFAULT_FIELDS, type FieldMask } from './fields.ts';
import { IndexSet } from './index-set.ts';
import { compileNode, fieldsOf, type Program, rarest } from './program.ts';
import { Scan } from './scan.ts';
import { spansOf } from './spans.ts';
import { createSymbols, type SymbolOptions, type Symbols } from './symbols.ts';
import { Triggers, type Waiter } from './triggers.ts';

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
  const triggers = new Triggers(compiled.waiters, symbols.slots.length);
  // Side by side, apart from what they were compiled from.
  const ruleAt = rules.map(({ rule }) => rule);
  const judgedIn = new Int32Array(rules.length);
  const hitsFound = new IndexSet(rules.length);
  let round = 0;

  function judgeAll(): void {
    for (const waiter of triggers.always) judge(waiter);
    for (let nth = 0; nth < scan.places.count; nth++) triggers.wake(scan.places.slotAt(nth), judge);
  }

  function judge(waiter: number): void {
    const index = waiter >= 0 ? table.judge(waiter, scan) : judgeProgram(-1 - waiter);
    if (index >= 0) hitsFound.add(index);
  }

  function judgeProgram(index: number): number {
    if (judgedIn[index] === round) return -1;
    judgedIn[index] = round;
    return programs.get(index)?.holds(scan) ? index : -1;
  }

  function spansOfRule(index: number): RuleSpan[] {
    const block = table.block(index);
    if (block >= 0) return table.spans(block, scan);
    const program = programs.get(index);
    return program === undefined ? [] : spansOf(scan, program);
  }

  function judgeSubject(subject: Subject): void {
    scan.read(subject);
    round += 1;
    table.begin();
    judgeAll();
  }

  return {
    match(subject) {
      judgeSubject(subject);
      const hits: RuleHit[] = [];
      hitsFound.drain((index) => {
        const rule = ruleAt[index];
        if (rule !== undefined) hits.push({ rule, spans: spansOfRule(index) });
      });
      return hits;
    },
    rulesOf(subject) {
      judgeSubject(subject);
      const found: Rule[] = [];
      hitsFound.drain((index) => {
        const rule = ruleAt[index];
        if (rule !== undefined) found.push(rule);
      });
      return found;
    },
  };
}

/** A waiter is a block of the clause table, or −1 − index of a rule that is a program. */
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
