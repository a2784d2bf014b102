import nodejieba from 'nodejieba';
import type { Segmenter } from './segmenter.ts';

const ASCII_ALNUM = /^[a-z0-9]$/i;

/** Longer texts are cut in pieces: the cost of one call grows faster than its text. */
const PIECE = 10_000;
/** What no word reaches over: a piece ends behind the last of these, so that the words stay the same. */
const SEPARATORS = ' \t\r\n,。!?;:';

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
      // jieba repairs broken UTF-16; its words would not join to the text, so such a text is cut into characters.
      if (!text.isWellFormed()) return Array.from(text);
      return mergeLatin(text.length <= PIECE ? nodejieba.cut(text) : cutInPieces(text));
    },
    partOfSpeech(word) {
      const [first] = nodejieba.tag(word);
      return first?.word === word ? first.tag : 'x';
    },
  };
}

function cutInPieces(text: string): string[] {
  const pieces: string[][] = [];
  for (let start = 0; start < text.length; ) {
    const end = pieceEnd(text, start);
    pieces.push(nodejieba.cut(text.slice(start, end)));
    start = end;
  }
  return pieces.flat();
}

/** Where the piece that begins at `start` ends; in a text without any separator at its full length. */
function pieceEnd(text: string, start: number): number {
  const furthest = start + PIECE;
  if (furthest >= text.length) return text.length;
  for (let end = furthest; end > start; end--) if (SEPARATORS.includes(text.charAt(end - 1))) return end;
  return isPair(text, furthest - 1) ? furthest - 1 : furthest;
}

/** A surrogate pair begins here. */
function isPair(text: string, at: number): boolean {
  return (text.codePointAt(at) ?? 0) > 0xffff;
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
