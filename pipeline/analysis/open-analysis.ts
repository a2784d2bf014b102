import { followRules } from '../analyser.ts';
import type { RulesInForce } from '../rulebook/rules-in-force.ts';
import type { Segmenter } from '../segment/segmenter.ts';
import type { Logger } from '../stage.ts';
import { type Analysis, createLocalAnalysis } from './analysis.ts';
import { createAnalysisPool } from './analysis-pool.ts';

export interface OpenAnalysisDeps {
  inForce: Pick<RulesInForce, 'current' | 'edits'>;
  rulesDir: string;
  segmenter: Segmenter;
  log: Logger;
}

/** By the rules in force, in so many threads (`YUQING_WORKERS`); 0: in this one. */
export function openAnalysis(threads: number, { inForce, rulesDir, segmenter, log }: OpenAnalysisDeps): Analysis {
  const local = createLocalAnalysis(followRules(inForce.current, segmenter));
  if (threads === 0) return local;
  const rules = () => {
    const { version, rules } = inForce.current();
    return { version, rules, source: { rulesDir, edits: inForce.edits() } };
  };
  return createAnalysisPool({ threads, rules, local, log });
}
