import type { EventDetail, EventPost } from '../../record-contract.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { safeLink } from '../text/safe-link.ts';
import { When } from './when.tsx';

interface PostCopiesProps {
  found: EventPost;
  /** Of this post, earliest first. */
  copies: EventDetail['copies'];
  /** The post that it says again; undefined where that is not listed. */
  original: EventPost | undefined;
}

const SHOWN = 5;

/** How a post was spread: what it says again, and who said the same word for word. */
export function PostCopies({ found, copies, original }: PostCopiesProps) {
  return (
    <>
      {found.copyOf === null ? null : (
        <p className="facts muted" data-testid="near-copy">
          <span>与另一帖几乎相同，计作传播：</span>
          {original === undefined ? <span>那一帖不在所列之中</span> : <OriginalLink original={original} />}
        </p>
      )}
      {copies.length === 0 ? null : (
        <div className="muted" data-testid="copies">
          一字不差的转载 {copies.length} 条：
          <CopyList copies={copies.slice(0, SHOWN)} />
          {copies.length > SHOWN ? (
            <details>
              <summary>其余 {copies.length - SHOWN} 条</summary>
              <CopyList copies={copies.slice(SHOWN)} />
            </details>
          ) : null}
        </div>
      )}
    </>
  );
}

function OriginalLink({ original: { post } }: { original: EventPost }) {
  return (
    <a href={`#post-${post.docId}`}>
      “{post.title || post.text.slice(0, 20)}”（{post.sourceName}，
      <When at={post.eventTime} />）
    </a>
  );
}

function CopyList({ copies }: { copies: EventDetail['copies'] }) {
  const meta = useMeta();
  return (
    <ul className="copies">
      {copies.map(({ docId, sourceName, channel, at, url }) => {
        const link = safeLink(url);
        return (
          <li key={docId} className="facts">
            <span>
              {sourceName}（{wordFor(meta.channels, channel)}）
            </span>
            <When at={at} />
            {link === null ? null : (
              <a
                className="outer"
                href={link}
                target="_blank"
                rel="noopener noreferrer"
                aria-label={`转载：${sourceName}（新窗口）`}
              >
                原文 ↗
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}
