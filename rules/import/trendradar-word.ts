import { readExpression } from '../compile/expression.ts';
import type { SymbolOptions } from '../compile/symbols.ts';
import type { Node } from '../language/ast.ts';
import { print } from '../language/print.ts';
import { regex, term } from './nodes.ts';
import type { Findings, SourceLine } from './reading.ts';

export interface TrendRadarWord {
  node: Node;
  /** What a reader calls it: the alias after `=>`, else the word itself. */
  label: string;
}

/** Flags that say what our matcher does anyway: upper and lower case are the same, every place counts, text is Unicode. */
const HONOURED = 'igu';

const PATTERN = /^\/(.+)\/([A-Za-z]*)(?:\s*=>\s*(.*))?$/;

/** `词`, `/正则/旗标`, each with `=> 别名`. Null after telling what is wrong; never taken as a plain word instead. */
export function readWord(line: SourceLine, findings: Findings, options: SymbolOptions): TrendRadarWord | null {
  const place = { line: line.number, column: line.column };
  const fail = (code: string, message: string, hint: string) => {
    findings.add('error', place, { code, message, hint });
    return null;
  };
  if (line.text.startsWith('/')) {
    const [whole, source = '', flags = '', alias = ''] = PATTERN.exec(line.text) ?? [];
    if (whole === undefined) {
      return fail(
        'unclosed-regex',
        `“${line.text}”以斜杠开头却没有以斜杠结束`,
        '正则写作 /…/；不是正则就去掉开头的斜杠',
      );
    }
    const refused = [...flags].filter((flag) => !HONOURED.includes(flag));
    if (refused.length > 0) {
      return fail(
        'regex-flags',
        `正则的旗标 ${refused.join('')} 不支持`,
        '去掉它；本来就不分大小写（i）、查找全部（g）',
      );
    }
    return checked({ node: regex(source), label: alias.trim() || source }, place, { findings, options });
  }
  const [word = '', alias = ''] = line.text.split(/\s*=>\s*(.*)/);
  if (word === '') return fail('empty-term', '这一行没有词', '写上要找的词，或删掉这一行');
  return checked({ node: term(word), label: alias.trim() || word }, place, { findings, options });
}

function checked(
  word: TrendRadarWord,
  place: { line: number; column: number },
  { findings, options }: { findings: Findings; options: SymbolOptions },
): TrendRadarWord | null {
  const { node, problems } = readExpression(print(word.node), options);
  for (const { severity, code, message, hint } of problems) findings.add(severity, place, { code, message, hint });
  return node === null ? null : word;
}
