import type { LexiconSpec } from '../../rules/schema.ts';

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
  /**
   * Adds to `found` the first name of each kind that is not there yet; of names that begin at one place the longest.
   * One pass over the text, whatever the number of names.
   */
  find(folded: string, found: Known): void;
}

interface Spelling {
  text: string;
  place: KnownPlace;
}

/** Names shorter than two characters are passed over: they are everywhere. */
export function createGazetteer(lexicon: ReadonlyMap<string, LexiconSpec>, fold: (text: string) => string): Gazetteer {
  const byPair = new Map<number, Spelling[]>();
  const begins = new Uint8Array(0x10000);
  for (const kind of PLACE_KINDS) {
    for (const entry of lexicon.get(PLACE_LISTS[kind])?.entries ?? []) {
      const place = { kind, name: entry.name, belongs: belongings(entry.belongs ?? {}) };
      for (const spelling of [entry.name, ...entry.aliases]) add({ text: fold(spelling), place });
    }
  }
  for (const list of byPair.values()) list.sort((a, b) => b.text.length - a.text.length);

  function add(spelling: Spelling): void {
    if (spelling.text.length < 2) return;
    const key = pairAt(spelling.text, 0);
    const list = byPair.get(key);
    if (list) list.push(spelling);
    else byPair.set(key, [spelling]);
    begins[spelling.text.charCodeAt(0)] = 1;
  }

  return {
    find(folded, found) {
      for (let i = 0; i < folded.length - 1; i++) {
        if (begins[folded.charCodeAt(i)] !== 1) continue;
        for (const { text, place } of byPair.get(pairAt(folded, i)) ?? []) {
          if (found[place.kind] === undefined && folded.startsWith(text, i)) found[place.kind] = place;
        }
      }
    },
  };
}

function pairAt(text: string, at: number): number {
  return text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1);
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
