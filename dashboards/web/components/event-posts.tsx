import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { FoundPost } from '../../alert-contract.ts';
import type { EventDetail } from '../../record-contract.ts';
import { marksOfHits } from '../text/highlight.ts';
import { roundPoints } from '../text/numbers.ts';
import { LevelTag } from './level-tag.tsx';
import { MarkedText } from './marked-text.tsx';
import { PostFacts, PostView } from './post-view.tsx';
import { PostWatchNote } from './post-watch-note.tsx';

interface EventPostsProps {
  posts: readonly FoundPost[];
  watches: EventDetail['watches'];
  eventId: string;
  /** The server gave only the newest. */
  cut: boolean;
}

const FIRST = 30;

export function EventPosts({ posts, watches, eventId, cut }: EventPostsProps) {
  const [shown, setShown] = useState(FIRST);
  return (
    <>
      <ul className="event-posts">
        {posts.slice(0, shown).map((found) => (
          <EventPost
            key={found.post.docId}
            found={found}
            watch={watches.find(({ docId }) => docId === found.post.docId)}
          />
        ))}
      </ul>
      {shown < posts.length ? (
        <Button onClick={() => setShown(shown + FIRST)}>再列 {Math.min(FIRST, posts.length - shown)} 帖</Button>
      ) : null}
      {cut ? (
        <p className="muted">
          这里只列最新的 {posts.length} 帖，其余请
          <Link to={`/search?event=${encodeURIComponent(eventId)}`}>到检索里看</Link>。
        </p>
      ) : null}
    </>
  );
}

function EventPost({ found, watch }: { found: FoundPost; watch: EventDetail['watches'][number] | undefined }) {
  const [open, setOpen] = useState(false);
  const { post, verdict } = found;
  return (
    <li id={`post-${post.docId}`}>
      <div className="event-post-head">
        <LevelTag level={verdict.risk.level} />
        <span className="score">{roundPoints(verdict.risk.score)} 分</span>
        <Button
          size="small"
          className="push"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          aria-label={`${open ? '收起' : '展开'}：${post.title}`}
        >
          {open ? '收起' : '展开'}
        </Button>
      </div>
      {open ? (
        <PostView found={found} />
      ) : (
        <>
          <p className="post-title">
            <MarkedText
              text={post.title || '（无标题）'}
              marks={post.title ? marksOfHits(verdict.hits, 'title') : []}
            />
          </p>
          <PostFacts found={found} />
        </>
      )}
      {watch ? <PostWatchNote watch={watch} open={open} /> : null}
    </li>
  );
}
