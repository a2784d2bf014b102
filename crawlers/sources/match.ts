import { pathMatches } from '../robots-pattern.ts';

/** Whether a whole address matches one of the patterns (`*` = anything); no patterns = all match. */
export function matchesAny(url: string, patterns: readonly string[]): boolean {
  return (
    patterns.length === 0 ||
    patterns.some((pattern) => pathMatches(pattern.endsWith('$') ? pattern : `${pattern}$`, url))
  );
}
