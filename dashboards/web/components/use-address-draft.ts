import { useState } from 'react';

interface AddressDraft {
  draft: string;
  setDraft(text: string): void;
  /** To be told of what is written into the address from here. */
  sent(value: string | null): void;
}

/**
 * What somebody types for a value of the address. The field follows where that changes by itself, as by going back. What was sent
 * from here comes back late, when more may have been typed already: it changes nothing.
 */
export function useAddressDraft(value: string | null): AddressDraft {
  const [draft, setDraft] = useState(value ?? '');
  const [seen, setSeen] = useState(value);
  /** Sent and not yet back. */
  const [away, setAway] = useState<readonly (string | null)[]>([]);
  if (seen !== value) {
    const own = away.indexOf(value);
    setSeen(value);
    setAway(own < 0 ? [] : away.slice(own + 1));
    if (own < 0) setDraft(value ?? '');
  }
  return { draft, setDraft, sent: (next) => setAway((before) => [...before, next]) };
}
