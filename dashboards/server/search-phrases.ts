import { ApiProblem } from './api-problem.ts';

const QUOTED = /["“”「]([^"“”」]*)["“”」]/gu;

/**
 * A search box's text → phrases and the terms for highlighting. Parts between blanks are phrases of their own,
 * a quoted part is one phrase. ApiProblem when there is nothing in it that can be searched.
 */
export function searchPhrases(text: string, segment: (text: string) => readonly string[]) {
  const quoted = [...text.matchAll(QUOTED)].map((match) => match[1] ?? '');
  const loose = text.replace(QUOTED, ' ').split(/\s+/u);
  const found = [...quoted, ...loose]
    .map((term) => ({ term: term.trim(), words: segment(term) }))
    .filter(({ words }) => words.length > 0);
  if (found.length === 0) {
    throw new ApiProblem('invalid-request', '检索词中没有可检索的文字', { hint: '请输入汉字、字母或数字' });
  }
  return { phrases: found.map(({ words }) => words), terms: found.map(({ term }) => term) };
}
