import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { type Meta, meta } from '../../contract.ts';
import { callApi } from './api.ts';

export function useMetaQuery(enabled: boolean) {
  return useQuery<Meta>({
    queryKey: ['meta'],
    staleTime: 10 * 60_000,
    enabled,
    queryFn: ({ signal }) => callApi('/api/meta', meta, { signal }),
  });
}

export const MetaContext = createContext<Meta | null>(null);

/** Lists and words of the system; the shell shows pages only once they are here. */
export function useMeta(): Meta {
  const given = useContext(MetaContext);
  if (given === null) throw new Error('useMeta is for pages inside the shell');
  return given;
}

/** The word for an id, or the id itself where the server knows none. */
export function wordFor(list: readonly { id: string; name: string }[], id: string): string {
  return list.find((entry) => entry.id === id)?.name ?? id;
}
