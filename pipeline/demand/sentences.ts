import type { Span } from '../model/verdict.ts';
import type { DemandField } from './demand-field.ts';
import type { FoundPhrase } from './phrases.ts';

/** Longest quote, in UTF-16 units. */
const LONGEST = 60;
const ENDS = new Set('。！？!?；;\r\n');
/** Asked without a question mark. */
const ASKING = /请问|想问|能否|可否|什么时候|何时|为什么|为何|怎么办|怎样|如何办|是否|有没有|多久|哪些|吗$|呢$/;
/** A question that wants no answer, at least not one from the authority. */
const RHETORICAL = /^(?:难道|天理何在|公道何在|良心何在|你们好意思)/;

/** Questions of a field, each as long as its sentence, its end where that is longer than {@link LONGEST}. */
export function questionsIn({ field, shown, folded }: DemandField): Span[] {
  const found: Span[] = [];
  let start = 0;
  for (let i = 0; i <= folded.length; i++) {
    // Nearly every unit is a Chinese character, told by its number alone.
    const unit = folded.charCodeAt(i);
    if (unit >= 0x3400 && unit <= 0x9fff) continue;
    const sign = folded.charAt(i);
    if (i < folded.length && !ENDS.has(sign)) continue;
    const sentence = folded.slice(start, i);
    const trimmed = sentence.trim();
    const asks = sign === '？' || sign === '?' || ASKING.test(trimmed);
    if (asks && trimmed.length >= 4 && !RHETORICAL.test(trimmed)) {
      found.push(quoteOf(field, shown, { start: start + sentence.indexOf(trimmed), end: i }));
    }
    start = i + 1;
  }
  return found;
}

/** The clause around a phrase, at most {@link LONGEST} long. */
export function sentenceAround({ field, shown, folded }: DemandField, { start, end }: FoundPhrase): Span {
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
