import { LIMITS, type Node, NUMBER_FIELDS, TEXT_FIELDS, walk } from './ast.ts';
import type { ProblemList } from './diagnostics.ts';

/** Rules of meaning that the grammar cannot say. Runs on a tree that parsed without errors. */
export function checkTree(root: Node, problems: ProblemList): void {
  walk(root, (node) => {
    switch (node.kind) {
      case 'term':
        if (node.text.length > LIMITS.term) {
          problems.error('long-term', node.at, `这个词太长（最多 ${LIMITS.term} 个字符）`, '缩短，或用 + 拆成几个词');
        }
        break;
      case 'near':
        refuseWithoutPlace(node.left, problems);
        refuseWithoutPlace(node.right, problems);
        break;
      case 'count':
        refuseWithoutPlace(node.item, problems);
        break;
      case 'scope':
        checkScope(node.item, node.field, problems);
        break;
      case 'all':
        refuseContradiction(node.items, problems);
        break;
      default:
    }
  });
  refuseEmptyPost(root, problems);
}

/** Whether the node says where in the text it holds; only such parts have a distance or a count. */
export function hasPlaces(node: Node): boolean {
  switch (node.kind) {
    case 'term':
    case 'list':
    case 'regex':
      return true;
    case 'any':
      return node.items.every(hasPlaces);
    case 'scope':
      return hasPlaces(node.item);
    case 'near':
      return true;
    default:
      return false;
  }
}

function refuseWithoutPlace(node: Node, problems: ProblemList): void {
  if (hasPlaces(node)) return;
  const hint = '可以是词、"短语"、@名单、/正则/，或用 | 连起来的一组；A ~5 (B+C) 请写成 (A ~5 B)+(A ~5 C)';
  problems.error('no-place', node.at, '距离和次数只能用在词上', hint);
}

function checkScope(item: Node, field: keyof typeof TEXT_FIELDS, problems: ProblemList): void {
  walk(item, (node) => {
    if (node.kind === 'scope') {
      const message = `${TEXT_FIELDS[field]}: 里面又写了 ${TEXT_FIELDS[node.field]}:`;
      problems.error('nested-field', node.at, message, '一个词只能有一个字段；把两个字段分开写，用 + 或 | 连接');
    } else if (node.kind === 'compare') {
      const message = `${NUMBER_FIELDS[node.field]} 不能写在 ${TEXT_FIELDS[field]}: 里面`;
      problems.error('nested-field', node.at, message, '移到括号外面，用 + 连接');
    }
  });
}

/** `A -A` never holds. Only the same term is seen, not what follows from lists or substrings. */
function refuseContradiction(items: readonly Node[], problems: ProblemList): void {
  const wanted = new Set<string>();
  for (const item of items) if (item.kind === 'term') wanted.add(keyOf(item));
  for (const item of items) {
    if (item.kind !== 'not') continue;
    const refused = item.item.kind === 'any' ? item.item.items : [item.item];
    for (const one of refused) {
      if (one.kind === 'term' && wanted.has(keyOf(one))) {
        const message = `“${one.text}”既要出现又不能出现，这条规则永远不会命中`;
        problems.error('contradiction', one.at, message, '删掉其中一处');
      }
    }
  }
}

function keyOf(term: { text: string; plain: boolean }): string {
  return `${term.plain ? '*' : ''}${term.text}`;
}

/** An expression that an empty post satisfies satisfies nearly every post: it only says what must not be there. */
function refuseEmptyPost(root: Node, problems: ProblemList): void {
  if (!holdsOnEmpty(root)) return;
  const culprit = root.kind === 'any' ? (root.items.find(holdsOnEmpty) ?? root) : root;
  const message = root.kind === 'any' ? '这一支只有排除，几乎每个帖子都会命中' : '只有排除的词，几乎每个帖子都会命中';
  problems.error('only-exclusions', culprit.at, message, '加上至少一个必须出现的词，如 漏水 -演练');
}

function holdsOnEmpty(node: Node): boolean {
  switch (node.kind) {
    case 'all':
      return node.items.every(holdsOnEmpty);
    case 'any':
      return node.items.some(holdsOnEmpty);
    case 'not':
      return !holdsOnEmpty(node.item);
    case 'scope':
      return holdsOnEmpty(node.item);
    default:
      return false;
  }
}
