import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { noteContact } from './contact.ts';
import { createChangeGatherer } from './live-changes.ts';
import type { LinkState } from './live-link.ts';
import { followLive, later } from './live-sharing.ts';
import { serverClock } from './server-clock.ts';

/** Listens to the feed while mounted and has the touched queries asked again. */
export function useLive(): LinkState {
  const client = useQueryClient();
  const [state, setState] = useState<LinkState>('connecting');
  useEffect(() => {
    const gatherer = createChangeGatherer(client, later);
    const live = followLive({
      onNews(news) {
        noteContact(serverClock.now());
        gatherer.take(news);
      },
      onState: setState,
    });
    return () => {
      live.stop();
      gatherer.stop();
    };
  }, [client]);
  return state;
}
