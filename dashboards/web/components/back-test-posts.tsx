import { Link } from 'react-router';
import type { BackTestResult } from '../../rulebook-contract.ts';
import { LevelTag } from './level-tag.tsx';
import { When } from './when.tsx';

/** Posts on which the draft and the rules in force do not agree. */
export function BackTestPosts({ posts, total }: { posts: BackTestResult['gained']; total: number }) {
  if (posts.length === 0) return <p className="muted">没有这样的帖文。</p>;
  return (
    <>
      <ul className="preview-posts">
        {posts.map(({ id, title, at, source, gained, lost, level, score, lead, way }) => (
          <li key={id}>
            {level.before === level.after ? (
              <LevelTag level={level.after} />
            ) : (
              <>
                <LevelTag level={level.before} /> → <LevelTag level={level.after} />
              </>
            )}{' '}
            <Link to={`/posts/${encodeURIComponent(id)}`}>{title || '（无标题）'}</Link>
            <p className="muted">
              {source}　<When at={at} />
              {'　'}
              {score.before === score.after ? `${score.after} 分` : `${score.before} → ${score.after} 分`}
              {gained.length === 0 ? '' : `　新命中 ${gained.join('、')}`}
              {lost.length === 0 ? '' : `　不再命中 ${lost.join('、')}`}
              {lead.before === lead.after ? '' : `　牵头 ${lead.before ?? '非本局'} → ${lead.after ?? '非本局'}`}
              {way.before === way.after || lead.before === null || lead.after === null
                ? ''
                : `　${way.before} → ${way.after}`}
            </p>
          </li>
        ))}
      </ul>
      {posts.length < total ? (
        <p className="muted">
          只列最新的 {posts.length} 帖，共 {total} 帖。
        </p>
      ) : null}
    </>
  );
}
