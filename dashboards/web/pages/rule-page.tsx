import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { RuleDetail } from '../../rulebook-contract.ts';
import { ErrorNote } from '../components/error-note.tsx';
import { PrecisionCell } from '../components/precision-cell.tsx';
import { ReasonDialog } from '../components/reason-dialog.tsx';
import { RuleHistory } from '../components/rule-history.tsx';
import { RuleSuggestions } from '../components/rule-suggestions.tsx';
import { Section } from '../components/section.tsx';
import { useTitle } from '../components/use-title.ts';
import { useDrafts, useRule, useSaveDraft } from '../data/rulebook.ts';
import { countWords } from '../text/numbers.ts';
import { toForm } from '../text/rule-form.ts';
import '../styles/search.css';
import '../styles/rules.css';
import { Person } from '../components/person.tsx';

/** Everything about one rule. */
export function RulePage() {
  const { ruleId = '' } = useParams();
  const { data, error, refetch } = useRule(ruleId);
  useTitle(data?.rule.name ?? '规则');
  return (
    <div className="page narrow">
      <h1 className="page-title">{data?.rule.name ?? ruleId}</h1>
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {data === undefined ? null : <Detail detail={data} />}
    </div>
  );
}

function Detail({ detail }: { detail: RuleDetail }) {
  const { rule, pack, view, missed, history, drafts } = detail;
  const form = toForm(rule);
  return (
    <>
      <p className="facts muted">
        <span>{rule.id}</span>
        <span>规则包：{pack.name}</span>
        <span>{pack.roleName}</span>
        {pack.topic === null ? null : <span>{pack.topic}</span>}
        {pack.owner === null ? null : <span>负责：{pack.owner}</span>}
        <span>分值 {rule.severity}</span>
      </p>
      {rule.retired === undefined ? null : <p className="problem">已停用：{rule.retired}</p>}
      <Actions detail={detail} />
      {drafts.map(({ draftId, title, author }) => (
        <p key={draftId}>
          正在修改：<Link to={`/rules/drafts/${encodeURIComponent(draftId)}`}>{title}</Link>（
          <Person account={author} />）
        </p>
      ))}
      <Section title="表达式">
        <code className="expression">{form.expression}</code>
        {rule.note === undefined ? null : <p className="muted">{rule.note}</p>}
      </Section>
      <Section title="表现">
        <p className="facts">
          <span>
            命中{' '}
            {view.hits === 0 ? (
              '0 帖'
            ) : (
              <Link to={`/search?rule=${encodeURIComponent(rule.id)}`}>{countWords(view.hits)} 帖</Link>
            )}
          </span>
          <span>
            准确率 <PrecisionCell precision={view.precision} />
          </span>
          {missed === 0 ? null : <span>漏报 {missed} 帖</span>}
        </p>
        <RuleSuggestions ruleId={rule.id} />
      </Section>
      <Section title="样例">
        <dl className="diff-fields">
          <div>
            <dt>必须命中</dt>
            <dd className="found-text lines">{form.hit || '没有'}</dd>
          </div>
          <div>
            <dt>不能命中</dt>
            <dd className="found-text lines">{form.miss || '没有'}</dd>
          </div>
        </dl>
      </Section>
      <Section title="历次修改">
        <RuleHistory history={history} ruleId={rule.id} />
      </Section>
    </>
  );
}

function Actions({ detail: { rule, pack } }: { detail: RuleDetail }) {
  const may = useDrafts().data?.mayDraft;
  const navigate = useNavigate();
  const save = useSaveDraft();
  const [retiring, setRetiring] = useState(false);
  if (may === undefined) return null;
  if (!may.allowed) return <p className="muted">{may.why}。</p>;
  const retire = (reason: string) =>
    save.mutate(
      {
        content: {
          title: `停用“${rule.name}”`,
          reason,
          edits: [{ kind: 'retire', pack: pack.id, id: rule.id, reason }],
        },
        seen: null,
      },
      { onSuccess: ({ draft }) => void navigate(`/rules/drafts/${encodeURIComponent(draft.draftId)}`) },
    );
  return (
    <div className="rule-actions">
      <Button type="primary" onClick={() => void navigate(`/rules/edit?rule=${encodeURIComponent(rule.id)}`)}>
        修改
      </Button>
      {rule.retired === undefined ? <Button onClick={() => setRetiring(true)}>停用</Button> : null}
      <ReasonDialog
        open={retiring}
        title={`停用规则“${rule.name}”`}
        okText="写成草稿"
        reasonLabel="停用理由"
        needsReason
        pending={save.isPending}
        error={save.error}
        onOk={retire}
        onClose={() => setRetiring(false)}
      >
        <p>先写成草稿，由另一人审批后才停用。编号会一直保留，已有的记录不变。</p>
      </ReasonDialog>
    </div>
  );
}
