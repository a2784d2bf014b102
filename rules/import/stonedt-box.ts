import { readExpression } from '../compile/expression.ts';
import type { SymbolOptions } from '../compile/symbols.ts';
import type { Node } from '../language/ast.ts';
import { print } from '../language/print.ts';
import { anyOf, isSome, term } from './nodes.ts';
import type { Findings, SourceLine } from './reading.ts';

const OPERATORS: Readonly<Record<string, string>> = {
  ...{ '+': '+', '＋': '+', '|': '|', '｜': '|', '(': '(', '（': '(', ')': ')', '）': ')' },
};
const PIECES = /[+＋|｜()（）]|[^+＋|｜()（）]+/g;

/** Lines of one box → a node; null where it is empty, or after telling what is wrong. */
export function readBox(lines: readonly SourceLine[], findings: Findings, options: SymbolOptions): Node | null {
  const filled = lines.filter(({ text }) => text !== '');
  const [, second] = filled;
  if (second !== undefined) {
    const message = '框里有好几行，行与行之间按“或”理解';
    const hint = '要同时出现就写在一行，用 + 连接';
    findings.add('warning', placeOf(second), { code: 'lines-as-or', message, hint });
  }
  const nodes = filled.map((line) => readLine(line, findings, options));
  const right = nodes.filter((node) => node !== null);
  return right.length === nodes.length && isSome(right) ? anyOf(right) : null;
}

interface Piece {
  /** Offset in our spelling, and in the line. */
  ours: number;
  theirs: number;
}

/**
 * Everything but `+ | ( )` is a word there, so each word is written in our spelling (quoted where it needs to be), and
 * our own parser reads the whole: brackets, missing words and limits are told as ever, at the place in the line.
 */
function readLine(line: SourceLine, findings: Findings, options: SymbolOptions): Node | null {
  const place = (offset: number) => ({ line: line.number, column: line.column + offset });
  if (/[,，、;；]/.test(line.text)) return readCommas(line, findings, options);
  const pieces: Piece[] = [];
  const operators: string[] = [];
  let ours = '';
  for (const match of line.text.matchAll(PIECES)) {
    const word = match[0].trim();
    if (word === '') continue;
    const theirs = match.index + match[0].indexOf(word);
    const operator = OPERATORS[word];
    if (operator === undefined && /^[-－!！]/.test(word)) {
      const message = `“${word}”以 ${word.charAt(0)} 开头：关键词框里没有排除的写法`;
      findings.add('error', place(theirs), { code: 'misplaced-not', message, hint: '把要排除的词写进排除词框' });
      return null;
    }
    if (operator !== undefined) operators.push(operator);
    pieces.push({ ours: ours.length, theirs });
    ours += `${operator ?? print(term(word))} `;
  }
  const { node, problems } = readExpression(ours, options);
  for (const { severity, code, message, hint, start } of problems) {
    const at = pieces.findLast((piece) => piece.ours <= start) ?? { theirs: line.text.length };
    findings.add(severity, place(at.theirs), { code, message, hint });
  }
  if (node !== null && mixes(operators)) {
    const message = `同一层里 + 和 | 混用，按先“并且”后“或”理解：${print(node)}`;
    findings.add('warning', place(0), { code: 'mixed-operators', message, hint: '加括号写明，如 A+(B|C)' });
  }
  return node;
}

/** Whether + and | stand side by side within one pair of brackets. */
function mixes(operators: readonly string[]): boolean {
  const open = [new Set<string>()];
  for (const operator of operators) {
    if (operator === '(') open.push(new Set());
    else if (operator === ')') open.pop();
    else if (open.at(-1)?.add(operator).size === 2) return true;
  }
  return false;
}

/** The quick form: words with commas between them, any of them. */
function readCommas(line: SourceLine, findings: Findings, options: SymbolOptions): Node | null {
  const operator = /[+＋|｜()（）]/.exec(line.text);
  if (operator !== null) {
    const message = `逗号和 ${operator[0]} 混在一起，不知道怎样结合`;
    const at = { line: line.number, column: line.column + line.text.search(/[,，、;；]/) };
    findings.add('error', at, { code: 'unexpected-character', message, hint: '“或”写 |，“并且”写 +' });
    return null;
  }
  const words = line.text
    .split(/[,，、;；]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const nodes = words.map((word) => readLine({ ...line, text: word }, findings, options));
  const right = nodes.filter((node) => node !== null);
  return right.length === nodes.length && isSome(right) ? anyOf(right) : null;
}

function placeOf({ number, column }: SourceLine): { line: number; column: number } {
  return { line: number, column };
}
