import type { Constraint } from '../model/constraint.ts';

/**
 * Which members are of one happening: the connected parts over links, with what operators said kept. Links that would
 * join what was held apart are left out; since they are taken in a fixed order, the order of arrival does not matter.
 */
export interface Groups {
  link(a: string, b: string): void;
  /** The parts, each sorted; sorted by their first members. */
  parts(): string[][];
}

export function createGroups(docIds: readonly string[], constraints: readonly Constraint[] = []): Groups {
  const links: [string, string][] = [];
  const known = new Set(docIds);
  return {
    link(a, b) {
      if (a !== b && known.has(a) && known.has(b)) links.push(a < b ? [a, b] : [b, a]);
    },
    parts() {
      const forest = createForest(docIds);
      for (const { kind, left, right } of constraints) {
        if (kind !== 'together') continue;
        const [first, ...others] = [...left, ...right].filter((docId) => known.has(docId));
        if (first !== undefined) for (const other of others) forest.unite(first, other);
      }
      const apart = constraints.filter(({ kind }) => kind === 'apart');
      const sorted = links.sort(([a, b], [c, d]) => (a !== c ? (a < c ? -1 : 1) : b < d ? -1 : 1));
      for (const [a, b] of sorted) {
        if (!apart.some((constraint) => holdsApart(constraint, forest.members(a), forest.members(b))))
          forest.unite(a, b);
      }
      return forest.parts();
    },
  };
}

export function holdsApart({ left, right }: Constraint, ours: readonly string[], theirs: readonly string[]): boolean {
  const has = (side: readonly string[], members: readonly string[]) => side.some((docId) => members.includes(docId));
  return (has(left, ours) && has(right, theirs)) || (has(left, theirs) && has(right, ours));
}

function createForest(docIds: readonly string[]) {
  const partOf = new Map(docIds.map((docId) => [docId, [docId]]));
  return {
    members: (docId: string) => partOf.get(docId) ?? [],
    unite(a: string, b: string): void {
      const [left, right] = [partOf.get(a), partOf.get(b)];
      if (left === undefined || right === undefined || left === right) return;
      // The smaller part goes into the larger one: every member moves a few times at most.
      const [large, small] = left.length >= right.length ? [left, right] : [right, left];
      for (const docId of small) {
        large.push(docId);
        partOf.set(docId, large);
      }
    },
    parts: () =>
      [...new Set(partOf.values())].map((part) => [...part].sort()).sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  };
}
