import type { Timeline } from '../timeline.ts';

/** What a page is drawn from. `now` is read once a request, so that all of a page speaks of one moment. */
export interface PageContext {
  timeline: Timeline;
  /** Epoch ms. */
  now: number;
  /** `http://127.0.0.1:8080`, for the absolute addresses that feeds need. */
  origin: string;
}
