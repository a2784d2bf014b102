import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { FoundPost } from '../../alert-contract.ts';
import type { EventDetail, EventPost as EventPostOnRecord } from '../../record-contract.ts';
import { excerptAround, marksOfHits } from '../text/highlight.ts';
import { roundPoints } from '../text/numbers.ts';
import { LevelTag } from './level-tag.tsx';
import { MarkedText } from './marked-text.tsx';
import { PostCopies } from './post-copies.tsx';
import { PostFacts, PostView } from './post-view.tsx';
import { PostWatchNote } from './post-watch-note.tsx';

const FIRST = 30;
const EXCERPT = 60;

interface EventPostsProps {
  detail: EventDetail;
  /** As many as can be listed here. */
  most: number;
  /** More posts are wanted than the detail has. */
  onMore(): void;
}

/** The posts of an event, newest first, each with how it was spread. */
export function EventPosts({ detail: { event, posts, copies, watches }, most, onMore }: EventPostsProps) {
  const [shown, setShown] = useState(FIRST);
  const stored = event.postCount - event.copyCount;
  const reachable = Math.min(stored, most);
  const copiesOf = Map.groupBy(copies, ({ original }) => original);
  return (
    <>
      <ul className="event-posts">
        {posts.slice(0, shown).map((found) => (
          <EventPost
            key={found.post.docId}
            found={found}
            copies={copiesOf.get(found.post.docId) ?? []}
            original={posts.find(({ post }) => post.docId === found.copyOf)}
            watch={watches.find(({ docId }) => docId === found.post.docId)}
          />
        ))}
      </ul>
      {shown < reachable ? (
        <Button
          loading={shown > posts.length}
          onClick={() => {
            setShown(shown + FIRST);
            if (shown + FIRST > posts.length) onMore();
          }}
        >
          再列 {Math.min(FIRST, reachable - shown)} 帖
        </Button>
      ) : null}
      {copies.length < event.copyCount ? (
        <p className="muted">另有一字不差的转载 {event.copyCount - copies.length} 条没有列出。</p>
      ) : null}
      {reachable < stored ? (
        <p className="muted">
          这里只列最新的 {reachable} 帖，其余请
          <Link to={`/search?event=${encodeURIComponent(event.eventId)}`}>到检索里看</Link>。
        </p>
      ) : null}
    </>
  );
}

interface EventPostProps {
  found: EventPostOnRecord;
  copies: EventDetail['copies'];
  original: EventPostOnRecord | undefined;
  watch: EventDetail['watches'][number] | undefined;
}

function EventPost({ found, copies, original, watch }: EventPostProps) {
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
          aria-label={`${open ? '收起' : '展开'}：${post.title || post.text.slice(0, EXCERPT)}`}
        >
          {open ? '收起' : '展开'}
        </Button>
      </div>
      {open ? (
        <PostView found={found} />
      ) : (
        <>
          <p className="post-title">
            <PostLine found={found} />
          </p>
          <PostFacts found={found} />
        </>
      )}
      <PostCopies found={found} copies={copies} original={original} />
      {watch ? <PostWatchNote watch={watch} open={open} /> : null}
    </li>
  );
}

/** The title, or where there is none the stretch of the text that was hit first. */
function PostLine({ found: { post, verdict } }: { found: FoundPost }) {
  if (post.title !== '') return <MarkedText text={post.title} marks={marksOfHits(verdict.hits, 'title')} />;
  const marks = marksOfHits(verdict.hits, 'text');
  return (
    <MarkedText text={post.text || '（无文字）'} marks={marks} window={excerptAround(post.text, marks, EXCERPT)} />
  );
}
