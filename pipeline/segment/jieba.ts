import nodejieba from 'nodejieba';
import type { Segmenter } from './segmenter.ts';

const ASCII_ALNUM = /^[a-z0-9]$/i;

/**
 * Segmentation by nodejieba with our user dictionary. The dictionary (about 300 MB) is loaded once per thread;
 * the first call decides which user dictionary is in force.
 * @param userDictionary path of a text file, one word a line
 */
export function createJieba(userDictionary: string): Segmenter {
  nodejieba.load({ userDict: userDictionary });
  return {
    cut(text) {
      if (text === '') return [];
      const words = mergeLatin(nodejieba.cut(text));
      // jieba repairs broken UTF-16; offsets would then be wrong, so such a text is cut into characters.
      return joinedLength(words) === text.length ? words : Array.from(text);
    },
    partOfSpeech(word) {
      const [first] = nodejieba.tag(word);
      return first?.word === word ? first.tag : 'x';
    },
  };
}

/** jieba gives Latin letters one by one: put runs together, so that `mac` is not a word of `machine`. */
function mergeLatin(words: string[]): string[] {
  let write = 0;
  let previousIsLatin = false;
  for (let read = 0; read < words.length; read++) {
    const word = words[read] ?? '';
    const latin = isLatin(word);
    if (latin && previousIsLatin) words[write - 1] += word;
    else {
      if (write !== read) words[write] = word;
      write += 1;
    }
    previousIsLatin = latin;
  }
  words.length = write;
  return words;
}

function isLatin(word: string): boolean {
  const code = word.charCodeAt(0);
  if (code >= 0x80) return false;
  return word.length === 1 ? ASCII_ALNUM.test(word) : ASCII_ALNUM.test(word.charAt(0));
}

function joinedLength(words: readonly string[]): number {
  let length = 0;
  for (const word of words) length += word.length;
  return length;
}
