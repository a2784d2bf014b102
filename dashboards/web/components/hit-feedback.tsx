import { Button } from 'antd';
import { Link } from 'react-router';
import type { FoundPost } from '../../contract.ts';
import { useFeedback, useGiveFeedback } from '../data/rulebook.ts';
import { ErrorNote } from './error-note.tsx';
import '../styles/rules.css';

const CHOICES = [
  { judgement: 'real', name: '真实' },
  { judgement: 'false', name: '误报' },
] as const;

/** The rules that fired on a post, each with 真实 and 误报; the same button again takes it back. */
export function HitFeedback({ found: { post, verdict } }: { found: FoundPost }) {
  const { data } = useFeedback(post.docId);
  const give = useGiveFeedback(post.docId);
  if (verdict.hits.length === 0) return null;
  return (
    <div data-testid="hit-feedback">
      <p className="muted">命中规则：</p>
      <ul>
        {verdict.hits.map(({ rule, name }) => {
          const said = data?.items.find((item) => item.rule === rule);
          return (
            <li key={rule} className="hit-feedback">
              <Link to={`/rules/${encodeURIComponent(rule)}`}>{name}</Link>
              {data?.mayGive.allowed
                ? CHOICES.map(({ judgement, name: word }) => {
                    const chosen = said?.judgement === judgement;
                    return (
                      <Button
                        key={judgement}
                        size="small"
                        type={chosen ? 'primary' : 'default'}
                        aria-pressed={chosen}
                        aria-label={`${name}：${word}`}
                        disabled={give.isPending}
                        onClick={() => give.mutate({ rule, judgement: chosen ? null : judgement })}
                      >
                        {word}
                      </Button>
                    );
                  })
                : null}
              {said === undefined ? null : <span className="muted">{said.by} 标记</span>}
            </li>
          );
        })}
      </ul>
      {give.error === null ? null : <ErrorNote error={give.error} />}
    </div>
  );
}
