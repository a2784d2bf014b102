import type { RuleSet } from '../../rules/rule-set.ts';
import type { BackTestPost, BackTestResult } from '../model/back-test.ts';
import type { Feedback } from '../model/feedback.ts';
import type { Verdict } from '../model/verdict.ts';
import type { FeedbackBook } from './feedback-book.ts';
import { precisionOf } from './precision.ts';

interface RuleCount {
  name: string;
  hits: { before: number; after: number };
  gained: number;
  lost: number;
  judged: { before: Feedback['judgement'][]; after: Feedback['judgement'][] };
}

/** Counts of a back-test by rule and by department. */
export function createTally(feedback: Pick<FeedbackBook, 'ofRule'>) {
  const rules = new Map<string, RuleCount>();
  const said = new Map<string, ReadonlyMap<string, Feedback>>();
  const departments = new Map<string, { before: number; after: number }>();

  async function saidOf(rule: string) {
    const known = said.get(rule) ?? (await feedback.ofRule(rule));
    said.set(rule, known);
    return known;
  }
  async function hit(post: BackTestPost, { hits, route, risk }: Verdict, side: 'before' | 'after'): Promise<void> {
    for (const { rule, name } of hits) {
      const known = rules.get(rule) ?? emptyCount(name);
      rules.set(rule, known);
      known.hits[side] += 1;
      const judgement = (await saidOf(rule)).get(post.id)?.judgement;
      if (judgement !== undefined) known.judged[side].push(judgement);
    }
    if (route === null || risk.level === null || !differs(post)) return;
    for (const department of new Set([route.lead, ...route.co])) {
      const known = departments.get(department) ?? { before: 0, after: 0 };
      departments.set(department, known);
      known[side] += 1;
    }
  }

  return {
    async add(post: BackTestPost, before: Verdict, after: Verdict): Promise<void> {
      await hit(post, before, 'before');
      await hit(post, after, 'after');
      for (const rule of post.gained) (rules.get(rule) ?? emptyCount(rule)).gained += 1;
      for (const rule of post.lost) (rules.get(rule) ?? emptyCount(rule)).lost += 1;
    },
    /** Of these rules, or of all that gained or lost a post. */
    rules(ids: readonly string[] | null, ...sets: readonly (RuleSet | null)[]): BackTestResult['rules'] {
      const named = (id: string) => sets.flatMap((set) => set?.rules ?? []).find((rule) => rule.id === id)?.name ?? id;
      const wanted = ids ?? [...rules].filter(([, { gained, lost }]) => gained + lost > 0).map(([id]) => id);
      return wanted.map((id) => {
        const { judged, ...counted } = rules.get(id) ?? emptyCount(named(id));
        // A post that a person called missed is a real hit once the rule fires on it.
        const real = (judgements: readonly Feedback['judgement'][]) =>
          precisionOf(judgements.map((one) => (one === 'missed' ? 'real' : one)));
        return { rule: id, ...counted, precision: { before: real(judged.before), after: real(judged.after) } };
      });
    },
    departments(): BackTestResult['departments'] {
      return [...departments]
        .map(([department, counts]) => ({ department, ...counts }))
        .sort((a, b) => b.after - a.after || b.before - a.before || (a.department < b.department ? -1 : 1));
    },
  };
}

function emptyCount(name: string): RuleCount {
  return { name, hits: { before: 0, after: 0 }, gained: 0, lost: 0, judged: { before: [], after: [] } };
}

function differs({ gained, lost, score, lead, way }: BackTestPost): boolean {
  const sameWay = lead.before === lead.after && way.before === way.after;
  return gained.length + lost.length > 0 || score.before !== score.after || !sameWay;
}
