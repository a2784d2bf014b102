import { PairFilter, pairKey } from '../../rules/compile/pair-filter.ts';
import { RowTable } from '../../rules/compile/row-table.ts';
import type { Dictionary } from './dictionary.ts';

/** Column of a row behind its key: one bit for each unit modulo 32 that goes on from there. */
export const ONWARD = 2;
/** Column: number of the word that ends there, 0 where none does. */
export const WORD = 3;
/** A word of one UTF-16 unit has that unit for its number; those of the longer ones begin here. */
const FIRST_LONGER = 0x10000;

/**
 * A dictionary in flat tables. The first two units of a word are one row of `pairs`, each further one a row of `longer`,
 * found by the number of the row above and the unit; `filter` tells most pairs that begin no word.
 */
export interface DictionaryTrie {
  readonly filter: PairFilter;
  readonly pairs: RowTable;
  readonly longer: RowTable;
  /** Add it to a place in `longer` to get the number of that row; a place in `pairs` is a number itself. */
  readonly beyondPairs: number;
  /** By word number; units that are no word weigh as little as the least word. */
  readonly weights: Float64Array;
  /** Weight of a character that is no word. */
  readonly least: number;
  /** '' for what is no word of the dictionary, and where it does not say. */
  tagOf(word: string): string;
}

export function buildDictionaryTrie({ words, weights: given, tags, least }: Dictionary): DictionaryTrie {
  const weights = new Float64Array(FIRST_LONGER + words.length).fill(least, 0, FIRST_LONGER);
  const tagNumbers = new Uint8Array(weights.length);
  const tagNames = [...new Set(['', ...tags])];
  const tagNumberOf = new Map(tagNames.map((tag, number) => [tag, number]));

  const keys = new Set<number>();
  let unitsBehindPairs = 0;
  for (const word of words) {
    if (word.length < 2) continue;
    keys.add(pairKey(word.charCodeAt(0), word.charCodeAt(1)));
    unitsBehindPairs += word.length - 2;
  }
  const pairs = new RowTable(keys.size);
  const longer = new RowTable(unitsBehindPairs);
  const beyondPairs = pairs.rows.length;

  /** Makes the rows of a word of two units or more. */
  function enter(word: string, number: number): void {
    let { rows } = pairs;
    let at = pairs.add(word.charCodeAt(0), word.charCodeAt(1));
    let id = at;
    for (let i = 2; i < word.length; i++) {
      const unit = word.charCodeAt(i);
      rows[at + ONWARD] = (rows[at + ONWARD] ?? 0) | (1 << (unit & 31));
      at = longer.add(id, unit);
      rows = longer.rows;
      id = beyondPairs + at;
    }
    rows[at + WORD] = number;
  }

  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const number = word.length === 1 ? word.charCodeAt(0) : FIRST_LONGER + i;
    if (word.length > 1) enter(word, number);
    weights[number] = given[i] ?? least;
    tagNumbers[number] = tagNumberOf.get(tags[i] ?? '') ?? 0;
  }

  /** 0 where the word is not in the dictionary. */
  function numberOf(word: string): number {
    if (word.length < 2) return word === '' ? 0 : word.charCodeAt(0);
    let { rows } = pairs;
    let at = pairs.find(word.charCodeAt(0), word.charCodeAt(1));
    let id = at;
    for (let i = 2; i < word.length && at >= 0; i++) {
      at = longer.find(id, word.charCodeAt(i));
      rows = longer.rows;
      id = beyondPairs + at;
    }
    return at < 0 ? 0 : (rows[at + WORD] ?? 0);
  }

  return {
    ...{ filter: new PairFilter(keys), pairs, longer, beyondPairs, weights, least },
    tagOf: (word) => tagNames[tagNumbers[numberOf(word)] ?? 0] ?? '',
  };
}
