export interface RouteStep {
  /** Depth in the tree of branches, root = 0. */
  depth: number;
  taken: boolean | null;
  /** Branch name and, for a branch not taken, the reason. */
  words: string;
}

/** Reads the lines of a routing path: indentation by full-width blanks, ✓ taken, ✗ refused, neither = unknown. */
export function readRoutePath(path: readonly string[]): RouteStep[] {
  return path.map((line) => {
    const [, blanks = '', rest = ''] = /^([\s　]*)(.*)$/su.exec(line) ?? [];
    const depth = [...blanks].length;
    if (rest.startsWith('✓')) return { depth, taken: true, words: rest.slice(1).trim() };
    if (rest.startsWith('✗')) return { depth, taken: false, words: rest.slice(1).trim() };
    return { depth, taken: null, words: rest.trim() };
  });
}
