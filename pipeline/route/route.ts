import type { RouteBranchSpec, RouteWhen, RoutingSpec } from '../../rules/schema.ts';
import type { RouteDecision } from '../model/verdict.ts';

/** What a route may look at. `rule` lists the ids of all rules that hit; they also tell the kinds of event. */
export interface RouteLabels {
  topic?: string | undefined;
  level?: string | undefined;
  district?: string | undefined;
  estate?: string | undefined;
  source?: string | undefined;
  channel?: string | undefined;
  kind?: string | readonly string[] | undefined;
  rule?: string | readonly string[] | undefined;
}

/** Also the order in which conditions are reported. */
export const ROUTE_LABELS = ['topic', 'level', 'district', 'estate', 'source', 'channel', 'kind', 'rule'] as const;

const WORDS: Record<keyof RouteWhen, string> = {
  topic: '主题',
  level: '级别',
  district: '区县',
  estate: '小区',
  source: '来源',
  channel: '渠道',
  kind: '事件类型',
  rule: '规则',
};

/** What each branch on the way may still decide: the first one that names a lead, or a policy, has decided it. */
interface Open {
  lead: boolean;
  policy: boolean;
}

interface Walk {
  labels: RouteLabels;
  lead: string;
  policy: string;
  co: string[];
  receivers: string[];
  path: string[];
  taken: Set<RouteBranchSpec>;
}

/** A decision with the branches that led to it. */
export interface RouteWalk {
  decision: RouteDecision;
  taken: ReadonlySet<RouteBranchSpec>;
}

/**
 * Walks the tree depth first. The root matches everything. Among siblings the first match wins, unless it says
 * `continue`. A child adds to its parent's co and receivers; the deepest lead and policy on the first matching path
 * that names one stand, a later sibling reached by `continue` only adds. `path` names every branch tried, with why not.
 */
export function decideRoute(routing: RoutingSpec, labels: RouteLabels): RouteDecision {
  return walkRoute(routing, labels).decision;
}

export function walkRoute(routing: RoutingSpec, labels: RouteLabels): RouteWalk {
  const whole = { ...labels, kind: kindsOf(routing, labels) };
  const walk: Walk = { labels: whole, lead: '', policy: '', co: [], receivers: [], path: [], taken: new Set() };
  enter(routing.root, walk, 0, { lead: true, policy: true });
  const { lead, policy, path, taken } = walk;
  const unique = (list: readonly string[]) => [...new Set(list)];
  const decision = {
    lead,
    co: unique(walk.co).filter((department) => department !== lead),
    receivers: unique(walk.receivers.map((receiver) => receiver.replace(/^lead:/, `${lead}:`))),
    path,
    policy,
  };
  return { decision, taken };
}

function kindsOf(routing: RoutingSpec, { kind, rule }: RouteLabels): string[] {
  const rules = listOf(rule);
  const told = Object.entries(routing.kinds).filter(([, ids]) => ids.some((id) => rules.includes(id)));
  return [...new Set([...listOf(kind), ...told.map(([name]) => name)])];
}

function enter(branch: RouteBranchSpec, walk: Walk, depth: number, open: Open): void {
  walk.taken.add(branch);
  walk.path.push(`${'　'.repeat(depth)}✓ ${branch.name}${describe(branch, open)}`);
  if (open.lead && branch.lead !== undefined) walk.lead = branch.lead;
  if (open.policy && branch.policy !== undefined) walk.policy = branch.policy;
  walk.co.push(...branch.co);
  walk.receivers.push(...branch.receivers);
  let left = open;
  for (const child of branch.branches) {
    const refusal = whyNot(child.when, walk.labels);
    if (refusal !== null) {
      walk.path.push(`${'　'.repeat(depth + 1)}✗ ${child.name}：${refusal}`);
      continue;
    }
    enter(child, walk, depth + 1, left);
    if (!child.continue) return;
    left = {
      lead: left.lead && !decides(child, 'lead', walk.taken),
      policy: left.policy && !decides(child, 'policy', walk.taken),
    };
  }
}

/** Whether a branch that was taken, or one taken below it, names the thing. */
function decides(branch: RouteBranchSpec, what: 'lead' | 'policy', taken: ReadonlySet<RouteBranchSpec>): boolean {
  if (!taken.has(branch)) return false;
  return branch[what] !== undefined || branch.branches.some((inner) => decides(inner, what, taken));
}

function describe(branch: RouteBranchSpec, open: Open): string {
  const facts = [
    branch.lead !== undefined && open.lead ? `牵头 ${branch.lead}` : '',
    branch.co.length > 0 ? `协同 ${branch.co.join('、')}` : '',
    branch.policy !== undefined && open.policy ? `策略 ${branch.policy}` : '',
  ].filter((fact) => fact !== '');
  return facts.length > 0 ? `（${facts.join('；')}）` : '';
}

function whyNot(when: RouteWhen | undefined, labels: RouteLabels): string | null {
  for (const label of ROUTE_LABELS) {
    const wanted = when?.[label];
    if (wanted === undefined) continue;
    const values = listOf(labels[label]);
    if (!values.some((value) => wanted.includes(value))) {
      // A post hits many rules: listing them all at every branch hides the one thing that matters.
      if (label === 'rule') return `没有命中规则「${wanted.join('、')}」`;
      return `${WORDS[label]}为「${values.join('、') || '未知'}」，要求「${wanted.join('、')}」`;
    }
  }
  return null;
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** Who would lead a post of this topic on which this rule fired. */
export function leadOf(labels: { topic: string | null; rule: string | null }, routing: RoutingSpec): string {
  return decideRoute(routing, { topic: labels.topic ?? undefined, rule: labels.rule ?? undefined }).lead;
}
