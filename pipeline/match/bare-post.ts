import type { Post } from '../model/post.ts';
import { NO_METRICS } from '../model/raw-item.ts';

const NOW = '2026-01-01T00:00:00+08:00';

/** A post with nothing but title and text, as samples and the command line give it. */
export function barePost(title: string, text: string): Post {
  return {
    rawId: 'r_text',
    docId: 'd_text',
    sourceId: 'text',
    sourceName: '',
    channel: 'other',
    url: null,
    title,
    text,
    region: null,
    fetchedAt: NOW,
    metrics: NO_METRICS,
    official: false,
    author: null,
    publishedAt: null,
    publishedAtProblem: null,
    eventTime: NOW,
    contentHash: '',
    masked: [],
  };
}
