import type { Reading } from '../segment/reading.ts';

/** A field as it is shown and as it was read; both of one length. */
export interface DemandField {
  field: 'title' | 'text';
  shown: string;
  reading: Reading;
}
