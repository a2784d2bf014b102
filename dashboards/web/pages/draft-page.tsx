import { Skeleton } from 'antd';
import { Link, useParams } from 'react-router';
import type { DraftDetail } from '../../rulebook-contract.ts';
import { BackTestPanel } from '../components/back-test-panel.tsx';
import { DiagnosticList } from '../components/diagnostic-list.tsx';
import { DraftActions } from '../components/draft-actions.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { RuleDiff } from '../components/rule-diff.tsx';
import { Section } from '../components/section.tsx';
import { useTitle } from '../components/use-title.ts';
import { ExactTime, When } from '../components/when.tsx';
import { useDraft } from '../data/rulebook.ts';
import { DRAFT_STATE_WORDS } from '../text/draft-states.ts';
import { idOf } from '../text/rule-form.ts';
import '../styles/search.css';
import '../styles/rules.css';
import { Person } from '../components/person.tsx';

/** A draft as author and approver see it: what changes, what is wrong, what it would have done. */
export function DraftPage() {
  const { draftId = '' } = useParams();
  const { data, error, refetch } = useDraft(draftId);
  useTitle(data?.draft.title ?? '草稿');
  return (
    <div className="page narrow">
      <h1 className="page-title">{data?.draft.title ?? '草稿'}</h1>
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {data === undefined ? null : <Detail detail={data} />}
    </div>
  );
}

function Detail({ detail }: { detail: DraftDetail }) {
  const { draft, diagnostics, stale, may } = detail;
  const done = draft.state === 'published' || draft.state === 'withdrawn';
  return (
    <>
      <p className="facts muted">
        <span className="tag" data-testid="draft-state">
          {DRAFT_STATE_WORDS[draft.state]}
        </span>
        <span>
          <Person account={draft.author} /> 起草
        </span>
        <span>
          <When at={draft.updatedAt} />
        </span>
        {draft.publishedAs === null ? null : <Link to="/rules/versions">第 {draft.publishedAs} 版</Link>}
      </p>
      <p className="lines">{draft.reason}</p>
      {draft.decision === null ? null : (
        <p>
          <Person account={draft.decision.by} /> {draft.state === 'rejected' ? '退回' : '批准'}：
          {draft.decision.reason || '没有附言'}{' '}
          <span className="muted">
            <ExactTime at={draft.decision.at} />
          </span>
        </p>
      )}
      {stale.length === 0 ? null : (
        <p className="problem" role="alert">
          {stale.join('、')} 在这份草稿写成以后已被改动；作者须对照现行规则更新草稿。
        </p>
      )}
      <DraftActions detail={detail} />
      <Section title="修改内容">
        {draft.edits.map((change) => (
          <div key={idOf(change.edit)}>
            <RuleDiff change={change} />
            {may.edit.allowed && change.edit.kind === 'file' ? (
              <Link
                className="outer"
                to={`/rules/file?draft=${encodeURIComponent(draft.draftId)}&path=${encodeURIComponent(change.edit.path)}`}
              >
                改这个文件
              </Link>
            ) : null}
            {may.edit.allowed && (change.edit.kind === 'add' || change.edit.kind === 'replace') ? (
              <Link
                className="outer"
                to={`/rules/edit?draft=${encodeURIComponent(draft.draftId)}&rule=${encodeURIComponent(idOf(change.edit))}`}
              >
                改这一条
              </Link>
            ) : null}
          </div>
        ))}
        {may.edit.allowed && draft.edits.every(({ edit }) => edit.kind !== 'learned') ? (
          <p className="facts">
            <Link className="outer" to={`/rules/edit?draft=${encodeURIComponent(draft.draftId)}`}>
              再加一条新规则
            </Link>
          </p>
        ) : null}
      </Section>
      {done ? null : (
        <Section title="检查">
          <DiagnosticList diagnostics={diagnostics} />
        </Section>
      )}
      <Section title="回测">
        <BackTestPanel detail={detail} />
      </Section>
    </>
  );
}
