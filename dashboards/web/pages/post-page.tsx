import { Skeleton } from 'antd';
import { Link, useParams } from 'react-router';
import { ErrorNote } from '../components/error-note.tsx';
import { LevelTag } from '../components/level-tag.tsx';
import { PostView } from '../components/post-view.tsx';
import { ScoreTable } from '../components/score-table.tsx';
import { Section } from '../components/section.tsx';
import { useTitle } from '../components/use-title.ts';
import { usePost } from '../data/posts.ts';
import { missingInputs } from '../text/missing-inputs.ts';
import '../styles/detail.css';

/** One post with its verdict, for links that speak of a post alone. */
export function PostPage() {
  const { docId = '' } = useParams();
  const { data, error, refetch } = usePost(docId);
  useTitle(data?.post.title || '帖文');
  return (
    <div className="page narrow">
      <h1 className="page-title">帖文</h1>
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active paragraph={{ rows: 6 }} /> : null}
      {data === undefined ? null : (
        <>
          <p className="facts">
            <LevelTag level={data.verdict.risk.level} />
            {data.eventId === null ? null : <Link to={`/events/${encodeURIComponent(data.eventId)}`}>所属事件</Link>}
          </p>
          <Section title="原文">
            <PostView found={data} />
          </Section>
          <Section title="风险分">
            <ScoreTable
              risk={data.verdict.risk}
              rulesVersion={data.verdict.rulesVersion}
              missing={missingInputs(data.post)}
            />
          </Section>
        </>
      )}
    </div>
  );
}
