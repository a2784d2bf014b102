import { isMeaningful } from '../../rules/language/characters.ts';
import { ApiProblem } from './api-problem.ts';

const QUOTED = /["“”「]([^"“”」]*)["“”」]/gu;

/**
 * A search box's text → the stretches of text that are sought, which are also what is highlighted. Parts between blanks
 * are sought apart, a quoted part as it stands. ApiProblem when there is nothing in it that can be searched.
 */
export function searchTexts(text: string): string[] {
  const quoted = [...text.matchAll(QUOTED)].map((match) => match[1] ?? '');
  const loose = text.replace(QUOTED, ' ').split(/\s+/u);
  const texts = [...quoted, ...loose].map((part) => part.trim()).filter(isMeaningful);
  if (texts.length === 0) {
    throw new ApiProblem('invalid-request', '检索词中没有可检索的文字', { hint: '请输入汉字、字母或数字' });
  }
  return texts;
}
