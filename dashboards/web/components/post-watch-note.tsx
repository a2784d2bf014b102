import type { EventDetail } from '../../record-contract.ts';
import { countsWords } from '../text/counts-words.ts';
import { When } from './when.tsx';

type Watch = EventDetail['watches'][number];

/** What became of the post since its alert: removed, edited, how its counts grew; opened, what it said before. */
export function PostWatchNote({ watch, open }: { watch: Watch; open: boolean }) {
  const { removedAt, removedBecause, versions, observations } = watch;
  const grown = countsWords(observations.map(({ metrics }) => metrics));
  const earlier = versions.slice(0, -1);
  if (removedAt === null && earlier.length === 0 && grown === null) return null;
  return (
    <div data-testid="post-watch">
      {removedAt === null ? null : (
        <p className="problem">
          原文已不在（
          <When at={removedAt} />
          发现，{removedBecause}）
        </p>
      )}
      {earlier.length === 0 ? null : <p className="problem">原文修改过 {earlier.length} 次</p>}
      {grown === null ? null : (
        <p className="muted">
          回访 {observations.length - 1} 次：{grown}
        </p>
      )}
      {open
        ? earlier.map(({ rawId, seenAt, title, text }) => (
            <blockquote key={rawId} className="muted">
              <When at={seenAt} />：{title} {text}
            </blockquote>
          ))
        : null}
    </div>
  );
}
