import { join } from 'node:path';
import type { Evaluation, Misjudged } from './evaluation.ts';
import { type Decision, qualityOf } from './f1.ts';
import { bootstrap } from './interval.ts';
import { createJudge } from './judge.ts';
import { labelledPetitions, PETITIONS } from './labelled-petitions.ts';
import { createRandom } from './random.ts';

/** The label of the data that is the bureau's business. */
const OURS = '城乡建设';
const FOLDS = 5;

interface Case extends Decision {
  evidence: number;
}

/** Whether a petition is the bureau's business, by rules alone, against the department that a person gave it. */
export const domainF1: Evaluation = {
  names: ['domain-f1'],
  files: [PETITIONS],
  async run({ data, rulesDir, seed }) {
    const { judge, threshold } = await createJudge(rulesDir);
    const cases: Case[] = [];
    const misjudged: Misjudged[] = [];
    for await (const { row, item, label } of labelledPetitions(join(data, PETITIONS), new Date().toISOString())) {
      const found = await judge(item);
      const one = { gold: label === OURS, said: found?.verdict.domain ?? false, evidence: found?.evidence ?? 0 };
      cases.push(one);
      if (one.gold === one.said) continue;
      const hits = found?.verdict.hits ?? [];
      const because = hits.map(
        ({ rule, spans }) => `${rule}（${[...new Set(spans.map(({ term }) => term))].join('、')}）`,
      );
      misjudged.push({
        ...{ file: PETITIONS, row, expected: label, got: one.said ? OURS : '其他' },
        because: `归属依据 ${one.evidence}，阈值 ${threshold}；${because.join(' ')}`,
      });
    }
    const { f1, precision, recall } = qualityOf(cases);
    const crossed = qualityOf(crossedDecisions(cases, seed)).f1;
    const interval = bootstrap(cases, (sample) => qualityOf(sample).f1, { seed });
    const note =
      `${PETITIONS}，${OURS}对其余；准确率 ${precision.toFixed(3)}，召回率 ${recall.toFixed(3)}；` +
      `阈值改在另外 ${FOLDS - 1} 折上选取时 F1 为 ${crossed.toFixed(3)}；种子 ${seed}`;
    return { figures: [{ name: 'domain-f1', value: f1, ...interval, n: cases.length, note }], misjudged };
  },
};

/** Each case decided by the threshold that does best on the other folds: a figure that the threshold was not made for. */
function crossedDecisions(cases: readonly Case[], seed: number): Decision[] {
  const random = createRandom(seed);
  const folds = cases.map(() => Math.floor(random() * FOLDS));
  return Array.from({ length: FOLDS }).flatMap((_, fold) => {
    const best = bestThreshold(cases.filter((__, i) => folds[i] !== fold));
    return cases.filter((__, i) => folds[i] === fold).map(({ gold, evidence }) => ({ gold, said: evidence >= best }));
  });
}

function bestThreshold(cases: readonly Case[]): number {
  const candidates = [...new Set(cases.map(({ evidence }) => evidence))];
  const f1At = (at: number) => qualityOf(cases.map(({ gold, evidence }) => ({ gold, said: evidence >= at }))).f1;
  return candidates.reduce((best, at) => (f1At(at) > f1At(best) ? at : best), candidates[0] ?? 0);
}
