import { endsArticle, opensOthers } from './page-words.ts';
import { stripTail, type TextEnds } from './strip-tail.ts';

const FOOT = /版权所有|Copyright|©|ICP\s?备|公网安备|主办单位|承办单位|许可证|技术支持\s*[:：]/i;
const MOST_LINES = 60;

/**
 * The sentences between the title and the first line that is not the article's, as plain text. For notices so short that
 * the densest text of their page is its foot. Empty where nothing of the kind stands there.
 */
export function linesBelowTitle(lines: readonly string[], ends: TextEnds): string {
  const title = squeeze(ends.title);
  const at = title === '' ? -1 : lines.findLastIndex((line) => squeeze(line) === title);
  if (at < 0) return '';
  const below = lines.slice(at + 1, at + 1 + MOST_LINES);
  // A line of share buttons above the text ends nothing, so only what follows a sentence can.
  let spoken = false;
  let end = below.length;
  for (const [index, line] of below.entries()) {
    if (FOOT.test(line) || opensOthers(line) || (spoken && endsArticle(line))) {
      end = index;
      break;
    }
    spoken ||= isSentence(line);
  }
  return stripTail(below.slice(0, end).join('\n'), ends);
}

/** Characters of whole sentences. */
export function sentenceChars(text: string): number {
  return text
    .split('\n')
    .filter((line) => isSentence(line) && !FOOT.test(line))
    .reduce((sum, line) => sum + line.length, 0);
}

function isSentence(line: string): boolean {
  return line.length >= 12 && /[。！？；]/.test(line);
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}
