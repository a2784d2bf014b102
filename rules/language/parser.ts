import { type At, LIMITS, type Node } from './ast.ts';
import { checkTree } from './check.ts';
import { type Problem, ProblemList } from './diagnostics.ts';
import { tokenize } from './lexer.ts';
import { signOf, type Token } from './token.ts';

export interface Parsed {
  /** Null when there is an error. */
  readonly node: Node | null;
  /** Errors and warnings in the order of their place; each lies inside the expression. */
  readonly problems: readonly Problem[];
}

/** Reads one expression and checks it. Never throws and never hangs, whatever the text. */
export function parse(source: string): Parsed {
  const problems = new ProblemList();
  if (source.length > LIMITS.length) {
    const at = { start: LIMITS.length, end: source.length };
    const message = `表达式太长：${source.length} 个字符，最多 ${LIMITS.length} 个`;
    problems.error('too-long', at, message, '拆成几条规则，或把词放进 rules/lexicon 的名单，用 @名单 引用');
    return { node: null, problems: problems.problems };
  }
  const tokens = tokenize(source, problems);
  const parser = new Parser(tokens, problems);
  const node = parser.parse();
  if (node !== null && !problems.hasErrors) checkTree(node, problems);
  const sorted = [...problems.problems].sort((a, b) => a.start - b.start);
  return { node: problems.hasErrors ? null : node, problems: sorted };
}

/** Recursive descent, loosest first: any | all + not - near ~ > count # primary. */
class Parser {
  private readonly tokens: readonly Token[];
  private readonly problems: ProblemList;
  private index = 0;
  private depth = 0;
  private nodes = 0;
  private gaveUp = false;

  constructor(tokens: readonly Token[], problems: ProblemList) {
    this.tokens = tokens;
    this.problems = problems;
  }

  parse(): Node | null {
    if (this.peek().kind === 'end') {
      if (!this.problems.hasErrors) {
        this.problems.error('empty-expression', { start: 0, end: 0 }, '表达式是空的', '至少写一个要找的词');
      }
      return null;
    }
    const parts: Node[] = [];
    while (this.peek().kind !== 'end' && !this.gaveUp) {
      const part = this.any();
      if (part !== null) parts.push(part);
      const token = this.peek();
      if (token.kind === 'close') {
        this.problems.error('stray-bracket', token, '多了一个右括号', '删掉它，或在前面补上左括号');
        this.index += 1;
      }
    }
    return parts[0] ?? null;
  }

  private any(): Node | null {
    return this.series('any', 'or', () => this.all());
  }

  private all(): Node | null {
    return this.series('all', 'and', () => this.not());
  }

  /** Items with a sign between them; for `all` the sign may be left out. Same-kind items are taken apart. */
  private series(kind: 'all' | 'any', sign: 'and' | 'or', item: () => Node | null): Node | null {
    const items: Node[] = [];
    const add = (node: Node | null) => {
      if (node === null) return;
      if (node.kind === kind) items.push(...node.items);
      else items.push(node);
    };
    add(item());
    for (;;) {
      const token = this.peek();
      if (token.kind === sign) {
        this.index += 1;
        if (this.startsOperand()) add(item());
        else this.missingAfter(token);
      } else if (kind === 'all' && this.startsOperand()) {
        add(item());
      } else if (kind === 'all' && (token.kind === 'count' || token.kind === 'near')) {
        add(item());
      } else break;
      if (this.gaveUp) break;
    }
    const first = items[0];
    const last = items.at(-1);
    if (first === undefined || last === undefined) return null;
    return items.length === 1 ? first : this.made({ kind, items, at: { start: first.at.start, end: last.at.end } });
  }

  private not(): Node | null {
    const sign = this.peek();
    if (sign.kind !== 'not') return this.near();
    this.index += 1;
    const next = this.peek();
    if (next.kind === 'not') {
      this.problems.error('double-negation', next, '连着两个减号', '只写一个减号，或者都删掉');
      while (this.peek().kind === 'not') this.index += 1;
    }
    if (!this.startsOperand()) return this.missingAfter(sign);
    const item = this.near();
    return item === null ? null : this.made({ kind: 'not', item, at: { start: sign.start, end: item.at.end } });
  }

