import { existsSync, readFileSync } from 'node:fs';

/** Words with how probable they are. Where a word comes twice the later one holds. */
export interface Dictionary {
  readonly words: readonly string[];
  /** Natural logarithm of a word's share of all words of a large body of text; below 0. */
  readonly weights: Float64Array;
  /** Parts of speech in the tag set of ICTCLAS; '' where unknown. */
  readonly tags: readonly string[];
  /** The least weight of the general dictionary: that of a character which is no word of it. */
  readonly least: number;
}

/**
 * Reads a dictionary of jieba (`word frequency tag` a line) and one of our own (`word`, `word tag` or `word frequency
 * tag`; the file may be absent), by jieba's rules: a word without a frequency weighs as much as the median one.
 */
export function readDictionary(general: string, own: string): Dictionary {
  const { words, frequencies, tags } = readGeneral(general);
  const sum = frequencies.reduce((total, frequency) => total + frequency, 0);
  const known = Float64Array.from(frequencies, (frequency) => Math.log(frequency / sum));
  const sorted = known.toSorted();
  const [least = 0, median = 0] = [sorted[0], sorted[sorted.length >> 1]];

  const entries = linesOf(own).map((line) => line.split(' '));
  const weights = new Float64Array(known.length + entries.length);
  weights.set(known);
  for (const [word = '', ...rest] of entries) {
    const frequency = rest.length > 1 ? Number(rest[0]) : 0;
    weights[words.length] = frequency > 0 ? Math.log(frequency / sum) : median;
    words.push(word);
    tags.push(rest.at(-1) ?? '');
  }
  return { words, weights, tags, least };
}

/** Line by line with `indexOf`: a third of a million of them. */
function readGeneral(path: string) {
  const text = readFileSync(path, 'utf8');
  const words: string[] = [];
  const frequencies: number[] = [];
  const tags: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const afterWord = text.indexOf(' ', start);
    const afterFrequency = text.indexOf(' ', afterWord + 1);
    const frequency = Number(text.slice(afterWord + 1, afterFrequency));
    if (end < afterFrequency || !(frequency > 0)) {
      throw new Error(`分词词典 ${path} 第 ${words.length + 1} 行不是“词 词频 词性”，请重新安装依赖`);
    }
    words.push(text.slice(start, afterWord));
    frequencies.push(frequency);
    tags.push(text.slice(afterFrequency + 1, end));
    start = end + 1;
  }
  return { words, frequencies, tags };
}

/** A rules folder need not add words. */
function linesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
