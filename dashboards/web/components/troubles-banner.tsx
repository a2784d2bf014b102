import { useTroubles } from '../data/troubles.ts';

/** For administrators: what is full or broken and what to do, in the words of the log. */
export function TroublesBanner() {
  const { data } = useTroubles();
  return (
    <div role="status" aria-live="polite" data-testid="troubles">
      {(data?.items ?? []).map((words) => (
        <p key={words} className="banner banner-refused">
          {words}
        </p>
      ))}
    </div>
  );
}
