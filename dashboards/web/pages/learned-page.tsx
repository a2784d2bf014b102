import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { LearnedOrder, LearnedState } from '../../rulebook-contract.ts';
import { ErrorNote } from '../components/error-note.tsx';
import { LearnedModelView } from '../components/learned-model.tsx';
import { ReasonDialog } from '../components/reason-dialog.tsx';
import { RulesNav } from '../components/rules-nav.tsx';
import { Section } from '../components/section.tsx';
import { useTitle } from '../components/use-title.ts';
import { useLearned, useLearnedDraft } from '../data/rulebook.ts';
import '../styles/rules.css';

/** The learned part: what is in use, what there is to learn from, and the way to a draft. */
export function LearnedPage() {
  useTitle('学习所得');
  const { data, error, refetch } = useLearned();
  return (
    <div className="page narrow">
      <h1 className="page-title">学习所得</h1>
      <RulesNav />
      <p>
        从帖文上的“真实”“误报”“漏报”学习用词，帮助规则判断一条帖子是不是本局的事。权重逐词可读，在风险分里单列一项，默认不启用；
        启用、停用和规则修改一样，写成草稿，由另一人批准。
      </p>
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active paragraph={{ rows: 6 }} /> : null}
      {data === undefined ? null : <State state={data} />}
    </div>
  );
}

type What = LearnedOrder['what'];

const ORDERS: Readonly<Record<What, { button: string; title: string; effects: readonly string[] }>> = {
  train: {
    button: '从反馈训练',
    title: '从反馈训练，写成草稿',
    effects: ['用现有全部反馈训练一次，算出交叉验证成绩。', '成绩和用词写进一份草稿；另一人批准以后才启用。'],
  },
  use: {
    button: '启用现有权重',
    title: '启用规则目录里的权重，写成草稿',
    effects: ['另一人批准以后，从下一批帖文起计入研判。'],
  },
  stop: {
    button: '停用',
    title: '停用学习所得，写成草稿',
    effects: ['另一人批准以后，新帖文只由规则研判；已有的研判不变。'],
  },
};

function State({ state: { model, problem, judged, mayDraft } }: { state: LearnedState }) {
  const [what, setWhat] = useState<What | null>(null);
  const order = useLearnedDraft();
  const navigate = useNavigate();
  const offered: What[] = ['train', ...(model === null ? [] : [model.inUse ? ('stop' as const) : ('use' as const)])];
  const close = () => {
    order.reset();
    setWhat(null);
  };
  return (
    <>
      {problem === null ? null : (
        <p className="problem lines" role="alert">
          {problem}
        </p>
      )}
      <Section title="现状">
        <p data-testid="learned-state">
          {model === null ? '没有启用：研判只用规则。' : model.inUse ? '在用。' : '规则目录里有一份权重，没有启用。'}
        </p>
        <p>
          有反馈的帖文 {judged.ours + judged.others} 条：属于本局 {judged.ours} 条，不属于 {judged.others} 条。
          {judged.tooFew}
        </p>
        {mayDraft.allowed ? (
          <p className="facts">
            {offered.map((one) => (
              <Button key={one} disabled={one === 'train' && judged.tooFew !== null} onClick={() => setWhat(one)}>
                {ORDERS[one].button}
              </Button>
            ))}
          </p>
        ) : (
          <p className="muted">{mayDraft.why}</p>
        )}
      </Section>
      {model === null ? null : (
        <Section title={model.inUse ? '在用的权重' : '没有启用的权重'}>
          <LearnedModelView model={model} />
        </Section>
      )}
      <ReasonDialog
        open={what !== null}
        title={what === null ? '' : ORDERS[what].title}
        okText="写成草稿"
        reasonLabel="理由"
        needsReason
        pending={order.isPending}
        error={order.error}
        onOk={(reason) =>
          what !== null &&
          order.mutate(
            { what, reason },
            { onSuccess: ({ draft }) => void navigate(`/rules/drafts/${encodeURIComponent(draft.draftId)}`) },
          )
        }
        onClose={close}
      >
        <ul className="effects">
          {what === null ? null : ORDERS[what].effects.map((effect) => <li key={effect}>{effect}</li>)}
        </ul>
      </ReasonDialog>
    </>
  );
}
