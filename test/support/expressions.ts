import fc from 'fast-check';
import type { Node } from '../../rules/language/ast.ts';

const at = { start: 0, end: 0 };

/** The tree without places, for comparison. */
export function withoutPlaces(node: Node): unknown {
  return JSON.parse(JSON.stringify(node, (key, value) => (key === 'at' ? undefined : value)));
}

/** Few letters, so that terms meet and overlap in random texts. */
const word = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: fc.constantFrom('漏', '水', '墙', '楼'), minLength: 1, maxLength: 3 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('mac', 'a b', 'AND', '转发', '说"好"', '\\', 'pm2.5', '12:30', '标题', '*', 'x-1'),
  },
);

const term = fc.record({ kind: fc.constant('term' as const), text: word, plain: fc.boolean(), at: fc.constant(at) });
const regex = fc.record({
  kind: fc.constant('regex' as const),
  source: fc.constantFrom('漏.', '[水墙]{2}', '楼+'),
  at: fc.constant(at),
});
const compare = fc.record({
  kind: fc.constant('compare' as const),
  field: fc.constantFrom('reposts' as const, 'comments' as const, 'minute' as const),
  comparison: fc.constantFrom('>=' as const, '<=' as const, '>' as const, '<' as const, '=' as const),
  value: fc.integer({ min: 0, max: 100 }),
  at: fc.constant(at),
});

/** Words, patterns, and alternatives of them: what may have a place. */
const placed: fc.Arbitrary<Node> = fc.oneof(
  { weight: 5, arbitrary: term },
  { weight: 1, arbitrary: regex },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.oneof(term, regex), { minLength: 2, maxLength: 3 })
      .map((items): Node => ({ kind: 'any', items, at })),
  },
);

const near = fc
  .record({
    left: placed,
    right: placed,
    distance: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant('sentence' as const)),
    ordered: fc.boolean(),
  })
  .map((parts): Node => ({ kind: 'near', ...parts, at }));

const count = fc
  .record({ item: placed, least: fc.integer({ min: 1, max: 3 }) })
  .map((parts): Node => ({ kind: 'count', ...parts, at }));

const scope = fc
  .record({ field: fc.constantFrom('title' as const, 'text' as const), item: placed })
  .map((parts): Node => ({ kind: 'scope', ...parts, at }));

const leaf: fc.Arbitrary<Node> = fc.oneof(
  { weight: 4, arbitrary: placed },
  { weight: 1, arbitrary: compare },
  { weight: 2, arbitrary: near },
  { weight: 1, arbitrary: count },
  { weight: 1, arbitrary: scope },
);

/** Any tree that the grammar can produce (without lists). */
export const expressionNode: fc.Arbitrary<Node> = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('node').chain((item) => fc.constant(negated(item))),
    fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map((items) => flat('all', items)),
    fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map((items) => flat('any', items)),
  ),
})).node;

/** The grammar has no double exclusion without brackets around something else. */
function negated(item: Node): Node {
  return item.kind === 'not' ? item : { kind: 'not', item, at };
}

function flat(kind: 'all' | 'any', parts: readonly Node[]): Node {
  return { kind, items: parts.flatMap((part) => (part.kind === kind ? part.items : [part])), at };
}
