import type { FoundPost } from '../../alert-contract.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { placesOf } from '../text/places.ts';

/** What a post was understood to say: where, of whom, in what mood, and what it wants, in its own words. */
export function PostJudgement({ found: { post, verdict } }: { found: FoundPost }) {
  const meta = useMeta();
  const { kind, threats, questions } = verdict.demand;
  return (
    <>
      <p className="facts muted" data-testid="places">
        {placesOf(post, verdict.places).map(({ what, name, isWritten }) => (
          <span key={what}>
            {what}：{name}
            {isWritten ? '' : '（原文未写这个名称，据名称词表）'}
          </span>
        ))}
        <span>情绪：{wordFor(meta.sentiments, verdict.sentiment.label)}</span>
      </p>
      {kind === null && threats.length === 0 && questions.length === 0 ? null : (
        <p className="facts muted" data-testid="demand">
          {kind === null ? null : <span className="tag">{kind}</span>}
          {threats.map(({ name, quote }) => (
            <span key={name}>
              扬言{name}：“{quote.term}”
            </span>
          ))}
          {questions.map(({ field, start, term }) => (
            <span key={`${field}${start}`}>问：“{term}”</span>
          ))}
        </p>
      )}
    </>
  );
}
