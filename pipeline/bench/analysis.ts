import { loadRules } from '../../rules/load.ts';
import { createAnalyser } from '../analyser.ts';
import { createLocalAnalysis } from '../analysis/analysis.ts';
import { readConfig } from '../config.ts';
import type { Post } from '../model/post.ts';
import { createNormalise } from '../normalise/normalise.ts';
import { rulesDirOf } from '../paths.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';
import { isDropped } from '../stage.ts';
import { benchItems } from './corpus.ts';
import { type Benchmark, inTurn, round } from './figure.ts';
import { createRawCut } from './raw-cut.ts';

/** As many as the running system takes from its log at a time. */
const BATCH = 1_000;

/** The whole analysis, normalise to score and route with all packs, against raw `nodejieba.cut` of the same texts. */
export const analysisBench: Benchmark = {
  names: ['analysis/cut'],
  async run({ data, quick, env }) {
    const rulesDir = rulesDirOf(readConfig(env));
    const rules = await loadRules(rulesDir);
    const analyser = createAnalyser(rules, segmenterOf(rulesDir));
    const analysis = createLocalAnalysis(() => analyser);
    const normalise = createNormalise({ fold: rules.fold, secret: 'bench' });
    const { items, note } = await benchItems(data, quick ? 300 : 3_000);
    const log = { info() {}, warn() {}, error() {} };
    const ctx = { now: () => Date.parse('2026-03-02T09:00:00+08:00'), log, signal: new AbortController().signal };

    const analyse = async () => {
      for (let at = 0; at < items.length; at += BATCH) {
        const posts = await normalise.run(items.slice(at, at + BATCH), ctx);
        await analysis.analyse(posts.filter((post): post is Post => !isDropped(post)));
      }
    };
    const cut = createRawCut(rulesDir);
    const cutAll = async () => {
      for (const { title, body } of items) {
        cut(title);
        cut(body);
      }
    };
    const [cutting, analysing] = await inTurn(quick ? 2 : 7, cutAll, analyse);
    const characters = items.reduce((sum, item) => sum + item.title.length + item.body.length, 0);
    return [
      {
        name: 'analysis/cut',
        ratio: round(cutting / analysing),
        value: Math.round(characters / analysing),
        unit: '字/秒',
        of: 'nodejieba.cut',
        n: items.length,
        note: `${note}，${rules.rules.length} 条规则`,
      },
    ];
  },
};
