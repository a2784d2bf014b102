import { z } from 'zod';
import { PairFilter, pairKey } from '../../rules/compile/pair-filter.ts';
import { RowTable } from '../../rules/compile/row-table.ts';
import type { Dictionary } from './dictionary.ts';

/** Column of a row behind its key: one bit for each unit modulo 32 that goes on from there. */
export const ONWARD = 2;
/** Column: number of the word that ends there, 0 where none does. */
export const WORD = 3;
/** A word of one UTF-16 unit has that unit for its number; those of the longer ones begin here. */
const FIRST_LONGER = 0x10000;

const integers = z.custom<Int32Array>((value) => value instanceof Int32Array);

/**
 * A dictionary in flat arrays (17 MB) over shared memory, so that all threads can read the same. The first two units of
 * a word are one row of `pairs`, each further one a row of `longer`, found by the number of the row above and the unit;
 * `filter` tells most pairs that begin no word. Both kinds of rows are those of {@link RowTable}: the number of one of
 * `pairs` is its place, that of one of `longer` its place behind all pairs.
 */
export const dictionaryTables = z.object({
  filter: integers,
  pairs: integers,
  longer: integers,
  /** By word number; units that are no word weigh `least`. */
  weights: z.custom<Float64Array>((value) => value instanceof Float64Array),
  /** By word number: index into `tagNames`, of which the first is ''. */
  tags: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  tagNames: z.array(z.string()),
  least: z.number(),
});
export type DictionaryTables = z.infer<typeof dictionaryTables>;

export function buildDictionaryTables({ words, weights: given, tags: givenTags, least }: Dictionary): DictionaryTables {
  const size = FIRST_LONGER + words.length;
  const weights = new Float64Array(shared(size * Float64Array.BYTES_PER_ELEMENT)).fill(least, 0, FIRST_LONGER);
  const tags = new Uint8Array(shared(size));
  const tagNames = [...new Set(['', ...givenTags])];
  const tagNumberOf = new Map(tagNames.map((tag, number) => [tag, number]));

  const keys = new Set<number>();
  let unitsBehindPairs = 0;
  for (const word of words) {
    if (word.length < 2) continue;
    keys.add(pairKey(word.charCodeAt(0), word.charCodeAt(1)));
    unitsBehindPairs += word.length - 2;
  }
  const pairs = RowTable.sized(keys.size);
  const longer = RowTable.sized(unitsBehindPairs);
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
    tags[number] = tagNumberOf.get(givenTags[i] ?? '') ?? 0;
  }
  return {
    ...{ filter: toShared(PairFilter.of(keys).bits), pairs: toShared(pairs.rows), longer: toShared(longer.rows) },
    ...{ weights, tags, tagNames, least },
  };
}

/** What the dictionary says of the part of speech; '' for what is no word of it, and where it does not say. */
export function createTags({ pairs, longer, tags, tagNames }: DictionaryTables): (word: string) => string {
  const pairTable = new RowTable(pairs);
  const longerTable = new RowTable(longer);

  /** 0 where the word is not in the dictionary. */
  function numberOf(word: string): number {
    if (word.length < 2) return word === '' ? 0 : word.charCodeAt(0);
    let rows = pairs;
    let at = pairTable.find(word.charCodeAt(0), word.charCodeAt(1));
    let id = at;
    for (let i = 2; i < word.length && at >= 0; i++) {
      at = longerTable.find(id, word.charCodeAt(i));
      rows = longer;
      id = pairs.length + at;
    }
    return at < 0 ? 0 : (rows[at + WORD] ?? 0);
  }

  return (word) => tagNames[tags[numberOf(word)] ?? 0] ?? '';
}

function shared(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes);
}

function toShared(array: Int32Array): Int32Array {
  const copy = new Int32Array(shared(array.byteLength));
  copy.set(array);
  return copy;
}
