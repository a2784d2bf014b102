import { createTags } from './dictionary-tables.ts';
import { createMostProbable } from './most-probable.ts';
import { type Segmenter, wordsOf } from './segmenter.ts';
import { loadDictionary } from './shared-dictionary.ts';

/**
 * Segmentation by the dictionary of jieba and our own, into the very words that `nodejieba.cut` gives, but for runs of
 * Latin letters and digits. Why not by nodejieba itself: `pipeline/decisions/0011-words-cut-here.md`. Loading takes
 * half a second, once a process.
 * @param userDictionary path of a text file, one word a line
 */
export function createJieba(userDictionary: string): Segmenter {
  const tables = loadDictionary(userDictionary);
  const cutMostProbable = createMostProbable(tables);
  const tagOf = createTags(tables);

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
    partOfSpeech: (word) => tagOf(word) || 'x',
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
