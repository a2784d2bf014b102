import { stringify } from 'yaml';
import type { LearnedSpec } from '../../rules/schema.ts';

const HEAD = `# 学习所得：从人工标注的帖文里学到的用词权重，由 rules learn 写成，可以读、可以删改。
# 每个词的数字是归属依据，与规则的 domain 同一单位：正数说明像本局的事，负数说明不像。两个词中间空一格表示相邻。
# inUse 改为 true 才启用；启用后在风险分里单列一项“学习所得”，最多加减多少见 scoring.yaml 的 learned。
# crossValidated 是规则加学习所得在没有参加训练的标注上的成绩，rulesAlone 是同一批标注上只用规则的成绩。
`;

/** The text of learned.yaml. */
export function learnedFile(model: LearnedSpec): string {
  return `${HEAD}${stringify(model, { lineWidth: 0 })}`;
}
