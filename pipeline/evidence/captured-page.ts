/** A page as it stood at one moment. */
export interface CapturedPage {
  /** What was asked for. */
  url: string;
  /** After redirects. */
  finalUrl: string;
  /** Epoch milliseconds. */
  capturedAt: number;
  status: number;
  headers: Record<string, string>;
  /** The body as the server sent it (decompressed), byte for byte. */
  html: Uint8Array;
  /** The document as a browser shows it, and its full-page picture; null where there was no browser. */
  rendered: { html: string; screenshot: Uint8Array } | null;
  /** Why there is no rendering; null when there is one. */
  problem: string | null;
  /** Parts of the page that were not loaded: address → reason. */
  refused: Readonly<Record<string, string>>;
  userAgent: string;
}

/**
 * Fetches a page of a source once more, by plain HTTP and in a browser. Throws when the page itself cannot be had; the
 * error's `reason` names why.
 */
export type CapturePage = (sourceId: string, url: string) => Promise<CapturedPage>;
