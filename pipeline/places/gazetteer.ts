import type { LexiconSpec } from '../../rules/schema.ts';
import type { PhraseBook, Phrases } from '../segment/phrase-book.ts';

/** Kinds of place and thing, each with the lexicon list that holds its names. */
export const PLACE_LISTS = {
  district: '区县',
  street: '街道',
  estate: '小区',
  project: '项目',
  developer: '开发商',
  propertyCompany: '物业企业',
  contractor: '施工企业',
} as const;
export type PlaceKind = keyof typeof PLACE_LISTS;
export const PLACE_KINDS = [
  ...(['district', 'street', 'estate', 'project'] as const),
  ...(['developer', 'propertyCompany', 'contractor'] as const),
];

/** A name of the lexicon and what the lexicon knows to go with it (`belongs`). */
export interface KnownPlace {
  kind: PlaceKind;
  name: string;
  belongs: Readonly<Partial<Record<PlaceKind, string>>>;
}

/** What was found: for each kind the name that stands first in the text. */
export type Known = Partial<Record<PlaceKind, KnownPlace>>;

export interface Gazetteer {
  /** Adds to `found` the first name of each kind that is not there yet; of names that begin at one place the longest. */
  find(phrases: Phrases, found: Known): void;
}

/** Adds the names of the lexicon to the phrase book; those shorter than two characters are everywhere and left out. */
export function createGazetteer(lexicon: ReadonlyMap<string, LexiconSpec>, book: PhraseBook): Gazetteer {
  const names = book.list(
    PLACE_KINDS.flatMap((kind) =>
      (lexicon.get(PLACE_LISTS[kind])?.entries ?? []).flatMap((entry): [string, KnownPlace][] => {
        const place = { kind, name: entry.name, belongs: belongings(entry.belongs ?? {}) };
        return [entry.name, ...entry.aliases].filter(({ length }) => length > 1).map((spelling) => [spelling, place]);
      }),
    ),
  );
  return {
    find(phrases, found) {
      for (const { entry } of names.allIn(phrases)) found[entry.kind] ??= entry;
    },
  };
}

/** From list names (区县: 东昌府区) to kinds. */
function belongings(named: Readonly<Record<string, string>>): Partial<Record<PlaceKind, string>> {
  const found: Partial<Record<PlaceKind, string>> = {};
  for (const kind of PLACE_KINDS) {
    const name = named[PLACE_LISTS[kind]];
    if (name !== undefined) found[kind] = name;
  }
  return found;
}
