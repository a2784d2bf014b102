/** `12,345`; from ten thousand on in 万 with one decimal, from a hundred million in 亿. */
export function countWords(n: number): string {
  if (n >= 100_000_000) return `${trim(n / 100_000_000)} 亿`;
  if (n >= 100_000) return `${trim(n / 10_000)} 万`;
  return new Intl.NumberFormat('zh-CN').format(n);
}

/** `10,000+` when the server stopped counting. */
export function totalWords(total: number, capped: boolean): string {
  return capped ? `${countWords(total)}+` : countWords(total);
}

/** Points of a score part, with their sign and at most one decimal; `−` is a true minus sign. */
export function pointsWords(points: number): string {
  const rounded = roundPoints(points);
  return rounded < 0 ? `−${Math.abs(rounded)}` : `+${rounded}`;
}

/** To a tenth, as scores are kept. */
export function roundPoints(points: number): number {
  return Math.round(points * 10) / 10;
}

/** Sum of the parts as shown: free of the noise of binary fractions. */
export function sumPoints(parts: readonly { points: number }[]): number {
  return roundPoints(parts.reduce((sum, part) => sum + part.points, 0));
}

function trim(n: number): string {
  return String(Math.round(n * 10) / 10);
}