  private near(): Node | null {
    let left = this.counted();
    for (let links = 0; ; links++) {
      const token = this.peek();
      if (token.kind !== 'near') return left;
      this.index += 1;
      if (!this.startsOperand() || this.peek().kind === 'not') {
        this.missingAfter(token);
        continue;
      }
      const right = this.counted();
      if (links >= LIMITS.depth) {
        this.tooDeep(token);
        return left;
      }
      if (left === null || right === null) continue;
      const at = { start: left.at.start, end: right.at.end };
      left = this.made({ kind: 'near', left, right, distance: token.distance, ordered: token.ordered, at });
    }
  }

  private counted(): Node | null {
    let item = this.primary();
    for (let token = this.peek(); token.kind === 'count'; token = this.peek()) {
      this.index += 1;
      if (item === null) continue;
      if (item.kind === 'count') {
        this.problems.error('double-count', token, '次数写了两遍', '只留一个 #次数');
        continue;
      }
      item = this.made({ kind: 'count', item, least: token.least, at: { start: item.at.start, end: token.end } });
    }
    return item;
  }

  private primary(): Node | null {
    const token = this.peek();
    const at = { start: token.start, end: token.end };
    switch (token.kind) {
      case 'term':
        this.index += 1;
        return this.made({ kind: 'term', text: token.text, plain: token.plain, at });
      case 'list':
        this.index += 1;
        return this.made({ kind: 'list', name: token.name, at });
      case 'regex':
        this.index += 1;
        return this.made({ kind: 'regex', source: token.source, at });
      case 'compare':
        this.index += 1;
        return this.made({
          kind: 'compare',
          field: token.field,
          comparison: token.comparison,
          value: token.value,
          at,
        });
      case 'scope':
        return this.scope(token);
      case 'open':
        return this.group(token);
      case 'not':
        this.problems.error('misplaced-not', token, '减号不能放在这里', '把要排除的部分写在表达式末尾，如 漏水 -演练');
        this.index += 1;
        return null;
      case 'end':
        return null;
      case 'close':
        return null;
      default:
        this.missingBefore(token);
        // A count or near sign is left for its own reader, which then finds no left side and drops it.
        if (token.kind === 'and' || token.kind === 'or') this.index += 1;
        return null;
    }
  }

  private scope(token: Token & { kind: 'scope' }): Node | null {
    this.index += 1;
    if (!this.startsOperand() || this.peek().kind === 'not') return this.missingAfter(token);
    if (!this.enter(token)) return null;
    const item = this.primary();
    this.depth -= 1;
    if (item === null) return null;
    return this.made({ kind: 'scope', field: token.field, item, at: { start: token.start, end: item.at.end } });
  }

  private group(open: Token): Node | null {
    this.index += 1;
    if (!this.enter(open)) return null;
    const empty = this.peek().kind === 'close';
    const inside = empty ? null : this.any();
    this.depth -= 1;
    if (empty) this.problems.error('empty-group', open, '括号里是空的', '写上内容，或删掉这对括号');
    if (this.peek().kind === 'close') this.index += 1;
    else if (!this.gaveUp) {
      this.problems.error('unclosed-bracket', open, '这个左括号没有配对的右括号', '在这一组的末尾补上 )');
    }
    return inside;
  }

  private enter(at: At): boolean {
    this.depth += 1;
    if (this.depth <= LIMITS.depth) return true;
    this.tooDeep(at);
    return false;
  }

  private tooDeep(at: At): void {
    if (!this.gaveUp) this.problems.error('too-deep', at, `嵌套超过 ${LIMITS.depth} 层`, '拆成几条规则');
    this.giveUp();
  }

  private made(node: Node): Node {
    this.nodes += 1;
    if (this.nodes === LIMITS.nodes) {
      const hint = '把词放进 rules/lexicon 的名单，用 @名单 引用，或拆成几条规则';
      this.problems.error('too-many-parts', node.at, `表达式的部分超过 ${LIMITS.nodes} 个`, hint);
      this.giveUp();
    }
    return node;
  }

  private giveUp(): void {
    this.gaveUp = true;
    this.index = this.tokens.length - 1;
  }

  private startsOperand(): boolean {
    const { kind } = this.peek();
    return !['and', 'or', 'close', 'count', 'near', 'end'].includes(kind);
  }

  private missingAfter(token: Token): null {
    this.problems.error('missing-operand', token, `${signOf(token)}后面缺少内容`, '补上要找的词，或删掉这个符号');
    return null;
  }

  private missingBefore(token: Token): null {
    this.problems.error('missing-operand', token, `${signOf(token)}前面缺少内容`, '补上要找的词，或删掉这个符号');
    return null;
  }

  private peek(): Token {
    return this.tokens[this.index] ?? END;
  }
}

const END: Token = { kind: 'end', start: 0, end: 0 };
