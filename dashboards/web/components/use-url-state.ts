import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

export type UrlChanges = Readonly<Record<string, string | null>>;
export type PatchUrl = (changes: UrlChanges, options?: { replace?: boolean }) => void;

/** The address is the view: null or '' takes a key out, everything else stays. */
export function useUrlState(): [URLSearchParams, PatchUrl] {
  const [params, setParams] = useSearchParams();
  const patch = useCallback<PatchUrl>(
    (changes, { replace = false } = {}) => {
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [key, value] of Object.entries(changes)) {
            if (value === null || value === '') next.delete(key);
            else next.set(key, value);
          }
          return next;
        },
        { replace, preventScrollReset: true },
      );
    },
    [setParams],
  );
  return [params, patch];
}
