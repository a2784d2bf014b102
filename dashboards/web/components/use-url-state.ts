import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

export type UrlChanges = Readonly<Record<string, string | null>>;
export type PatchUrl = (changes: UrlChanges, options?: { replace?: boolean }) => void;

/** The address as it stands: it is ahead of what is drawn, by one click or more where somebody is quick. */
export const addressNow = () => new URLSearchParams(window.location.search);

/** The address is the view: null or '' takes a key out, everything else stays. */
export function useUrlState(): [URLSearchParams, PatchUrl] {
  const [params, setParams] = useSearchParams();
  const patch = useCallback<PatchUrl>(
    (changes, { replace = false } = {}) => {
      const next = addressNow();
      for (const [key, value] of Object.entries(changes)) {
        if (value === null || value === '') next.delete(key);
        else next.set(key, value);
      }
      setParams(next, { replace, preventScrollReset: true });
    },
    [setParams],
  );
  return [params, patch];
}
