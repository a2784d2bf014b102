import type { LexiconEntry, LexiconSpec } from '../../rules/schema.ts';
import type { Demand, Span } from '../model/verdict.ts';
import type { FoundPhrase, PhraseBook, PhraseList } from '../segment/phrase-book.ts';
import type { DemandField } from './demand-field.ts';
import { createQuestions, sentenceAround } from './sentences.ts';

export const DEMAND_LISTS = { kinds: '诉求类别', threats: '行动威胁' } as const;

const TITLE_COUNTS = 3;
const THREATS_KEPT = 5;
const QUESTIONS_KEPT = 3;
/** Said of what is to come, shortly before it: a threat, not a report of what was done. */
const INTENT =
  /(?:将|只能|只好|只有|准备|打算|不得不|否则|不然|再不|如果|决定|不排除|考虑|不惜|誓|坚决|难道|非要|一定要|必须)[^，,]{0,12}(?:[，,][^，,]{0,10})?$|(?:要|会|必|逼|就|去(?!年)|还是)[^，,]{0,3}$/;
/** Between two of a list. */
const LISTED = /^[^。！？!?；;\n，,、]{0,3}[，,、和或及][^。！？!?；;\n，,、]{0,6}$/;
const DENIED =
  /(?:不想|不会|不愿|不愿意|没有|不是|不要|禁止|严禁|不敢|不去|不准|避免|防止|处理|制止|被|面临|遭)[^，。]{0,4}$/;

/**
 * What a message wants: its kind by the phrases of the lexicon (`complains`: the mood is bad, or the rules know the trouble), actions it threatens with, questions it asks. Quotes are
 * spans of the post, so that nothing is retold.
 */
export function createDemandReader(lexicon: ReadonlyMap<string, LexiconSpec>, book: PhraseBook) {
  const kinds = lexicon.get(DEMAND_LISTS.kinds)?.entries ?? [];
  const kindPhrases = phrasesOf(kinds, book);
  const threatPhrases = phrasesOf(lexicon.get(DEMAND_LISTS.threats)?.entries ?? [], book);
  const questionsIn = createQuestions(book);

  const named = (name: string) => kinds.find((kind) => kind.name === name)?.name ?? null;

  function kindOf(fields: readonly DemandField[], { asks, complains }: Tone): string | null {
    const points = new Map<string, number>();
    for (const { field, reading } of fields) {
      for (const { entry } of kindPhrases.longestIn(reading.phrases)) {
        points.set(entry, (points.get(entry) ?? 0) + (field === 'title' ? TITLE_COUNTS : 1));
      }
    }
    const most = Math.max(0, ...points.values());
    const best = kinds.find(({ name }) => most > 0 && points.get(name) === most)?.name ?? null;
    if (best !== null) return best;
    // Whoever tells of a trouble and says nothing else complains of it.
    return complains ? named('投诉') : asks ? named('咨询') : null;
  }

  return function read(fields: readonly DemandField[], complains: boolean): Demand {
    const threats = fields.flatMap((field) =>
      meantIn(field.reading.folded, threatPhrases.longestIn(field.reading.phrases)).map((phrase) => ({
        name: phrase.entry,
        quote: sentenceAround(field, phrase),
      })),
    );
    const questions: Span[] = fields.flatMap(questionsIn);
    return {
      kind: kindOf(fields, { asks: questions.length > 0, complains }),
      threats: threats.filter(firstOfItsName).slice(0, THREATS_KEPT),
      questions: questions.slice(0, QUESTIONS_KEPT),
    };
  };
}

interface Tone {
  /** There is a question. */
  asks: boolean;
  /** The mood is bad, or the post speaks of a trouble that the rules know. */
  complains: boolean;
}

/** Every spelling of a list, standing for the name of its entry; single characters are everywhere and left out. */
function phrasesOf(entries: readonly LexiconEntry[], book: PhraseBook): PhraseList<string> {
  return book.list(
    entries.flatMap(({ name, aliases }) =>
      [name, ...aliases].filter(({ length }) => length > 1).map((spelling) => [spelling, name] as const),
    ),
  );
}

/** What is threatened with, and what is listed right behind it: 要去上访，拉横幅，集体停贷. */
function meantIn(folded: string, phrases: readonly FoundPhrase<string>[]): FoundPhrase<string>[] {
  const meant: FoundPhrase<string>[] = [];
  for (const phrase of phrases) {
    const last = meant.at(-1);
    const between = last === undefined ? null : folded.slice(last.end, phrase.start);
    const isListed = between !== null && LISTED.test(between) && !DENIED.test(between);
    if (isListed || isMeant(folded, phrase)) meant.push(phrase);
  }
  return meant;
}

function isMeant(folded: string, { start }: FoundPhrase<string>): boolean {
  const before = folded.slice(Math.max(0, start - 40), start).replace(/^.*[。！？!?；;\n]/s, '');
  return INTENT.test(before) && !DENIED.test(before);
}

function firstOfItsName({ name }: { name: string }, i: number, all: readonly { name: string }[]): boolean {
  return all.findIndex((other) => other.name === name) === i;
}
