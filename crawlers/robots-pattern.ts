/**
 * Whether a robots pattern matches from the start of a path: `*` is any run, a closing `$` is the end.
 * The first place where each stretch between stars fits is as good as any later one, so nothing is ever tried twice.
 */
export function pathMatches(pattern: string, path: string): boolean {
  const anchored = pattern.endsWith('$');
  const stretches = (anchored ? pattern.slice(0, -1) : pattern).split('*');
  const first = stretches.shift() ?? '';
  if (!path.startsWith(first)) return false;
  let position = first.length;
  const last = anchored ? stretches.pop() : undefined;
  for (const stretch of stretches) {
    const found = path.indexOf(stretch, position);
    if (found < 0) return false;
    position = found + stretch.length;
  }
  if (last !== undefined) return path.length - last.length >= position && path.endsWith(last);
  return !anchored || position === path.length;
}

const HEX = '0123456789abcdefABCDEF';

/**
 * One spelling for each path of an address: percent-escapes of letters, digits and `-._~` are undone, other escapes get
 * capital digits, and characters outside ASCII are escaped as UTF-8. `*` and `$` are escaped as well: in a path they
 * are no signs, and a pattern that means them writes `%2A` and `%24` (RFC 9309, 2.2.3).
 */
export function normalisePath(path: string): string {
  let out = '';
  for (let at = 0; at < path.length; at += 1) {
    const code = path.charCodeAt(at);
    if (path[at] === '%' && HEX.includes(path[at + 1] ?? ' ') && HEX.includes(path[at + 2] ?? ' ')) {
      const triple = path.slice(at, at + 3);
      const char = String.fromCharCode(Number.parseInt(triple.slice(1), 16));
      out += /[A-Za-z0-9\-._~]/.test(char) ? char : triple.toUpperCase();
      at += 2;
    } else if (code > 0x7e || code < 0x21) {
      const whole = String.fromCodePoint(path.codePointAt(at) ?? 0xfffd);
      out += encodeURI(whole.isWellFormed() ? whole : '\uFFFD');
      at += whole.length - 1;
    } else out += ESCAPED[path[at] ?? ''] ?? path[at];
  }
  return out;
}
const ESCAPED: Readonly<Record<string, string>> = { '*': '%2A', $: '%24' };

/** The same for a pattern, whose stars and closing `$` stay signs; a `$` within it means itself. */
export function normalisePattern(pattern: string): string {
  const anchored = pattern.endsWith('$');
  const stretches = (anchored ? pattern.slice(0, -1) : pattern).split('*');
  return stretches.map(normalisePath).join('*') + (anchored ? '$' : '');
}
