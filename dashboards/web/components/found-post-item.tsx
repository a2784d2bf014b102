import { Link } from 'react-router';
import type { SearchedPost } from '../../record-contract.ts';
import { excerptAround, type Mark } from '../text/highlight.ts';
import { roundPoints } from '../text/numbers.ts';
import { LevelTag } from './level-tag.tsx';
import { MarkedText } from './marked-text.tsx';
import { PostFacts } from './post-view.tsx';

const EXCERPT = 180;
const WANTED = '检索词';

/** A search result with the words that were looked for marked, and the way to its event. */
export function FoundPostItem({ found }: { found: SearchedPost }) {
  const { post, verdict, eventId, sought } = found;
  const inText = marksOf(sought.text);
  const title = <MarkedText text={post.title || '（无标题）'} marks={marksOf(sought.title)} />;
  return (
    <li className="found-post" data-testid="found-post">
      <p className="found-head">
        <LevelTag level={verdict.risk.level} />
        <span className="score">{roundPoints(verdict.risk.score)} 分</span>
        <span className="muted">
          {verdict.domain
            ? verdict.topics
                .map(({ topic }) => topic)
                .slice(0, 2)
                .join('、')
            : '非住建领域'}
        </span>
      </p>
      <h2 className="post-title">
        {eventId === null ? title : <Link to={`/events/${encodeURIComponent(eventId)}`}>{title}</Link>}
      </h2>
      <p className="found-text">
        <MarkedText text={post.text} marks={inText} window={excerptAround(post.text, inText, EXCERPT)} />
      </p>
      <PostFacts found={found} />
    </li>
  );
}

function marksOf(places: SearchedPost['sought']['text']): Mark[] {
  return places.map((place) => ({ ...place, label: WANTED }));
}
