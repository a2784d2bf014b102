import type { SymbolOptions } from '../compile/symbols.ts';
import type { Node } from '../language/ast.ts';
import { allOf, anyOf, isSome, not } from './nodes.ts';
import { Findings, type ImportedGroup, type ImportReading, type SourceLine, sourceLines } from './reading.ts';
import { readWord, type TrendRadarWord } from './trendradar-word.ts';

/**
 * TrendRadar's `frequency_words.txt` (its `trendradar/core/frequency.py`): groups with blank lines between them; a line is
 * a word or `/regex/`, `+` must be there, `!` must not, `@N` limits what is shown, `=>` names a line, `[名]` first names the
 * group; `[GLOBAL_FILTER]` opens words that exclude everywhere, `[WORD_GROUPS]` the groups; `#` comments.
 *
 * On purpose other than there: a line of spaces is blank, `!` acts on its own group only, words are words (`mac` is not
 * in `machine`), and what is broken is an error instead of a plain word.
 */
export function readTrendRadar(path: string, source: string, options: SymbolOptions): ImportReading {
  const findings = new Findings(path);
  const paragraphs = paragraphsOf(sourceLines(source));
  const read = (line: SourceLine) => readWord(line, findings, options);
  const filters = paragraphs
    .filter(({ section }) => section === 'GLOBAL_FILTER')
    .flatMap(({ lines }) => lines.flatMap((line) => readFilter(line, findings, read)));
  const groups = paragraphs
    .filter(({ section }) => section === 'WORD_GROUPS')
    .flatMap(({ lines }) => readGroup(lines, filters, { findings, read }) ?? []);
  return { groups, diagnostics: findings.diagnostics };
}

type Section = 'GLOBAL_FILTER' | 'WORD_GROUPS';

interface Paragraph {
  section: Section;
  lines: SourceLine[];
}

function paragraphsOf(lines: readonly SourceLine[]): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let section: Section = 'WORD_GROUPS';
  let open: Paragraph | null = null;
  for (const line of lines) {
    const marked = sectionOf(line.text);
    if (marked !== null) section = marked;
    if (marked !== null || line.text === '') {
      open = null;
    } else if (!line.text.startsWith('#')) {
      if (open === null) {
        open = { section, lines: [] };
        paragraphs.push(open);
      }
      open.lines.push(line);
    }
  }
  return paragraphs;
}

function sectionOf(text: string): Section | null {
  const name = /^\[\s*(\w+)\s*\]$/.exec(text)?.[1]?.toUpperCase();
  return name === 'GLOBAL_FILTER' || name === 'WORD_GROUPS' ? name : null;
}

type ReadWord = (line: SourceLine) => TrendRadarWord | null;

function readFilter(line: SourceLine, findings: Findings, read: ReadWord): Node[] {
  const { sign } = signed(line, findings);
  if (sign === null) return nodesOf([read(line)]);
  findings.add('warning', placeOf(line), {
    code: 'sign-in-filter',
    message: `全局过滤区里的“${line.text}”没有导入：那里不认 ${sign}`,
    hint: '要全局排除就去掉开头的符号；属于某个词组就移到那个词组',
  });
  return [];
}

interface Words {
  required: TrendRadarWord[];
  normal: TrendRadarWord[];
  excluded: TrendRadarWord[];
}

