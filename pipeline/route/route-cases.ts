import type { RouteBranchSpec, RouteCase, RoutingSpec } from '../../rules/schema.ts';
import { ROUTE_LABELS, type RouteLabels, walkRoute } from './route.ts';

export interface RouteCaseProblem {
  /** Where in the file. */
  path: readonly (string | number)[];
  kind: 'wrong' | 'missing';
  message: string;
}

interface PlacedCase {
  path: readonly (string | number)[];
  labels: RouteLabels;
  expect: RouteCase['expect'];
  /** The branch that carries it; null for the cases of the file. */
  branch: RouteBranchSpec | null;
}

/** Runs the cases that the routing file carries, and names the branches that no case comes to. */
export function checkRouteCases(routing: RoutingSpec): RouteCaseProblem[] {
  const branches = branchesOf(routing.root, ['root'], {});
  const ofFile = routing.cases.map((one, index) => ({
    path: ['cases', index],
    labels: one.with,
    expect: one.expect,
    branch: null,
  }));
  const reached = new Set<RouteBranchSpec>();
  const wrong = [...branches.flatMap(casesOf), ...ofFile].flatMap((one) => {
    const { decision, taken } = walkRoute(routing, one.labels);
    for (const branch of taken) reached.add(branch);
    const problems = differences(one, decision);
    if (one.branch !== null && !taken.has(one.branch)) problems.unshift(`走不到“${one.branch.name}”`);
    if (problems.length === 0) return [];
    return [{ path: one.path, kind: 'wrong' as const, message: `${wordsOf(one.labels)}：${problems.join('；')}` }];
  });
  const missing = branches
    .filter(({ branch }) => !reached.has(branch))
    .map(({ branch, path }) => ({
      path,
      kind: 'missing' as const,
      message: `没有一条期望走到“${branch.name}”：这个分支写错了也不会发现`,
    }));
  return [...wrong, ...missing];
}

interface PlacedBranch {
  branch: RouteBranchSpec;
  path: readonly (string | number)[];
  /** The first value of each condition, here and above. */
  labels: RouteLabels;
}

function branchesOf(branch: RouteBranchSpec, path: readonly (string | number)[], above: RouteLabels): PlacedBranch[] {
  const labels: RouteLabels = { ...above };
  for (const label of ROUTE_LABELS) {
    const value = branch.when?.[label]?.[0];
    if (value !== undefined) labels[label] = value;
  }
  const inner = branch.branches.flatMap((one, index) => branchesOf(one, [...path, 'branches', index], labels));
  return [{ branch, path, labels }, ...inner];
}

function casesOf({ branch, path, labels }: PlacedBranch): PlacedCase[] {
  return branch.cases.map((one, index) => ({
    path: [...path, 'cases', index],
    labels: { ...labels, ...one.with },
    expect: one.expect,
    branch,
  }));
}

function differences({ expect }: PlacedCase, decision: { lead: string; co: readonly string[]; policy: string }) {
  const problems: string[] = [];
  if (expect.lead !== undefined && decision.lead !== expect.lead) {
    problems.push(`牵头应为「${expect.lead}」，实为「${decision.lead}」`);
  }
  const missing = expect.co.filter((department) => !decision.co.includes(department));
  if (missing.length > 0) problems.push(`协同缺少「${missing.join('、')}」`);
  if (expect.policy !== undefined && decision.policy !== expect.policy) {
    problems.push(`策略应为「${expect.policy}」，实为「${decision.policy}」`);
  }
  return problems;
}

function wordsOf(labels: RouteLabels): string {
  const given = ROUTE_LABELS.flatMap((label) => {
    const value = labels[label];
    return value === undefined ? [] : [`${label}=${typeof value === 'string' ? value : value.join('、')}`];
  });
  return given.join(' ') || '没有标签';
}
