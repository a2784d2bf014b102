import nodejieba from 'nodejieba';
import { foldText } from '../../rules/fold-table.ts';
import type { FieldText, Subject } from '../../rules/rule-set.ts';

const fold = foldText();

/** Folds and segments with the real segmenter and its own dictionary. */
export function segmentedText(text: string): FieldText {
  return fieldFromWords(nodejieba.cut(fold(text)));
}

/** A field from words that somebody else cut. */
export function fieldFromWords(words: readonly string[]): FieldText {
  const folded = words.join('');
  const boundary = new Uint8Array(folded.length + 1);
  let at = 0;
  for (const word of words) {
    boundary[at] = 1;
    at += word.length;
  }
  boundary[folded.length] = 1;
  return { folded, boundary };
}

export function segmentedSubject(
  post: { title?: string; text?: string },
  numbers: Record<string, number> = {},
): Subject {
  return {
    texts: { title: segmentedText(post.title ?? ''), text: segmentedText(post.text ?? '') },
    numbers,
  };
}
