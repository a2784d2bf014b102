import type { ReactNode } from 'react';
import type { LearnedModel } from '../../rulebook-contract.ts';
import { gainWords, type LearnedWord, qualityWords, strongestWords } from '../text/learned-words.ts';

const SHOWN = 20;

/** What was learned, from what, how well it does, and the words that speak loudest. */
export function LearnedModelView({ model }: { model: LearnedModel }) {
  const { trained, crossValidated, bias, words } = model;
  const { pro, con } = strongestWords(words, SHOWN);
  return (
    <>
      <dl className="diff-fields" data-testid="learned-figures">
        <Fact name="训练">
          {trained.by}，{trained.on}，{trained.from}
        </Fact>
        <Fact name="标注">
          {trained.examples} 条，其中属于本局 {trained.ours} 条
        </Fact>
        <Fact name="交叉验证 F1">
          {qualityWords(crossValidated)}。{gainWords(crossValidated)}
        </Fact>
        <Fact name="准确率与召回率">
          {crossValidated.precision}，{crossValidated.recall}（{crossValidated.folds} 折，标注不参加对自己的训练）
        </Fact>
        <Fact name="基数">{signed(bias)}</Fact>
        <Fact name="指纹">
          <code className="break">{trained.fingerprint}</code>
        </Fact>
      </dl>
      <div className="learned-words">
        <Words title="像本局的事" words={pro} />
        <Words title="不像本局的事" words={con} />
      </div>
      <p className="muted">数字是归属依据，与规则的“领域依据”同一单位。列出最强的各 {SHOWN} 个。</p>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Words({ title, words }: { title: string; words: readonly LearnedWord[] }) {
  if (words.length === 0) return null;
  return (
    <table className="plain-table">
      <caption>{title}</caption>
      <tbody>
        {words.map(({ word, evidence }) => (
          <tr key={word}>
            <th scope="row">{word}</th>
            <td className="number">{signed(evidence)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function signed(value: number): string {
  return value < 0 ? `−${-value}` : `+${value}`;
}
