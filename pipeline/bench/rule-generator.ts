import type { Node } from '../../rules/language/ast.ts';
import { parse } from '../../rules/language/parser.ts';

/** One generated rule: its expression, and the same said in plain words for the naive yardstick. */
export interface GeneratedRule {
  expression: string;
  node: Node;
  /** All must stand in the text. */
  all: readonly string[];
  /** One of these must; empty = no such part. */
  any: readonly string[];
  /** None of these may. */
  none: readonly string[];
}

/**
 * `count` rules of three terms on average, taken from the words of a corpus and from neighbouring words put together, so
 * that many terms are found. Deterministic. Terms are used once each as long as they last.
 */
export function generateRules(cuts: readonly (readonly string[])[], count: number): GeneratedRule[] {
  const terms = shuffled(termsOf(cuts, count * 3));
  let at = 0;
  const next = () => terms[at++ % terms.length] ?? '';
  return Array.from({ length: count }, (_, i) => {
    const form = FORMS[i % FORMS.length] ?? alternatives;
    return withNode(form(next));
  });
}

type Made = Omit<GeneratedRule, 'node'>;
const alternatives = (next: () => string): Made => {
  const any = [next(), next(), next()];
  return { expression: any.join(' | '), all: [], any, none: [] };
};
const together = (next: () => string): Made => {
  const all = [next(), next()];
  return { expression: all.join(' + '), all, any: [], none: [] };
};
const grouped = (next: () => string): Made => {
  const [first, ...any] = [next(), next(), next()];
  return { expression: `${first} + (${any.join(' | ')})`, all: [first ?? ''], any, none: [] };
};
const excluding = (next: () => string): Made => {
  const [first, second, third, not] = [next(), next(), next(), next()];
  const any = [first, second, third];
  return { expression: `(${any.join(' | ')}) -${not}`, all: [], any, none: [not] };
};
const FORMS = [alternatives, together, grouped, excluding] as const;

function withNode(made: Made): GeneratedRule {
  const { node } = parse(made.expression);
  if (node === null) throw new Error(`generated rule does not parse: ${made.expression}`);
  return { ...made, node };
}

const TERM = /^[\p{Script=Han}]{2,8}$/u;

/** Words, then pairs of neighbours, each once, in the order in which the corpus has them. */
function termsOf(cuts: readonly (readonly string[])[], most: number): string[] {
  const everyday = everydayWords(cuts);
  const found = new Set<string>();
  const add = (term: string) => {
    if (found.size < most && TERM.test(term) && !everyday.has(term)) found.add(term);
  };
  for (const words of cuts) for (const word of words) add(word);
  for (const words of cuts) for (let i = 1; i < words.length; i++) add(`${words[i - 1]}${words[i]}`);
  return [...found];
}

/** Share of the texts beyond which a word tells nothing (我们, 希望, 领导): nobody makes rules of such words. */
const EVERYDAY = 0.05;

function everydayWords(cuts: readonly (readonly string[])[]): Set<string> {
  const counts = new Map<string, number>();
  for (const words of cuts) for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count > cuts.length * EVERYDAY).map(([word]) => word));
}

/** Fisher–Yates with a fixed linear congruential generator (Numerical Recipes), so that every run has the same rules. */
function shuffled(terms: string[]): string[] {
  let state = 1;
  for (let i = terms.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const j = state % (i + 1);
    const swap = terms[i] ?? '';
    terms[i] = terms[j] ?? '';
    terms[j] = swap;
  }
  return terms;
}
