import type { FoundPost } from '../../alert-contract.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { marksOfHits } from '../text/highlight.ts';
import { safeLink } from '../text/safe-link.ts';
import { HitFeedback } from './hit-feedback.tsx';
import { MarkedText } from './marked-text.tsx';
import { OriginalText } from './original-text.tsx';
import { PostJudgement } from './post-judgement.tsx';
import { When } from './when.tsx';

/** A post with everything the rules hit marked in title and text. */
export function PostView({ found }: { found: FoundPost }) {
  const { post, verdict } = found;
  return (
    <article className="post" data-testid="post">
      <h3 className="post-title">
        <MarkedText text={post.title || '（无标题）'} marks={post.title ? marksOfHits(verdict.hits, 'title') : []} />
      </h3>
      <PostFacts found={found} />
      <p className="post-text">
        <MarkedText text={post.text} marks={marksOfHits(verdict.hits, 'text')} />
      </p>
      <PostJudgement found={found} />
      <OriginalText found={found} />
      <HitFeedback found={found} />
    </article>
  );
}

/** Where a post comes from and how to get there. */
export function PostFacts({ found: { post } }: { found: FoundPost }) {
  const meta = useMeta();
  const link = safeLink(post.url);
  const counts = [
    post.metrics.reads === null ? null : `阅读 ${post.metrics.reads}`,
    post.metrics.comments === null ? null : `评论 ${post.metrics.comments}`,
    post.metrics.reposts === null ? null : `转发 ${post.metrics.reposts}`,
    post.metrics.likes === null ? null : `点赞 ${post.metrics.likes}`,
  ].filter((count) => count !== null);
  return (
    <p className="facts muted">
      <span>{post.sourceName}</span>
      <span>{wordFor(meta.channels, post.channel)}</span>
      {post.official ? <span className="tag">公开机构发布</span> : null}
      {post.publishedAt === null ? (
        <span>
          发布时间不明{post.publishedAtProblem === null ? '' : `（${post.publishedAtProblem}）`}，采集于{' '}
          <When at={post.fetchedAt} />
        </span>
      ) : (
        <span>
          发布于 <When at={post.publishedAt} />
        </span>
      )}
      {counts.length > 0 ? <span>{counts.join('　')}</span> : null}
      {post.masked.length > 0 ? (
        <span>已遮盖：{post.masked.map((kind) => wordFor(meta.maskedKinds, kind)).join('、')}</span>
      ) : null}
      {link === null ? null : (
        <a
          className="outer"
          href={link}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={`原文：${post.title}（新窗口）`}
        >
          原文 ↗
        </a>
      )}
    </p>
  );
}
