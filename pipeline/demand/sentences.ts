import type { Span } from '../model/verdict.ts';
import type { FoundPhrase, PhraseBook } from '../segment/phrase-book.ts';
import type { DemandField } from './demand-field.ts';

/** Longest quote, in UTF-16 units. */
const LONGEST = 60;
const ENDS = new Set('。！？!?；;\r\n');
/** Asked without a question mark. */
const ASKING = '请问 想问 能否 可否 什么时候 何时 为什么 为何 怎么办 怎样 如何办 是否 有没有 多久 哪些'.split(' ');
/** A question that wants no answer, at least not one from the authority. */
const RHETORICAL = /^(?:难道|天理何在|公道何在|良心何在|你们好意思)/;

/** Finds the questions of a field, each as long as its sentence, its end where that is longer than {@link LONGEST}. */
export function createQuestions(book: PhraseBook): (field: DemandField) => Span[] {
  const asking = book.list(ASKING.map((phrase) => [phrase, 0] as const));

  return ({ field, shown, reading: { folded, phrases } }) => {
    const found: Span[] = [];
    const signs = asking.allIn(phrases);
    let sign = 0;
    let start = 0;
    for (let i = 0; i <= folded.length; i++) {
      // Nearly every unit is a Chinese character, told by its number alone.
      const unit = folded.charCodeAt(i);
      if (unit >= 0x3400 && unit <= 0x9fff) continue;
      if (i < folded.length && !ENDS.has(folded.charAt(i))) continue;
      const first = sign;
      while ((signs[sign]?.start ?? i) < i) sign += 1;
      if (sign > first || unit === QUESTION_MARK || endsAsking(folded, start, i)) {
        const trimmed = folded.slice(start, i).trim();
        if (trimmed.length >= 4 && !RHETORICAL.test(trimmed)) {
          found.push(quoteOf(field, shown, { start: folded.indexOf(trimmed, start), end: i }));
        }
      }
      start = i + 1;
    }
    return found;
  };
}

/** Folded, so there is one sign for both. */
const QUESTION_MARK = 0x3f;

function endsAsking(folded: string, start: number, end: number): boolean {
  let last = end - 1;
  while (last > start && folded.charAt(last).trim() === '') last -= 1;
  return last >= start && (folded.charAt(last) === '吗' || folded.charAt(last) === '呢');
}

/** The clause around a phrase, at most {@link LONGEST} long. */
export function sentenceAround(
  { field, shown, reading: { folded } }: DemandField,
  { start, end }: FoundPhrase<string>,
): Span {
  let from = start;
  while (from > 0 && start - from < LONGEST / 2 && !ENDS.has(folded.charAt(from - 1))) from--;
  let to = end;
  while (to < folded.length && to - from < LONGEST && !/[，,。！？!?；;\r\n]/.test(folded.charAt(to))) to++;
  return quoteOf(field, shown, { start: from, end: to });
}

/** The end of a long sentence says what is asked. Never cuts a surrogate pair. */
function quoteOf(field: DemandField['field'], shown: string, { start, end }: { start: number; end: number }): Span {
  let from = Math.max(start, end - LONGEST);
  if (/[\udc00-\udfff]/.test(shown.charAt(from))) from += 1;
  return { field, start: from, end, term: shown.slice(from, end) };
}
