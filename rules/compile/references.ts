import { type Node, walk } from '../language/ast.ts';
import type { ProblemList } from '../language/diagnostics.ts';
import { nearest } from '../language/nearest.ts';
import { compileRegex } from './regex.ts';
import type { SymbolOptions } from './symbols.ts';

/** Reports lists that the lexicon does not have and patterns that the regex engine refuses. */
export function checkReferences(node: Node, options: SymbolOptions, problems: ProblemList): void {
  walk(node, (part) => {
    if (part.kind === 'list' && !options.lexicon.has(part.name)) {
      const near = nearest(part.name, options.lexicon.keys());
      const known = [...options.lexicon.keys()].join('、') || '（还没有名单）';
      const hint = near === null ? `现有名单：${known}` : `是不是 @${near}？现有名单：${known}`;
      problems.error('unknown-list', part.at, `没有叫“${part.name}”的名单`, hint);
    }
    if (part.kind === 'regex') {
      const compiled = compileRegex(part.source, options.fold);
      if (typeof compiled === 'function') return;
      const hint = '不支持环视和反向引用；要找符号本身，请在前面加反斜杠，或改用 "短语"';
      problems.error('bad-regex', part.at, `正则表达式有问题：${compiled.problem}`, hint);
    }
  });
}
