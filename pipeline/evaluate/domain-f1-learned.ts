import { join } from 'node:path';
import { loadRules } from '../../rules/load.ts';
import { crossValidate, FOLDS } from '../learned/cross-validate.ts';
import { createExampleMaker } from '../learned/examples.ts';
import type { Example } from '../learned/train.ts';
import { createNormalise } from '../normalise/normalise.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';
import { isDropped } from '../stage.ts';
import type { Evaluation, Misjudged } from './evaluation.ts';
import { qualityOf } from './f1.ts';
import { bootstrap } from './interval.ts';
import { labelledPetitions, PETITIONS } from './labelled-petitions.ts';

/** The label of the data that is the bureau's business. */
const OURS = '城乡建设';

/** As `domain-f1`, by rules and learned part together; each petition by weights that were trained on the other folds. */
export const domainF1Learned: Evaluation = {
  names: ['domain-f1-learned'],
  files: [PETITIONS],
  async run({ data, rulesDir, seed }) {
    const { rows, examples, scoring } = await readExamples(join(data, PETITIONS), rulesDir);
    const decided = await crossValidate(examples, scoring);
    const cases = decided.map((one) => ({ gold: one.ours, said: one.together, rules: one.rules }));
    const { f1, precision, recall } = qualityOf(cases);
    const alone = qualityOf(cases.map(({ gold, rules }) => ({ gold, said: rules }))).f1;
    const interval = bootstrap(cases, (sample) => qualityOf(sample).f1, { seed });
    const note =
      `${PETITIONS}，${OURS}对其余，规则加学习所得，${FOLDS} 折交叉验证（同文同折）；` +
      `准确率 ${precision.toFixed(3)}，召回率 ${recall.toFixed(3)}；只用规则 ${alone.toFixed(3)}；种子 ${seed}`;
    const misjudged = cases.flatMap(({ gold, said, rules }, index): Misjudged[] => {
      if (gold === said) return [];
      const because = `规则${rules === said ? '也这样判' : '本来判对'}`;
      return [
        {
          ...{ file: PETITIONS, row: rows[index] ?? 0, because },
          ...{ expected: gold ? OURS : '其他', got: said ? OURS : '其他' },
        },
      ];
    });
    return { figures: [{ name: 'domain-f1-learned', value: f1, ...interval, n: cases.length, note }], misjudged };
  },
};

async function readExamples(path: string, rulesDir: string) {
  const rules = await loadRules(rulesDir);
  const toExample = createExampleMaker(rules, segmenterOf(rulesDir));
  const normalise = createNormalise({ fold: rules.fold, secret: 'not-kept' });
  const ctx = { now: Date.now, log: QUIET, signal: new AbortController().signal };
  const rows: number[] = [];
  const examples: Example[] = [];
  for await (const { row, item, label } of labelledPetitions(path, new Date().toISOString())) {
    const [post] = await normalise.run([item], ctx);
    if (post === undefined || isDropped(post)) continue;
    rows.push(row);
    examples.push(toExample(post, label === OURS));
  }
  return { rows, examples, scoring: rules.scoring };
}

const QUIET = { info() {}, warn() {}, error() {} };
