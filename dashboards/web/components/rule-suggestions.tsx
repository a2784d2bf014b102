import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import type { RuleSuggestions as Suggested } from '../../rulebook-contract.ts';
import { useSuggestions } from '../data/rulebook.ts';
import { marksOfTerms } from '../text/highlight.ts';
import { ErrorNote } from './error-note.tsx';
import { MarkedText } from './marked-text.tsx';

/** Words that feedback speaks for; worked out when asked for. */
export function RuleSuggestions({ ruleId }: { ruleId: string }) {
  const [wanted, setWanted] = useState(false);
  const { data, error } = useSuggestions(ruleId, wanted);
  if (!wanted) return <Button onClick={() => setWanted(true)}>由反馈看该加什么词、排除什么词</Button>;
  if (error) return <ErrorNote error={error} />;
  if (data === undefined) return <Skeleton active paragraph={{ rows: 2 }} />;
  return (
    <div role="status">
      {data.why === null ? null : <p className="muted">{data.why}。</p>}
      <ul className="diagnostics">
        {data.items.map((item) => (
          <li key={`${item.kind}${item.term}`}>
            <Suggestion item={item} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Suggestion({ item: { kind, term, support, against, z, posts } }: { item: Suggested['items'][number] }) {
  const words =
    kind === 'exclude'
      ? `误报 ${support} 帖里有，真实命中 ${against} 帖里有`
      : `漏报 ${support} 帖里有，一般帖文 ${against} 帖里有`;
  return (
    <details>
      <summary>
        {kind === 'exclude' ? '排除' : '加上'} <strong>{term}</strong>{' '}
        <span className="muted">
          {words}（{z} 个标准差）
        </span>
      </summary>
      <ul>
        {posts.map(({ docId, title, text }) => (
          <li key={docId} className="found-text">
            {title === '' ? null : <strong>{title}　</strong>}
            <MarkedText text={text} marks={marksOfTerms(text, [term], '建议的词')} />
          </li>
        ))}
      </ul>
    </details>
  );
}
