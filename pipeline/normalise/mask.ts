import { findAccounts } from './mask-accounts.ts';
import { findFlats } from './mask-flats.ts';
import type { Finding, MaskKind } from './mask-kinds.ts';
import { findNames } from './mask-names.ts';
import { findNumbers } from './mask-numbers.ts';
import { findPlates } from './mask-plates.ts';
import { scan } from './mask-scan.ts';

export interface Masked {
  /** As long as the input; every hidden letter, digit or character is a `*`. */
  text: string;
  /** Kinds that were found, sorted, each once. */
  kinds: MaskKind[];
}

/**
 * Hides personal data in place. Kept on purpose: public numbers (12345, 12319, 110, 400-…), dates, amounts, message,
 * document and project numbers, a surname with a form of address (张先生), the area letter of a number plate.
 */
export function maskPersonalData(text: string): Masked {
  const clues = scan(text);
  if (clues === null) return { text, kinds: [] };
  const findings: Finding[] = [];
  findNumbers(text, clues, findings);
  findFlats(text, clues, findings);
  findPlates(text, clues, findings);
  findAccounts(text, clues, findings);
  findNames(text, clues, findings);
  if (findings.length === 0) return { text, kinds: [] };
  return { text: hide(text, findings), kinds: [...new Set(findings.map(({ kind }) => kind))].sort() };
}

/** Replaces what is found by `*`, leaving separators, so that the shape stays readable and the length the same. */
function hide(text: string, findings: readonly Finding[]): string {
  let out = '';
  let at = 0;
  for (const { start, end } of [...findings].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const from = Math.max(start, at);
    if (end <= from) continue;
    out += text.slice(at, from) + text.slice(from, end).replace(/[\p{L}\p{N}]/gu, (sign) => '*'.repeat(sign.length));
    at = end;
  }
  return out + text.slice(at);
}
