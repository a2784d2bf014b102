import type { EventDetail } from '../../record-contract.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { safeLink } from '../text/safe-link.ts';
import { EmptyNote } from './empty-note.tsx';
import { When } from './when.tsx';

export function EventResponses({ responses }: { responses: EventDetail['responses'] }) {
  const meta = useMeta();
  if (responses.length === 0) {
    return <EmptyNote title="还没有公开回应">采集到或导入的官方答复会出现在这里。</EmptyNote>;
  }
  return (
    <ul className="responses">
      {responses.map((response) => {
        const link = safeLink(response.url);
        return (
          <li key={response.responseId}>
            <p className="facts muted">
              <strong>{response.by ?? '答复单位不明'}</strong>
              <When at={response.at} empty="时间不明" />
              <span>{wordFor(meta.responseOrigins, response.origin)}</span>
              {link === null ? null : (
                <a
                  className="outer"
                  href={link}
                  target="_blank"
                  rel="noopener noreferrer"
                  aria-label="回应原文（新窗口）"
                >
                  原文 ↗
                </a>
              )}
            </p>
            <p className="post-text">{response.text}</p>
          </li>
        );
      })}
    </ul>
  );
}
