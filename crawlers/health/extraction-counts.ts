import type { FoundItem } from '../source.ts';

/** What the posts of a run lacked. Whether that is unusual is for the source's own past to say. */
export interface ExtractionCounts {
  items: number;
  untitled: number;
  /** No published time was found. */
  undated: number;
  /** A body of fewer characters than SHORT. */
  short: number;
}

/** Characters without markup; a post on a board is short, but a body this short is usually a headline or a notice. */
const SHORT = 30;

export function countExtraction(): { saw(item: FoundItem): void; result(): ExtractionCounts } {
  const counts: ExtractionCounts = { items: 0, untitled: 0, undated: 0, short: 0 };
  return {
    saw({ title, publishedRaw, body, format }) {
      counts.items += 1;
      if (title.trim() === '') counts.untitled += 1;
      if (publishedRaw === null) counts.undated += 1;
      const text = format === 'html' ? body.replace(/<[^>]*>/g, '') : body;
      if (text.replace(/\s+/g, '').length < SHORT) counts.short += 1;
    },
    result: () => ({ ...counts }),
  };
}
