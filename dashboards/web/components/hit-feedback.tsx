import { Button } from 'antd';
import { Link } from 'react-router';
import type { FoundPost } from '../../alert-contract.ts';
import { useFeedback, useGiveFeedback } from '../data/rulebook.ts';
import { ErrorNote } from './error-note.tsx';
import { MissedFeedback } from './missed-feedback.tsx';
import '../styles/rules.css';
import { Person } from './person.tsx';

const CHOICES = [
  { judgement: 'real', name: '真实' },
  { judgement: 'false', name: '误报' },
] as const;

/**
 * The rules that fired on a post, each with 真实 and 误报; the same button again takes it back. And those that should have
 * fired, see {@link MissedFeedback}.
 */
export function HitFeedback({ found: { post, verdict } }: { found: FoundPost }) {
  const { data } = useFeedback(post.docId);
  const give = useGiveFeedback(post.docId);
  const mayGive = data?.mayGive.allowed === true;
  const missed = data?.items.filter(({ judgement }) => judgement === 'missed') ?? [];
  if (verdict.hits.length === 0 && missed.length === 0 && !mayGive) return null;
  return (
    <div data-testid="hit-feedback">
      <p className="muted">{verdict.hits.length === 0 ? '没有命中规则' : '命中规则：'}</p>
      <ul>
        {verdict.hits.map(({ rule, name }) => {
          const said = data?.items.find((item) => item.rule === rule);
          return (
            <li key={rule} className="hit-feedback">
              <Link to={`/rules/${encodeURIComponent(rule)}`}>{name}</Link>
              {mayGive
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
              {said === undefined ? null : (
                <span className="muted">
                  <Person account={said.by} /> 标记
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <MissedFeedback
        fired={new Set(verdict.hits.map(({ rule }) => rule))}
        missed={missed}
        mayGive={mayGive}
        pending={give.isPending}
        onGive={(rule, judgement) => give.mutate({ rule, judgement })}
      />
      {give.error === null ? null : <ErrorNote error={give.error} />}
    </div>
  );
}
