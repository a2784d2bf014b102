import { Button, Skeleton } from 'antd';
import { Link, useNavigate } from 'react-router';
import type { DraftView } from '../../rulebook-contract.ts';
import { EmptyNote } from '../components/empty-note.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { RulesNav } from '../components/rules-nav.tsx';
import { useTitle } from '../components/use-title.ts';
import { When } from '../components/when.tsx';
import { useDrafts } from '../data/rulebook.ts';
import { DRAFT_STATE_WORDS } from '../text/draft-states.ts';
import { EDIT_WORDS, idOf } from '../text/rule-form.ts';
import '../styles/rules.css';
import { Person } from '../components/person.tsx';

export function DraftsPage() {
  useTitle('规则草稿');
  const navigate = useNavigate();
  const { data, error, refetch } = useDrafts();
  return (
    <div className="page narrow">
      <h1 className="page-title">规则草稿</h1>
      <RulesNav />
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active paragraph={{ rows: 6 }} /> : null}
      {data === undefined ? null : (
        <>
          {data.mayDraft.allowed ? (
            <div className="rule-actions">
              <Button type="primary" onClick={() => void navigate('/rules/edit')}>
                写一条新规则
              </Button>
            </div>
          ) : (
            <p className="muted">{data.mayDraft.why}，可以查看。</p>
          )}
          {data.items.length === 0 ? (
            <EmptyNote title="还没有草稿">在规则页点“修改”，或写一条新规则。</EmptyNote>
          ) : null}
          {data.items.map(({ draft }) => (
            <Item key={draft.draftId} draft={draft} />
          ))}
        </>
      )}
    </div>
  );
}

function Item({ draft }: { draft: DraftView['draft'] }) {
  return (
    <article className="draft-item" data-testid="draft">
      <h2>
        <span className="tag">{DRAFT_STATE_WORDS[draft.state]}</span>{' '}
        <Link to={`/rules/drafts/${encodeURIComponent(draft.draftId)}`}>{draft.title}</Link>
      </h2>
      <p>
        {draft.edits
          .map(({ edit }) => (edit.kind === 'learned' ? EDIT_WORDS.learned : `${EDIT_WORDS[edit.kind]} ${idOf(edit)}`))
          .join('，')}
      </p>
      <p className="muted">
        <Person account={draft.author} />　<When at={draft.updatedAt} />
        {draft.publishedAs === null ? '' : `　已成为第 ${draft.publishedAs} 版`}
      </p>
    </article>
  );
}
