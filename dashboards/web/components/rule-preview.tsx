import { Skeleton } from 'antd';
import type { RulePreview } from '../../rulebook-contract.ts';
import { excerptAround, type Mark } from '../text/highlight.ts';
import { ErrorNote } from './error-note.tsx';
import { MarkedText } from './marked-text.tsx';
import { When } from './when.tsx';

interface RulePreviewProps {
  name: string;
  preview: RulePreview | undefined;
  error: Error | null;
  /** The answer belongs to an earlier text. */
  old: boolean;
}

const EXCERPT = 90;

/** What the rule as written makes of its samples and of recent posts. */
export function RulePreviewPanel({ name, preview, error, old }: RulePreviewProps) {
  if (error) return <ErrorNote error={error} />;
  if (preview === undefined) return <Skeleton active paragraph={{ rows: 4 }} />;
  return (
    <div data-testid="rule-preview" aria-live="polite" aria-busy={old}>
      <p className="muted">{old ? '正在按新写法试……' : '按现在的写法：'}</p>
      {preview.canonical === null ? (
        <p className="problem">表达式有误，改正后再试。</p>
      ) : (
        <p className="muted">
          系统读作 <code className="expression">{preview.canonical}</code>
        </p>
      )}
      <Samples samples={preview.samples} />
      {preview.canonical === null ? null : <Posts name={name} posts={preview.posts} />}
    </div>
  );
}

function Samples({ samples }: { samples: RulePreview['samples'] }) {
  if (samples.length === 0) return null;
  const wrong = samples.filter(({ ok }) => !ok);
  if (wrong.length === 0) return <p className="state-ok">{samples.length} 条样例全部符合。</p>;
  return (
    <ul className="diagnostics">
      {wrong.map(({ kind, index, why }) => (
        <li key={`${kind}${index}`}>
          <span className="problem">样例不符</span> {kind === 'hit' ? '必须命中' : '不能命中'}的第 {index + 1} 条：{why}
        </li>
      ))}
    </ul>
  );
}

function Posts({ name, posts }: { name: string; posts: RulePreview['posts'] }) {
  const most = Math.max(1, ...posts.days.map(({ count }) => count));
  return (
    <>
      <h3>近期帖文</h3>
      <p role="status" data-testid="preview-hits">
        {posts.complete ? `命中 ${posts.hits} 帖` : `看了最前面 ${posts.looked} 帖，命中 ${posts.hits} 帖`}
        {posts.items.length < posts.hits ? `，下列 ${posts.items.length} 帖` : ''}
      </p>
      {posts.days.length < 2 ? null : (
        <ol className="day-bars" aria-label="按天的命中数">
          {posts.days.map(({ day, count }) => (
            <li key={day} title={`${day}：${count} 帖`}>
              <span className="visually-hidden">
                {day}：{count} 帖
              </span>
              <span aria-hidden style={{ height: `${Math.max(6, (100 * count) / most)}%` }} />
            </li>
          ))}
        </ol>
      )}
      <ul className="preview-posts">
        {posts.items.map(({ docId, title, text, at, spans }) => {
          const marks = (field: string): Mark[] =>
            spans.filter((span) => span.field === field).map(({ start, end }) => ({ start, end, label: name }));
          return (
            <li key={docId}>
              <strong>
                <MarkedText text={title || '（无标题）'} marks={title ? marks('title') : []} />
              </strong>{' '}
              <span className="muted">
                <When at={at} />
              </span>
              <p className="found-text">
                <MarkedText text={text} marks={marks('text')} window={excerptAround(text, marks('text'), EXCERPT)} />
              </p>
            </li>
          );
        })}
      </ul>
    </>
  );
}
