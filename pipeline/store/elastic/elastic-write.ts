/** The fields of a document. */
export type Source = Record<string, unknown>;

export interface Found {
  index: string;
  id: string;
  source: Source;
  /** With these a write holds only if nobody wrote since. */
  seqNo: number;
  primaryTerm: number;
}

export type Write =
  /** Written whatever is there; with a version, unless what is there has a higher one. */
  | { do: 'put'; index: string; id: string; source: Source; version?: number }
  /** Only if there is nothing. */
  | { do: 'create'; index: string; id: string; source: Source }
  /** Only if it is still as it was found. */
  | { do: 'replace'; found: Found; source: Source }
  | { do: 'delete'; index: string; id: string };

/** `conflict`: somebody else was there first, nothing was written. */
export type Written = 'done' | 'conflict';
