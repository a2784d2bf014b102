import type { LexiconSpec } from '../../rules/schema.ts';
import { NO_PLACES, type Places } from '../model/verdict.ts';
import { type Books, markedIn, type Reading } from '../segment/reading.ts';
import type { WordBook } from '../segment/word-book.ts';
import { createAnonymisedDistricts } from './anonymised-district.ts';
import { areaAt, streetBehind } from './area-by-form.ts';
import { type CompanyCandidate, companyAt, endsCompanyName } from './company-by-form.ts';
import { createEstateForms } from './estate-by-form.ts';
import { mayFollowEstate } from './estate-followers.ts';
import { createGazetteer, type Known, PLACE_KINDS, type PlaceKind } from './gazetteer.ts';
import { createNameBounds } from './name-bounds.ts';
import { type FieldWords, mayBeRecut, recut } from './words.ts';

export interface PlaceFinder {
  /** Looks in the title first; `region` is where the source says the post comes from. */
  find(title: Reading, text: Reading, region: Reading): Places;
}

/** What a text names by form alone. */
type ByForm = Partial<Record<PlaceKind, { name: string; weight: number }>>;

/**
 * Places and bodies by lexicon first, then by form. Within a kind the surest form wins, of equal ones the first, the
 * title before the text.
 */
export function createPlaceFinder(
  lexicon: ReadonlyMap<string, LexiconSpec>,
  books: Books,
  partOfSpeech: (word: string) => string,
): PlaceFinder {
  const gazetteer = createGazetteer(lexicon, books.phrases);
  const anonymisedDistrict = createAnonymisedDistricts(books.phrases);
  const readForms = createFormReader(lexicon, books.words, partOfSpeech);

  return {
    find(title, text, region) {
      const known: Known = {};
      for (const field of [title, text, region]) gazetteer.find(field.phrases, known);
      const byForm: ByForm = {};
      readForms(title, byForm);
      readForms(text, byForm);

      const places: Places = { ...NO_PLACES };
      for (const kind of PLACE_KINDS) places[kind] = known[kind]?.name ?? byForm[kind]?.name.toUpperCase() ?? null;
      places.district = anonymisedDistrict(title, text) ?? places.district;
      fillIn(places, known);
      return places;
    },
  };
}

/** What the lexicon says to belong to the estate or project that the post names. */
function fillIn(places: Places, known: Known): void {
  const { estate, project } = known;
  for (const kind of PLACE_KINDS) places[kind] ??= estate?.belongs[kind] ?? project?.belongs[kind] ?? null;
}

const AREA = 1;
const ESTATE = 2;
const COMPANY = 4;
const FOLLOWER = 8;

/** Looks at the words that may say something of places, told by the word alone; most words of a text say nothing. */
function createFormReader(
  lexicon: ReadonlyMap<string, LexiconSpec>,
  book: WordBook,
  partOfSpeech: (word: string) => string,
) {
  const bounds = createNameBounds(lexicon, book, partOfSpeech);
  const estates = createEstateForms(lexicon, bounds);
  const signOf = (word: string) =>
    (/(?:[区县市镇乡]|街道)$/.test(word) ? AREA : 0) |
    (estates.mayEnd(word) ? ESTATE : 0) |
    (endsCompanyName(word) ? COMPANY : 0) |
    (mayFollowEstate(word) ? FOLLOWER : 0);
  const signs = book.column(signOf);
  const signed = book.list((word) => signOf(word) !== 0);
  const seams = book.list(mayBeRecut);

  return function read(reading: Reading, found: ByForm): void {
    const field = recut(reading, markedIn(reading, seams), book);
    if (field === reading) for (const i of markedIn(reading, signed)) readWord(field, i, found);
    else for (let i = 0; i < field.words.length; i++) readWord(field, i, found);
  };

  function readWord(field: FieldWords, i: number, found: ByForm): void {
    const sign = signs.of(field.numbers[i] ?? 0);
    if ((sign & AREA) !== 0) readArea(field, i, found);
    if ((sign & ESTATE) !== 0) keep(found, 'estate', estates.at(field, i));
    if ((sign & FOLLOWER) !== 0) {
      const word = field.words[i] ?? '';
      keep(found, 'estate', estates.before(field, word.length === 1 || word === '号楼' ? i - 1 : i));
    }
    if ((sign & COMPANY) !== 0) keepCompany(companyAt(field, i, bounds), found);
  }

  function keepCompany(company: CompanyCandidate | null, found: ByForm): void {
    if (company === null) return;
    keep(found, company.kind, { name: company.name, weight: company.name.endsWith('公司') ? 2 : 1 });
  }

  function readArea(field: FieldWords, i: number, found: ByForm): void {
    const area = areaAt(field, i, bounds);
    if (area?.kind === 'district')
      keep(found, 'district', { name: area.name, weight: area.name.endsWith('市') ? 1 : 2 });
    const street =
      area?.kind === 'street' ? area : /[区县市]$/.test(field.words[i] ?? '') ? streetBehind(field, i, bounds) : null;
    if (street !== null) keep(found, 'street', { name: street.name, weight: 1 });
  }
}

function keep(found: ByForm, kind: PlaceKind, candidate: { name: string; weight: number } | null): void {
  if (candidate === null) return;
  const sofar = found[kind];
  if (sofar === undefined || candidate.weight > sofar.weight) found[kind] = candidate;
}
