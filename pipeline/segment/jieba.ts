import { createRequire } from 'node:module';
import { readDictionary } from './dictionary.ts';
import { buildDictionaryTrie } from './dictionary-trie.ts';
import { createMostProbable } from './most-probable.ts';
import { type Segmenter, wordsOf } from './segmenter.ts';

/** The dictionary that nodejieba brings along. */
const GENERAL = createRequire(import.meta.url).resolve('nodejieba/submodules/cppjieba/dict/jieba.dict.utf8');

/**
 * Segmentation by the dictionary of jieba and our own, into the very words that `nodejieba.cut` gives, but for runs of
 * Latin letters and digits. Why not by nodejieba itself: `pipeline/decisions/0011-words-cut-here.md`. Loading takes
 * half a second, the tables 17 MB.
 * @param userDictionary path of a text file, one word a line
 */
export function createJieba(userDictionary: string): Segmenter {
  const trie = buildDictionaryTrie(readDictionary(GENERAL, userDictionary));
  const cutMostProbable = createMostProbable(trie);

  function boundaries(text: string): Uint8Array {
    const boundary = new Uint8Array(text.length + 1);
    cutMostProbable(text, boundary);
    joinLatin(text, boundary);
    boundary[text.length] = 1;
    return boundary;
  }

  return {
    boundaries,
    cut: (text) => wordsOf(text, boundaries(text)),
    partOfSpeech: (word) => trie.tagOf(word) || 'x',
  };
}

/** The dictionary knows next to no Latin words: put runs together, so that `mac` is not a word of `machine`. */
function joinLatin(text: string, boundary: Uint8Array): void {
  let previousIsLatin = false;
  for (let i = 0; i < text.length; i++) {
    if (boundary[i] !== 1) continue;
    const latin = isLatin(text.charCodeAt(i));
    if (latin && previousIsLatin) boundary[i] = 0;
    previousIsLatin = latin;
  }
}

function isLatin(unit: number): boolean {
  return (
    unit < 0x80 && ((unit >= 0x30 && unit <= 0x39) || (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a))
  );
}
