import { FIELD_NAMES, FIELDS, type Field } from '../import/columns.ts';
import { endsArticle } from './page-words.ts';

/** Words that on a page say too little of what follows them. */
const VAGUE = new Set([
  '内容',
  '时间',
  '日期',
  '主题',
  '题目',
  '标题',
  '来源',
  '平台',
  '媒体',
  '网站',
  '城市',
  '区域',
  '赞',
  '区县',
]);
/** Headings that stand alone on their line, above an official's answer. */
const ANSWER_HEADINGS =
  '官方回复|官方答复|部门回复|部门答复|单位回复|单位答复|答复情况|回复情况|办理情况|处理情况|回复|答复';
/** Fields that may go on over many lines. */
const LONG: ReadonlySet<Field> = new Set<Field>(['text', 'reply']);

interface Label {
  word: string;
  field: Field;
}

const LABELS: readonly Label[] = FIELD_NAMES.flatMap((field) =>
  [...FIELDS[field].headings, ...FIELDS[field].hotline]
    .filter((word) => /^\p{Script=Han}{2,}$/u.test(word) && !VAGUE.has(word))
    .map((word) => ({ word, field })),
).sort((one, other) => other.word.length - one.word.length);
const FIELD_OF = new Map(LABELS.map(({ word, field }) => [word, field]));
const PATTERN = new RegExp(
  `(?:^|[\\s|｜【\\[])(${LABELS.map(({ word }) => word).join('|')})[】\\]]?\\s*[:：\\t]|^(${ANSWER_HEADINGS})[:：]?$`,
  'gmu',
);

/**
 * Facts that a page gives behind their labels (`留言时间：…`, table cells, 官方回复 above an answer), by the same words
 * that headings of exported tables bear. Each field's first value. `text`: the visible text.
 */
export function labelledFacts(text: string): Partial<Record<Field, string>> {
  const found = [...text.matchAll(PATTERN)];
  const facts: Partial<Record<Field, string>> = {};
  for (const [index, match] of found.entries()) {
    const [whole, word] = match;
    const field = word === undefined ? 'reply' : FIELD_OF.get(word);
    if (field === undefined) continue;
    const value = valueBehind(text.slice(match.index + whole.length, found[index + 1]?.index), LONG.has(field));
    if (value !== '') facts[field] ??= value;
  }
  return facts;
}

function valueBehind(text: string, long: boolean): string {
  const lines = text.split('\n').map((line) => line.trim());
  if (!long) return (lines.find((line) => line !== '') ?? '').split(/\t|\s{2,}|\u3000/)[0]?.trim() ?? '';
  const end = lines.findIndex((line, index) => index > 0 && endsArticle(line));
  return lines
    .slice(0, end < 0 ? lines.length : end)
    .join('\n')
    .trim();
}
