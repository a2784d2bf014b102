import type { RouteBranchSpec, RouteWhen, RoutingSpec } from '../../rules/schema.ts';
import type { RouteDecision } from '../model/verdict.ts';

/** What a route may look at. `rule` lists the ids of all rules that hit. */
export interface RouteLabels {
  topic?: string | undefined;
  level?: string | undefined;
  district?: string | undefined;
  estate?: string | undefined;
  source?: string | undefined;
  channel?: string | undefined;
  rule?: string | readonly string[] | undefined;
}

/** Also the order in which conditions are reported. */
export const ROUTE_LABELS = ['topic', 'level', 'district', 'estate', 'source', 'channel', 'rule'] as const;

const WORDS: Record<keyof RouteWhen, string> = {
  topic: '主题',
  level: '级别',
  district: '区县',
  estate: '小区',
  source: '来源',
  channel: '渠道',
  rule: '规则',
};

interface Collected {
  lead: string | null;
  co: string[];
  receivers: string[];
  policy: string | null;
  path: string[];
}

/**
 * Walks the tree depth first. The root matches everything. Among siblings the first match wins, unless it says
 * `continue`. A child adds to its parent's co and receivers; the deepest lead and policy on the first matching path
 * stand, a later sibling reached by `continue` only adds. `path` names every branch tried, with why not.
 */
export function decideRoute(routing: RoutingSpec, labels: RouteLabels): RouteDecision {
  const collected: Collected = { lead: null, co: [], receivers: [], policy: null, path: [] };
  enter(routing.root, labels, collected, 0, { lead: true });
  const lead = collected.lead ?? '';
  const unique = (list: readonly string[]) => [...new Set(list)];
  return {
    lead,
    co: unique(collected.co).filter((department) => department !== lead),
    receivers: unique(collected.receivers.map((receiver) => receiver.replace(/^lead:/, `${lead}:`))),
    path: collected.path,
    policy: collected.policy ?? '',
  };
}

function enter(
  branch: RouteBranchSpec,
  labels: RouteLabels,
  collected: Collected,
  depth: number,
  may: { lead: boolean },
): void {
  collected.path.push(`${'　'.repeat(depth)}✓ ${branch.name}${describe(branch, may.lead)}`);
  if (may.lead && branch.lead !== undefined) collected.lead = branch.lead;
  if (may.lead && branch.policy !== undefined) collected.policy = branch.policy;
  collected.co.push(...branch.co);
  collected.receivers.push(...branch.receivers);
  let mayLead = may.lead;
  for (const child of branch.branches) {
    const refusal = whyNot(child.when, labels);
    if (refusal !== null) {
      collected.path.push(`${'　'.repeat(depth + 1)}✗ ${child.name}：${refusal}`);
      continue;
    }
    enter(child, labels, collected, depth + 1, { lead: mayLead });
    if (!child.continue) return;
    if (decidesLead(child)) mayLead = false;
  }
}

function decidesLead(branch: RouteBranchSpec): boolean {
  return branch.lead !== undefined || branch.branches.some(decidesLead);
}

function describe(branch: RouteBranchSpec, mayLead: boolean): string {
  const facts = [
    branch.lead !== undefined && mayLead ? `牵头 ${branch.lead}` : '',
    branch.co.length > 0 ? `协同 ${branch.co.join('、')}` : '',
    branch.policy !== undefined && mayLead ? `策略 ${branch.policy}` : '',
  ].filter((fact) => fact !== '');
  return facts.length > 0 ? `（${facts.join('；')}）` : '';
}

function whyNot(when: RouteWhen | undefined, labels: RouteLabels): string | null {
  for (const label of ROUTE_LABELS) {
    const wanted = when?.[label];
    if (wanted === undefined) continue;
    const has = labels[label];
    const values = has === undefined ? [] : typeof has === 'string' ? [has] : has;
    if (!values.some((value) => wanted.includes(value))) {
      return `${WORDS[label]}为「${values.join('、') || '未知'}」，要求「${wanted.join('、')}」`;
    }
  }
  return null;
}

/** Who would lead a post of this topic on which this rule fired. */
export function leadOf(labels: { topic: string | null; rule: string | null }, routing: RoutingSpec): string {
  return decideRoute(routing, { topic: labels.topic ?? undefined, rule: labels.rule ?? undefined }).lead;
}

export interface RouteCaseFailure {
  /** Counts from 1, as in the file. */
  number: number;
  message: string;
}

/** Runs the cases that the routing file carries. */
export function checkRouteCases(routing: RoutingSpec): RouteCaseFailure[] {
  return routing.cases.flatMap((routeCase, index) => {
    const decision = decideRoute(routing, routeCase.with);
    const problems: string[] = [];
    const { expect } = routeCase;
    if (decision.lead !== expect.lead) problems.push(`牵头应为「${expect.lead}」，实为「${decision.lead}」`);
    const missing = expect.co.filter((department) => !decision.co.includes(department));
    if (missing.length > 0) problems.push(`协同缺少「${missing.join('、')}」`);
    if (expect.policy !== undefined && decision.policy !== expect.policy) {
      problems.push(`策略应为「${expect.policy}」，实为「${decision.policy}」`);
    }
    return problems.length > 0 ? [{ number: index + 1, message: problems.join('；') }] : [];
  });
}
