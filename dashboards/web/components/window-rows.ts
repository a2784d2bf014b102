export interface RowWindow {
  /** First row to draw and the one after the last. */
  from: number;
  to: number;
  /** Height of what is left out, in pixels. */
  before: number;
  after: number;
}

export interface WindowInput {
  count: number;
  rowHeight: number;
  /** Top of the first row relative to the top of the screen; negative once scrolled past. */
  listTop: number;
  screenHeight: number;
}

/** Drawn beyond each edge, so that a quick scroll shows no holes. */
const OVERSCAN = 8;

/** Which rows of equal height are on the screen. */
export function windowRows({ count, rowHeight, listTop, screenHeight }: WindowInput): RowWindow {
  const clamp = (n: number) => Math.max(0, Math.min(count, n));
  const from = clamp(Math.floor(-listTop / rowHeight) - OVERSCAN);
  const to = Math.max(from, clamp(Math.ceil((screenHeight - listTop) / rowHeight) + OVERSCAN));
  return { from, to, before: from * rowHeight, after: (count - to) * rowHeight };
}
