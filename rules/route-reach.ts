import type { RouteWhen } from './schema.ts';

/** Conditions of a branch together with those above it: what a post must have to come there. */
export const ROUTE_KEYS = ['topic', 'level', 'district', 'estate', 'source', 'channel', 'kind', 'rule'] as const;

/** A post may carry several of these, so two conditions on them do not exclude each other. */
const MANY: ReadonlySet<string> = new Set(['kind', 'rule']);
/** Beyond so many combinations a branch is taken to be reachable. */
const MOST_COMBINATIONS = 10_000;

/** A label on which a branch and those above it share no value; null when all is well. */
export function clashOf(above: RouteWhen, when: RouteWhen): string | null {
  for (const key of ROUTE_KEYS) {
    const [wanted, given] = [above[key], when[key]];
    if (MANY.has(key) || wanted === undefined || given === undefined) continue;
    if (!given.some((value) => wanted.includes(value))) return `${key}=${wanted.join('、')}`;
  }
  return null;
}

/** What both ask for. */
export function narrowed(above: RouteWhen, when: RouteWhen): RouteWhen {
  const both: RouteWhen = { ...above, ...when };
  for (const key of ROUTE_KEYS) {
    const [wanted, given] = [above[key], when[key]];
    if (MANY.has(key) || wanted === undefined || given === undefined) continue;
    both[key] = given.filter((value) => wanted.includes(value));
  }
  return both;
}

/**
 * Of branches tried before, those that together take every post which meets `inner`; null when some post is left. Each
 * combination of the values that `inner` lists must be taken by one of them.
 */
export function takenBefore<Branch extends { when?: RouteWhen | undefined }>(
  earlier: readonly Branch[],
  inner: RouteWhen,
): Branch[] | null {
  const keys = ROUTE_KEYS.filter((key) => inner[key] !== undefined);
  const count = keys.reduce((product, key) => product * (inner[key]?.length ?? 1), 1);
  if (earlier.length === 0 || count > MOST_COMBINATIONS) return null;
  const takers = new Set<Branch>();
  for (let number = 0; number < count; number += 1) {
    const labels = combination(inner, keys, number);
    const taker = earlier.find(({ when }) => meets(when ?? {}, labels));
    if (taker === undefined) return null;
    takers.add(taker);
  }
  return [...takers];
}

type Labels = Partial<Record<(typeof ROUTE_KEYS)[number], string>>;

function combination(when: RouteWhen, keys: readonly (typeof ROUTE_KEYS)[number][], number: number): Labels {
  const labels: Labels = {};
  let rest = number;
  for (const key of keys) {
    const values = when[key] ?? [];
    labels[key] = values[rest % values.length] ?? '';
    rest = Math.floor(rest / values.length);
  }
  return labels;
}

function meets(when: RouteWhen, labels: Labels): boolean {
  return ROUTE_KEYS.every((key) => {
    const [wanted, has] = [when[key], labels[key]];
    return wanted === undefined || (has !== undefined && wanted.includes(has));
  });
}
