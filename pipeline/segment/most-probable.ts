import { PairFilter } from '../../rules/compile/pair-filter.ts';
import { mix, RowTable } from '../../rules/compile/row-table.ts';
import { type DictionaryTables, ONWARD, WORD } from './dictionary-tables.ts';

/** What no word reaches over: each is a word of its own. */
const SEPARATORS = ' \t\n，。';

/**
 * Makes the finder of the most probable words of a text: of all ways to put it together from words of the dictionary and
 * single characters the one whose weights have the greatest sum, worked out from the end backwards; of equal ones the
 * one with the shorter word in front. The words are those of jieba without its hidden Markov model (`MPSegment` of
 * cppjieba), sums are added in its order, so that ties fall alike.
 * @returns sets `boundary[i] = 1` where a word begins
 */
export function createMostProbable(tables: DictionaryTables): (text: string, boundary: Uint8Array) => void {
  const { pairs: pairRows, longer: longerRows, weights, least } = tables;
  const filter = new PairFilter(tables.filter);
  const pairs = new RowTable(pairRows);
  const longer = new RowTable(longerRows);
  const beyondPairs = pairRows.length;
  const isSeparator = new Uint8Array(0x10000);
  for (const separator of SEPARATORS) isSeparator[separator.charCodeAt(0)] = 1;

  /** For each place of the stretch: the greatest sum from there to its end, and the length of the word that gives it. */
  let sums = new Float64Array(1 << 10);
  let lengths = new Int32Array(1 << 10);

  /** Words that begin with the pair at `start`. */
  function weighWords(text: string, start: number, end: number, pair: number, base: number): void {
    let sum = sums[start - base] ?? 0;
    let length = lengths[start - base] ?? 1;
    const word = pairRows[pair + WORD] ?? 0;
    if (word !== 0) {
      const candidate = (sums[start + 2 - base] ?? 0) + (weights[word] ?? 0);
      if (candidate > sum) {
        sum = candidate;
        length = 2;
      }
    }
    let onward = pairRows[pair + ONWARD] ?? 0;
    let id = pair;
    for (let i = start + 2; onward !== 0 && i < end; i++) {
      const unit = text.charCodeAt(i);
      if (((onward >>> (unit & 31)) & 1) === 0) break;
      const at = longer.find(id, unit);
      if (at < 0) break;
      const longerWord = longerRows[at + WORD] ?? 0;
      if (longerWord !== 0) {
        const candidate = (sums[i + 1 - base] ?? 0) + (weights[longerWord] ?? 0);
        if (candidate > sum) {
          sum = candidate;
          length = i + 1 - start;
        }
      }
      onward = longerRows[at + ONWARD] ?? 0;
      id = beyondPairs + at;
    }
    sums[start - base] = sum;
    lengths[start - base] = length;
  }

  /** A stretch without separators. */
  function cutStretch(text: string, start: number, end: number, boundary: Uint8Array): void {
    if (end - start >= sums.length) {
      sums = new Float64Array(end - start + 1);
      lengths = new Int32Array(end - start + 1);
    }
    sums[end - start] = 0;
    let next = 0;
    for (let i = end - 1; i >= start; i--) {
      const unit = text.charCodeAt(i);
      sums[i - start] = (sums[i + 1 - start] ?? 0) + (weights[unit] ?? 0);
      lengths[i - start] = 1;
      if (i + 1 < end) {
        if (isSurrogatePair(unit, next)) {
          sums[i - start] = (sums[i + 2 - start] ?? 0) + least;
          lengths[i - start] = 2;
        }
        const mixed = mix(unit, next);
        if (filter.mayHold(mixed)) {
          const pair = pairs.find(unit, next, mixed);
          if (pair >= 0) weighWords(text, i, end, pair, start);
        }
      }
      next = unit;
    }
    for (let i = start; i < end; i += lengths[i - start] ?? 1) boundary[i] = 1;
  }

  return (text, boundary) => {
    let start = 0;
    for (let i = 0; i < text.length; i++) {
      if (isSeparator[text.charCodeAt(i)] !== 1) continue;
      if (i > start) cutStretch(text, start, i, boundary);
      boundary[i] = 1;
      start = i + 1;
    }
    if (start < text.length) cutStretch(text, start, text.length, boundary);
  };
}

function isSurrogatePair(unit: number, next: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff && next >= 0xdc00 && next <= 0xdfff;
}
