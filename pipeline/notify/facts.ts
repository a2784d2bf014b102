import type { Alert } from '../model/alert.ts';

/** Facts of an alert in words, as notices tell them. */

/** `2026-03-02 09:00` */
export function minuteOf(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}

/** District and estate; null when neither is known. */
export function placeOf({ places }: Alert): string | null {
  const known = [places.district, places.estate].filter((part) => part !== null);
  return known.length === 0 ? null : known.join(' ');
}

/** The parts that weigh most, at most four: `房屋渗漏 45，集体行动 12`. */
export function mostPoints({ risk }: Alert): string {
  const parts = [...risk.parts].sort((a, b) => b.points - a.points).slice(0, 4);
  return parts.map((part) => `${part.name} ${part.points}`).join('，');
}
