import type { Finding } from './mask-kinds.ts';
import type { Clues } from './mask-scan.ts';

/** Number plates, ordinary and new energy; the province and the letter of the city stay. */
export function findPlates(text: string, { plates }: Clues, findings: Finding[]): void {
  for (const at of plates) {
    PLATE.lastIndex = at;
    const [whole, lead = '', tail = ''] = PLATE.exec(text) ?? [];
    if (whole === undefined || !isTail(tail.normalize('NFKC').replaceAll(' ', '').toUpperCase())) continue;
    findings.push({ kind: 'plate', start: at + lead.length, end: at + whole.length });
  }
}

const SIGN = '[A-Za-z0-9Ａ-Ｚａ-ｚ０-９]';
/** The signs may stand apart: 鲁 P 1 2 3 4 5. */
const PLATE = new RegExp(
  `(. ?[A-HJ-NP-Za-hj-np-zＡ-Ｚａ-ｚ][·•・.\\s-]?)(${SIGN}(?:${SIGN}{4,5}|(?: ${SIGN}){4,5})|${SIGN}{4}[挂学警港澳试超领])(?!${SIGN})`,
  'y',
);

function isTail(tail: string): boolean {
  // The letters I and O are not given out; a plate has at least two digits.
  if (/[IO]/.test(tail) || tail.replace(/\D/g, '').length < 2) return false;
  return tail.length === 5 || /^(?:[A-HJK][A-HJ-NP-Z0-9]\d{4}|\d{5}[A-HJK])$/.test(tail);
}
