import { Button, Skeleton } from 'antd';
import type { Lines } from '../data/use-lines.ts';
import type { Preview } from '../data/use-rule-trials.ts';
import { excerptAround, type Mark } from '../text/highlight.ts';
import { ErrorNote } from './error-note.tsx';
import { MarkedText } from './marked-text.tsx';
import { When } from './when.tsx';

interface RulePreviewProps {
  name: string;
  preview: Lines<Preview>;
  /** The answer belongs to an earlier text. */
  old: boolean;
}

const EXCERPT = 90;

/** What the rule as written makes of its samples, and of recent posts as they are looked through. */
export function RulePreviewPanel({ name, preview: { state, error, running, stopped, stop }, old }: RulePreviewProps) {
  if (error) return <ErrorNote error={error} />;
  if (state === null) return <Skeleton active paragraph={{ rows: 4 }} />;
  const { canonical, samples } = state.checked;
  return (
    <div data-testid="rule-preview" aria-live="polite" aria-busy={old || running}>
      <p className="muted">{old ? '正在按新写法试……' : '按现在的写法：'}</p>
      {canonical === null ? (
        <p className="problem">表达式有误，改正后再试。</p>
      ) : (
        <p className="muted">
          系统读作 <code className="expression">{canonical}</code>
        </p>
      )}
      <Samples samples={samples} />
      {canonical === null ? null : (
        <>
          <h3>近期帖文</h3>
          {running && !old ? (
            <p className="action-row">
              <span className="muted">还在往前看……</span>
              <Button size="small" onClick={stop}>
                停止
              </Button>
            </p>
          ) : null}
          {stopped ? <p className="muted">已停止，改动表达式会重新试。</p> : null}
          {state.posts === null ? null : <Posts name={name} posts={state.posts} complete={state.complete} />}
        </>
      )}
    </div>
  );
}

function Samples({ samples }: { samples: Preview['checked']['samples'] }) {
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

function Posts({ name, posts, complete }: { name: string; posts: NonNullable<Preview['posts']>; complete: boolean }) {
  const most = Math.max(1, ...posts.days.map(({ count }) => count));
  return (
    <>
      <p role="status" data-testid="preview-hits">
        {complete ? `命中 ${posts.hits} 帖` : `看了最近入库的 ${posts.looked} 帖，命中 ${posts.hits} 帖`}
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
