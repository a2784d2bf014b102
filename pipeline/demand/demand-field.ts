/** A field as it is shown and as it is searched; both of one length. */
export interface DemandField {
  field: 'title' | 'text';
  shown: string;
  folded: string;
}
