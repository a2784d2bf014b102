/** Text fields a rule can name, with the word written in an expression. Without a field, a term is sought in title and text. */
export const TEXT_FIELDS = {
  title: '标题',
  text: '正文',
  author: '作者',
  source: '来源',
  channel: '渠道',
  region: '地区',
} as const;
export type TextField = keyof typeof TEXT_FIELDS;

/**
 * Numbers a rule can compare. `minute` is the time of day of publication in minutes since midnight (written 22:30),
 * `weekday` 1 for Monday … 7 for Sunday; both in Asia/Shanghai.
 */
export const NUMBER_FIELDS = {
  reposts: '转发',
  comments: '评论',
  likes: '点赞',
  reads: '阅读',
  minute: '时刻',
  weekday: '星期',
} as const;
export type NumberField = keyof typeof NUMBER_FIELDS;

export const COMPARISONS = ['>=', '<=', '>', '<', '='] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** UTF-16 offsets into the expression, end exclusive. */
export interface At {
  readonly start: number;
  readonly end: number;
}

/** A term as typed, width-folded only by the matcher. `plain` asks for substring matching (`*漏水*`). */
export interface Term {
  readonly kind: 'term';
  readonly text: string;
  readonly plain: boolean;
  readonly at: At;
}
/** `@小区`: any name or alias of the lexicon's list. */
export interface List {
  readonly kind: 'list';
  readonly name: string;
  readonly at: At;
}
/** `/…/`, matched by a linear-time engine against the folded text. */
export interface Regex {
  readonly kind: 'regex';
  readonly source: string;
  readonly at: At;
}
/** At least two items, none of them an `all`. */
export interface All {
  readonly kind: 'all';
  readonly items: readonly Node[];
  readonly at: At;
}
/** At least two items, none of them an `any`. */
export interface Any {
  readonly kind: 'any';
  readonly items: readonly Node[];
  readonly at: At;
}
export interface Not {
  readonly kind: 'not';
  readonly item: Node;
  readonly at: At;
}
/** `A#3`: at least `least` occurrences that do not overlap. */
export interface Count {
  readonly kind: 'count';
  readonly item: Node;
  readonly least: number;
  readonly at: At;
}
/**
 * Both in one field without overlap: at most `distance` words between them, or within one sentence.
 * `ordered`: left before right.
 */
export interface Near {
  readonly kind: 'near';
  readonly left: Node;
  readonly right: Node;
  readonly distance: number | 'sentence';
  readonly ordered: boolean;
  readonly at: At;
}
export interface Scope {
  readonly kind: 'scope';
  readonly field: TextField;
  readonly item: Node;
  readonly at: At;
}
/** A post whose number is unknown does not satisfy it. */
export interface Compare {
  readonly kind: 'compare';
  readonly field: NumberField;
  readonly comparison: Comparison;
  readonly value: number;
  readonly at: At;
}

export type Node = Term | List | Regex | All | Any | Not | Count | Near | Scope | Compare;

/** Bounds on one expression; beyond them it is refused, never cut. */
export const LIMITS = {
  /** UTF-16 units. */
  length: 20_000,
  depth: 50,
  nodes: 4_000,
  term: 100,
  regex: 500,
  count: 100,
  distance: 100,
} as const;

/** The direct parts of a node, in order. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'all':
    case 'any':
      return node.items;
    case 'not':
    case 'count':
    case 'scope':
      return [node.item];
    case 'near':
      return [node.left, node.right];
    default:
      return [];
  }
}

/** Calls `visit` for the node and everything below it, outermost first. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const child of childrenOf(node)) walk(child, visit);
}
