import { useEffect, useRef, useState } from 'react';

const SHOWN_MS = 6_000;
const NONE: ReadonlySet<string> = new Set();

/** Ids that came into the list of one view a moment ago, for a short light behind them. */
export function useFreshIds(ids: readonly string[], view: string): ReadonlySet<string> {
  const known = useRef<{ view: string; ids: Set<string> } | null>(null);
  const [fresh, setFresh] = useState(NONE);
  useEffect(() => {
    const before = known.current;
    const isKnownView = before !== null && before.view === view && before.ids.size > 0;
    const added = isKnownView ? ids.filter((id) => !before.ids.has(id)) : [];
    known.current = { view, ids: new Set([...(isKnownView ? before.ids : []), ...ids]) };
    // A further page of old rows is no news.
    if (added.length > 0 && added.includes(ids[0] ?? '')) setFresh(new Set(added));
  }, [ids, view]);
  useEffect(() => {
    if (fresh.size === 0) return;
    const timer = setTimeout(() => setFresh(NONE), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [fresh]);
  return fresh;
}
