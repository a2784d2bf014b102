import { join } from 'node:path';
import { createMatcher } from '../../rules/compile/matcher.ts';
import { loadRules } from '../../rules/load.ts';
import type { FieldText, Matcher, Rule, RuleSet, Subject } from '../../rules/rule-set.ts';
import { readConfig } from '../config.ts';
import { rulesDirOf } from '../paths.ts';
import { createJieba } from '../segment/jieba.ts';
import { benchItems } from './corpus.ts';
import { type Benchmark, type Figure, inTurn, median, round } from './figure.ts';
import { createRawCut } from './raw-cut.ts';
import { type GeneratedRule, generateRules } from './rule-generator.ts';

const MANY = 10_000;
const FEW = 100;

/** Matching alone, on texts already cut: 10,000 generated rules of 30,000 terms taken from the texts themselves. */
export const rulesBench: Benchmark = {
  names: ['rules-10k/cut', 'rules-10k/rules-100', 'naive/rules-10k', 'naive-titles/rules-10k', 'compile-10k'],
  async run({ data, quick, env }) {
    const rulesDir = rulesDirOf(readConfig(env));
    const set = await loadRules(rulesDir);
    const segmenter = createJieba(join(rulesDir, 'lexicon', 'segmentation.txt'));
    const { items, note } = await benchItems(data, quick ? 300 : 3_000);
    const toField = (text: string): FieldText => {
      const folded = set.fold(text);
      return { folded, boundary: segmenter.boundaries(folded) };
    };
    const bodies = items.map(({ body }) => subjectOf(toField(body)));
    const titles = items.map(({ title }) => subjectOf(toField(title)));
    const generated = generateRules(
      items.map(({ body }) => segmenter.cut(set.fold(body))),
      MANY,
    );
    const heapBefore = heapUsed();
    const compileSeconds = median(Array.from({ length: 3 }, () => timed(() => compile(generated, set))));
    const many = compile(generated, set);
    const perThousand = (heapUsed() - heapBefore) / 2 ** 20 / (MANY / 1_000);
    const few = compile(generated.slice(0, FEW), set);

    const rounds = quick ? 2 : 7;
    const matchAll = (matcher: Matcher, subjects: readonly Subject[]) => async () => {
      for (const subject of subjects) matcher.match(subject);
    };
    const cut = createRawCut(rulesDir);
    const cutAll = async () => {
      for (const { body } of items) cut(body);
    };
    const [cutting, matching] = await inTurn(rounds, cutAll, matchAll(many, bodies));
    // Which rules hit, on both sides: telling the places of a hundred times as many hits is not what slows a matcher down.
    const decideAll = (matcher: Matcher) => async () => {
      for (const subject of bodies) matcher.rulesOf(subject);
    };
    const [withFew, withMany] = await inTurn(rounds, decideAll(few), decideAll(many));
    const naive = await timesNaive(generated, { matcher: many, subjects: bodies, least: quick ? 5 : 50, rounds: 3 });
    const naiveTitles = await timesNaive(generated, {
      matcher: many,
      subjects: titles,
      least: quick ? 20 : 300,
      rounds: 3,
    });
    const speed = Math.round(lengthOf(bodies) / matching);
    const of = { n: items.length, note };
    const figures: Figure[] = [
      {
        name: 'rules-10k/cut',
        ratio: round(matching / cutting),
        value: speed,
        unit: '字/秒',
        of: 'nodejieba.cut',
        ...of,
      },
      {
        name: 'rules-10k/rules-100',
        ratio: round(withMany / withFew),
        value: speed,
        unit: '字/秒',
        of: '100 条规则',
        ...of,
      },
      {
        name: 'naive/rules-10k',
        ratio: round(naive.times, 1),
        value: naive.speed,
        unit: '字/秒',
        of: '逐条 includes',
        ...of,
      },
      {
        name: 'naive-titles/rules-10k',
        ratio: round(naiveTitles.times, 1),
        value: naiveTitles.speed,
        unit: '字/秒',
        of: '逐条 includes',
        ...of,
      },
      {
        name: 'compile-10k',
        ratio: null,
        value: round(compileSeconds, 2),
        unit: '秒',
        of: '',
        n: MANY,
        note: `每千条规则 ${round(perThousand, 1)} MB`,
      },
    ];
    return figures;
  },
};

function compile(generated: readonly GeneratedRule[], set: RuleSet): Matcher {
  const nodes = generated.map(({ expression, node }, index) => ({ rule: ruleOf(expression, index), node }));
  return createMatcher(nodes, { fold: set.fold, lexicon: set.lexicon });
}

function ruleOf(expression: string, index: number): Rule {
  const id = `bench.r${index}`;
  const place = { path: 'bench.yaml', line: index + 1, column: 1 };
  return {
    id,
    name: id,
    expression,
    severity: 1,
    domain: 0,
    pack: 'bench',
    role: 'topic',
    topic: '测速',
    owner: null,
    ...place,
  };
}

function subjectOf(text: FieldText): Subject {
  return { texts: { text }, numbers: {} };
}

interface Comparison {
  matcher: Matcher;
  subjects: readonly Subject[];
  /** How many of the subjects the slow loop is given: every so many of them. */
  least: number;
  rounds: number;
}

/**
 * How many times as many characters a second go through the matcher as through the naive loop; both say which rules hit,
 * and no more. The loop sees a sample, the matcher all: a stream of posts is what it is made for.
 */
async function timesNaive(rules: readonly GeneratedRule[], { matcher, subjects, least, rounds }: Comparison) {
  const few = sample(subjects, least);
  const [naive, ours] = await inTurn(
    rounds,
    async () => void naiveAll(rules, few),
    async () => {
      for (const subject of subjects) matcher.rulesOf(subject);
    },
  );
  const speed = lengthOf(subjects) / ours;
  return { times: speed / (lengthOf(few) / naive), speed: Math.round(speed) };
}

function lengthOf(subjects: readonly Subject[]): number {
  return subjects.reduce((sum, { texts }) => sum + (texts.text?.folded.length ?? 0), 0);
}

/** What an unindexed tool does: every term of every rule is looked for by itself. */
function naiveAll(rules: readonly GeneratedRule[], subjects: readonly Subject[]): number {
  let hits = 0;
  for (const { texts } of subjects) {
    const text = texts.text?.folded ?? '';
    for (const { all, any, none } of rules) {
      const holds =
        all.every((term) => text.includes(term)) &&
        (any.length === 0 || any.some((term) => text.includes(term))) &&
        !none.some((term) => text.includes(term));
      if (holds) hits += 1;
    }
  }
  return hits;
}

function sample<T>(items: readonly T[], most: number): T[] {
  const step = Math.max(1, Math.floor(items.length / most));
  return items.filter((_, index) => index % step === 0).slice(0, most);
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

/** Bytes in use by JavaScript, typed arrays included; collected first where the process allows it. */
function heapUsed(): number {
  globalThis.gc?.();
  const { heapUsed: heap, arrayBuffers } = process.memoryUsage();
  return heap + arrayBuffers;
}
