import { isAlias, isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Diagnostic, Severity } from './language/diagnostics.ts';

export type Path = readonly (string | number)[];

/** A diagnostic without its place. */
export interface Finding {
  severity?: Severity;
  code: string;
  message: string;
  hint: string;
}

/** A YAML file that remembers where everything stands in it. */
export interface YamlFile {
  readonly path: string;
  readonly value: unknown;
  /** A diagnostic at the value of the path, or at its nearest ancestor that is in the file. */
  at(path: Path, finding: Finding): Diagnostic;
  /** A diagnostic at a key of the mapping at the path. */
  atKey(path: Path, key: string, finding: Finding): Diagnostic;
  /** A diagnostic inside a string value; the offset counts in the string, not in the file. */
  inside(path: Path, offset: number, finding: Finding): Diagnostic;
}

/** Reads YAML 1.2. Mistakes of syntax, duplicate keys included, go to `diagnostics`; then the answer is null. */
export function readYaml(path: string, written: string, diagnostics: Diagnostic[]): YamlFile | null {
  // Line ends of old computers, which YAML does not know; offsets stay.
  const source = written.replace(/\r(?!\n)/g, '\n');
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(Math.min(offset, source.length));
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const report = (offset: number, { severity = 'error', code, message, hint }: Finding): Diagnostic => ({
    path,
    ...place(offset),
    severity,
    code,
    message,
    hint,
  });
  const problems = [...document.errors, ...document.warnings];
  for (const problem of problems.slice(0, MOST_PROBLEMS)) {
    const [message, hint] = /call stack/.test(problem.message)
      ? ['括号套得太深', '检查有没有漏掉的右括号']
      : (YAML_PROBLEMS[problem.code] ?? [`YAML 写法有误：${problem.message}`, '检查缩进、冒号后的空格和引号']);
    diagnostics.push(report(problem.pos[0], { code: 'bad-yaml', message, hint }));
  }
  const next = problems[MOST_PROBLEMS];
  if (next !== undefined) {
    const message = `从这里起还有 ${problems.length - MOST_PROBLEMS} 处写法有误`;
    diagnostics.push(report(next.pos[0], { code: 'bad-yaml', message, hint: '先改前面的，后面的多半是它们引起的' }));
  }
  if (problems.length > 0) return null;
  const value = valueOrError(() => document.toJS());
  if (value instanceof Error) {
    diagnostics.push(
      report(0, { code: 'bad-yaml', message: `YAML 写法有误：${value.message}`, hint: '别名不要层层嵌套' }),
    );
    return null;
  }
  const nodeAt = (wanted: Path): unknown => (wanted.length === 0 ? document.contents : document.getIn(wanted, true));
  const startOf = (wanted: Path): number => {
    for (let length = wanted.length; length >= 0; length--) {
      const node = nodeAt(wanted.slice(0, length));
      if (isNode(node) && node.range) return node.range[0];
    }
    return 0;
  };
  return {
    path,
    value,
    at: (wanted, finding) => report(startOf(wanted), finding),
    atKey(wanted, key, finding) {
      const map = nodeAt(wanted);
      const pair = isMap(map)
        ? map.items.find((item) => isPair(item) && (isScalar(item.key) ? item.key.value : item.key) === key)
        : undefined;
      const at = isScalar(pair?.key) && pair.key.range ? pair.key.range[0] : startOf(wanted);
      return report(at, finding);
    },
    inside(wanted, offset, finding) {
      const node = nodeAt(wanted);
      if (isAlias(node) || !isScalar(node) || !node.range || typeof node.value !== 'string') {
        return report(startOf(wanted), finding);
      }
      const raw = source.slice(node.range[0], node.range[1]);
      return report(node.range[0] + rawOffset(raw, node.value, offset), finding);
    },
  };
}

/** Mistakes of syntax told of one file: one that is lost early brings hundreds behind it. */
const MOST_PROBLEMS = 20;

const YAML_PROBLEMS: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  DUPLICATE_KEY: ['同一个键写了两遍', '删掉一处'],
  TAB_AS_INDENT: ['缩进用了制表符', 'YAML 只能用空格缩进'],
  BAD_INDENT: ['缩进对不齐', '同一层的内容要从同一列开始'],
  BLOCK_AS_IMPLICIT_KEY: ['这一行的缩进或冒号有误', '表达式里有冒号或引号时，整个表达式写在 >- 的下一行'],
  MULTILINE_IMPLICIT_KEY: ['这一行的冒号有误', '表达式里有冒号时，整个表达式写在 >- 的下一行'],
  MULTIPLE_DOCS: ['一个文件里有两份文档', '删掉 --- 分隔线，分成两个文件'],
  BAD_SCALAR_START: ['这个值不能以此符号开头', '以 @、*、-、| 等符号开头的表达式请写在 >- 的下一行'],
  UNRESOLVED_ALIAS: ['以 * 开头的值被当成了 YAML 别名', '以 * 开头的表达式请写在 >- 的下一行'],
  BAD_ALIAS: ['以 * 开头的值被当成了 YAML 别名', '以 * 开头的表达式请写在 >- 的下一行'],
};

function valueOrError(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * Offset in a string value → offset in the text it was written as. Walks both together: quotes, escapes, the header of
 * a block and indentation stand only in the text; white space that was folded is skipped on both sides.
 */
function rawOffset(raw: string, value: string, offset: number): number {
  let at = /^[|>]/.test(raw) ? raw.indexOf('\n') + 1 : /^["']/.test(raw) ? 1 : 0;
  const escapes = raw.startsWith('"');
  for (let i = 0; i < value.length; i++) {
    const character = value[i] ?? '';
    if (/\s/.test(character)) {
      if (i >= offset) return Math.min(at, raw.length - 1);
      continue;
    }
    if (escapes && raw[at] === '\\') {
      if (i >= offset) return at;
      at += escapeLength(raw, at);
      continue;
    }
    while (at < raw.length && raw[at] !== character) {
      if (escapes && raw[at] === '\\' && !/\s/.test(raw[at + 1] ?? '')) break;
      at += 1;
    }
    if (i >= offset) return Math.min(at, raw.length - 1);
    at += escapes && raw[at] === '\\' ? escapeLength(raw, at) : 1;
  }
  return Math.min(at, Math.max(raw.length - 1, 0));
}

function escapeLength(raw: string, at: number): number {
  const kind = raw[at + 1];
  return kind === 'x' ? 4 : kind === 'u' ? 6 : kind === 'U' ? 10 : 2;
}
