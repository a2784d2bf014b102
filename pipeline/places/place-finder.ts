import type { LexiconSpec } from '../../rules/schema.ts';
import { NO_PLACES, type Places } from '../model/verdict.ts';
import { anonymisedDistrict } from './anonymised-district.ts';
import { districtAt, streetAt, streetBehind } from './area-by-form.ts';
import { companyAt } from './company-by-form.ts';
import { createEstateForms } from './estate-by-form.ts';
import { createGazetteer, type Known, PLACE_KINDS, type PlaceKind } from './gazetteer.ts';
import { createNameBounds } from './name-bounds.ts';
import { type FieldWords, recut } from './words.ts';

export interface PlaceFinder {
  /** Looks in the title first; `region` is where the source says the post comes from. */
  find(title: FieldWords, text: FieldWords, region: string | null): Places;
}

/** What a text names by form alone. */
type ByForm = Partial<Record<PlaceKind, { name: string; weight: number }>>;

/**
 * Places and bodies by lexicon first, then by form. Within a kind the surest form wins, of equal ones the first, the
 * title before the text.
 */
export function createPlaceFinder(
  lexicon: ReadonlyMap<string, LexiconSpec>,
  fold: (text: string) => string,
  partOfSpeech: (word: string) => string,
): PlaceFinder {
  const gazetteer = createGazetteer(lexicon, fold);
  const readForms = createFormReader(lexicon, partOfSpeech);

  return {
    find(title, text, region) {
      const known: Known = {};
      gazetteer.find(title.folded, known);
      gazetteer.find(text.folded, known);
      if (region !== null) gazetteer.find(fold(region), known);
      const byForm: ByForm = {};
      readForms(title.words, byForm);
      readForms(text.words, byForm);

      const places: Places = { ...NO_PLACES };
      for (const kind of PLACE_KINDS) places[kind] = known[kind]?.name ?? byForm[kind]?.name.toUpperCase() ?? null;
      places.district = anonymisedDistrict(title.folded, text.folded) ?? places.district;
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

/** One pass over the words; most are passed over by their last character. */
function createFormReader(lexicon: ReadonlyMap<string, LexiconSpec>, partOfSpeech: (word: string) => string) {
  const bounds = createNameBounds(lexicon, partOfSpeech);
  const estates = createEstateForms(lexicon, bounds);
  const signs = new Uint8Array(0x10000);
  const mark = (characters: string, sign: number) => {
    for (const character of characters) signs[character.charCodeAt(0)] = (signs[character.charCodeAt(0)] ?? 0) | sign;
  };
  mark('区县市镇乡道', AREA);
  mark('司业产地', COMPANY);
  mark('期栋幢楼#主目', FOLLOWER);
  for (let code = 0; code < estates.ends.length; code++)
    if (estates.ends[code] === 1) signs[code] = (signs[code] ?? 0) | ESTATE;

  return function read(field: readonly string[], found: ByForm): void {
    const words = recut(field);
    for (let i = 0; i < words.length; i++) {
      const word = words[i] ?? '';
      const sign = signs[word.charCodeAt(word.length - 1)];
      if (sign === 0 || sign === undefined) continue;
      if ((sign & AREA) !== 0) readArea(words, i, found);
      if ((sign & ESTATE) !== 0) keep(found, 'estate', estates.at(words, i));
      if ((sign & FOLLOWER) !== 0)
        keep(found, 'estate', estates.before(words, word.length === 1 || word === '号楼' ? i - 1 : i));
      if ((sign & COMPANY) !== 0) {
        const company = companyAt(words, i, bounds);
        if (company !== null)
          keep(found, company.kind, { name: company.name, weight: company.name.endsWith('公司') ? 2 : 1 });
      }
    }
  };

  function readArea(words: readonly string[], i: number, found: ByForm): void {
    const district = districtAt(words, i, bounds);
    if (district !== null) keep(found, 'district', { name: district, weight: district.endsWith('市') ? 1 : 2 });
    const street =
      streetAt(words, i, bounds) ?? (/[区县市]$/.test(words[i] ?? '') ? streetBehind(words, i, bounds) : null);
    if (street !== null) keep(found, 'street', { name: street, weight: 1 });
  }
}

function keep(found: ByForm, kind: PlaceKind, candidate: { name: string; weight: number } | null): void {
  if (candidate === null) return;
  const sofar = found[kind];
  if (sofar === undefined || candidate.weight > sofar.weight) found[kind] = candidate;
}
