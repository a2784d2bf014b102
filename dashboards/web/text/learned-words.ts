import type { LearnedModel } from '../../rulebook-contract.ts';

export interface LearnedWord {
  word: string;
  evidence: number;
}

/** The strongest words for and against, strongest first. */
export function strongestWords(words: LearnedModel['words'], most: number): { pro: LearnedWord[]; con: LearnedWord[] } {
  const all = Object.entries(words)
    .map(([word, evidence]) => ({ word, evidence }))
    .sort((a, b) => Math.abs(b.evidence) - Math.abs(a.evidence) || (a.word < b.word ? -1 : 1));
  const side = (is: (evidence: number) => boolean) => all.filter(({ evidence }) => is(evidence)).slice(0, most);
  return { pro: side((evidence) => evidence > 0), con: side((evidence) => evidence < 0) };
}

/** `0.852（95% 区间 0.832–0.871），只用规则 0.833` */
export function qualityWords({ f1, low, high, rulesAlone }: LearnedModel['crossValidated']): string {
  return `${f1}（95% 区间 ${low}–${high}），只用规则 ${rulesAlone}`;
}

/** Whether the words do better than the rules alone, as far as the examples can tell. */
export function gainWords({ f1, low, rulesAlone }: LearnedModel['crossValidated']): string {
  if (low > rulesAlone) return '比只用规则好，差别超出偶然。';
  return f1 > rulesAlone ? '略好于只用规则，差别可能出于偶然。' : '不比只用规则好，不建议启用。';
}