function readGroup(
  lines: readonly SourceLine[],
  filters: readonly Node[],
  { findings, read }: { findings: Findings; read: ReadWord },
): ImportedGroup | null {
  const [first] = lines;
  if (first === undefined) return null;
  const alias = /^\[(.+)\]$/.exec(first.text)?.[1]?.trim() ?? null;
  const words: Words = { required: [], normal: [], excluded: [] };
  const limits: string[] = [];
  const before = errorsIn(findings);
  for (const line of alias === null ? lines : lines.slice(1)) readLine(line, words, { limits, findings, read });
  if (errorsIn(findings) > before) return null;
  const wanted = [...words.normal, ...words.required];
  if (wanted.length === 0) {
    findings.add('warning', placeOf(first), {
      code: 'only-exclusions',
      message: '这个词组没有要找的词，没有导入',
      hint: '排除词只管自己的词组；要处处排除就移到 [GLOBAL_FILTER] 区',
    });
    return null;
  }
  const normal = nodesOf(words.normal);
  const excluded = [...nodesOf(words.excluded), ...filters];
  const parts = [
    ...(isSome(normal) ? [anyOf(normal)] : []),
    ...nodesOf(words.required),
    ...(isSome(excluded) ? [not(anyOf(excluded))] : []),
  ];
  if (!isSome(parts)) return null;
  const name = alias ?? [...new Set(wanted.map(({ label }) => label))].join(' / ');
  return { name, line: first.number, node: allOf(parts), ...(limits.length > 0 ? { note: limits.join('；') } : {}) };
}

interface LineOptions {
  /** What the group's `@N` said. */
  limits: string[];
  findings: Findings;
  read: ReadWord;
}

function readLine(line: SourceLine, words: Words, { limits, findings, read }: LineOptions): void {
  const { sign, rest } = signed(line, findings);
  if (sign === '@') {
    const right = /^[1-9]\d*$/.test(rest.text);
    findings.add('warning', placeOf(line), {
      code: right ? 'display-limit' : 'bad-number',
      message: right ? `“${line.text}”限制显示条数，规则没有这一项，没有导入` : `“${line.text}”不是 @正整数，没有导入`,
      hint: right ? '看板可按主题筛选和翻页' : '删掉这一行',
    });
    if (right) limits.push(`原文件限制显示 ${rest.text} 条`);
    return;
  }
  if (/^\[.*\]$|^\[|\]$/.test(line.text)) {
    const closed = line.text.startsWith('[') && line.text.endsWith(']');
    findings.add('error', placeOf(line), {
      code: closed ? 'misplaced-alias' : line.text.startsWith('[') ? 'unclosed-bracket' : 'stray-bracket',
      message: closed ? `“${line.text}”不在词组的第一行` : `“${line.text}”的方括号没有配对`,
      hint: closed ? '组名写在词组第一行；另起一组就在前面空一行' : '补全或删掉方括号',
    });
    return;
  }
  const word = read(rest);
  if (word === null) return;
  words[sign === '!' ? 'excluded' : sign === '+' ? 'required' : 'normal'].push(word);
}

const SIGNS: Readonly<Record<string, '+' | '!' | '@'>> = {
  '+': '+',
  '＋': '+',
  '!': '!',
  '！': '!',
  '@': '@',
  '＠': '@',
};

/** The sign before a word, full-width ones too: they come from a Chinese keyboard, and are told. */
function signed(line: SourceLine, findings: Findings): { sign: '+' | '!' | '@' | null; rest: SourceLine } {
  const typed = line.text.charAt(0);
  const sign = SIGNS[typed] ?? null;
  if (sign === null) return { sign, rest: line };
  if (sign !== typed) {
    const message = `“${line.text}”的全角符号按 ${sign} 理解`;
    findings.add('warning', placeOf(line), { code: 'full-width-sign', message, hint: `原工具只认半角 ${sign}` });
  }
  const after = line.text.slice(1);
  const text = after.trim();
  const column = line.column + 1 + (text === '' ? 0 : after.indexOf(text));
  return { sign, rest: { number: line.number, column, text } };
}

function nodesOf(words: readonly (TrendRadarWord | null)[]): Node[] {
  return words.flatMap((word) => (word === null ? [] : [word.node]));
}

function placeOf({ number, column }: SourceLine): { line: number; column: number } {
  return { line: number, column };
}

function errorsIn({ diagnostics }: Findings): number {
  return diagnostics.filter(({ severity }) => severity === 'error').length;
}
