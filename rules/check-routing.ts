import { isLevel, unknownLevel } from './check-scoring.ts';
import type { Diagnostic } from './language/diagnostics.ts';
import { nearest } from './language/nearest.ts';
import { departmentHint } from './packs.ts';
import { checkReceiver, leadsOf } from './receivers.ts';
import { clashOf, narrowed, takenBefore } from './route-reach.ts';
import type { LexiconSpec, RouteBranchSpec, RouteCase, RouteWhen, RoutingSpec } from './schema.ts';
import type { Finding, Path, YamlFile } from './yaml-file.ts';

export interface RoutingWorld {
  /** Policies of escalation.yaml; null when it could not be read. */
  policies: readonly string[] | null;
  /** Topics and rule ids of the packs; null when a pack could not be read. */
  topics: ReadonlySet<string> | null;
  ruleIds: ReadonlySet<string> | null;
  lexicon: ReadonlyMap<string, LexiconSpec>;
}

/** Names must exist, the root must decide everything, and every branch must be reachable. */
export function checkRouting(file: YamlFile, spec: RoutingSpec, world: RoutingWorld, diagnostics: Diagnostic[]): void {
  const report = (path: Path, finding: Finding) => diagnostics.push(file.at(path, finding));
  const leads = leadsOf(spec);
  checkDepartments(spec, report);
  checkRoot(spec.root, report);

  const visit = (branch: RouteBranchSpec, path: Path, above: RouteWhen): void => {
    checkNames(branch, path);
    const when = branch.when ?? {};
    for (const finding of valueProblems(when, spec, world)) report([...path, 'when', ...finding.path], finding);
    const clash = clashOf(above, when);
    if (clash !== null) {
      const message = `“${branch.name}”永远走不到：上级分支已经限定 ${clash}，与这里没有交集`;
      report(path, { code: 'unreachable-branch', message, hint: '改条件，或移到别的分支下' });
    }
    const here = narrowed(above, when);
    branch.branches.forEach((inner, index) => {
      const innerPath = [...path, 'branches', index];
      if (clashOf(here, inner.when ?? {}) === null) {
        checkOrder(inner, innerPath, branch.branches.slice(0, index), narrowed(here, inner.when ?? {}));
      }
      visit(inner, innerPath, here);
    });
  };

  /** What comes before a branch must leave it some posts, and the lead and policy that it names. */
  const checkOrder = (inner: RouteBranchSpec, path: Path, earlier: RouteBranchSpec[], all: RouteWhen): void => {
    if (earlier.some(({ name }) => name === inner.name)) {
      const message = `同一级有两个分支叫“${inner.name}”`;
      report([...path, 'name'], { code: 'duplicate-id', message, hint: '换个名字：派送经过按名字说明走了哪个分支' });
    }
    const takers = takenBefore(
      earlier.filter((one) => !one.continue),
      all,
    );
    if (takers !== null) {
      const names = takers.map(({ name }) => `“${name}”`).join('');
      const message = `“${inner.name}”永远走不到：前面的${names}已经接住了它的全部情形`;
      const hint = '把它移到前面，或在前面的分支写 continue: true';
      report(path, { code: 'unreachable-branch', message, hint });
    }
    for (const [key, what] of [
      ['lead', '牵头'],
      ['policy', '策略'],
    ] as const) {
      const deciders = takenBefore(
        earlier.filter((one) => one.continue && one[key] !== undefined),
        all,
      );
      const [first] = deciders ?? [];
      if (inner[key] === undefined || first === undefined || inner[key] === first[key]) continue;
      const message = `“${inner.name}”的${what}“${inner[key]}”永远不起作用：前面的“${first.name}”已经定为“${first[key]}”`;
      report([...path, key], { code: 'contradicting-route', message, hint: `只在一处写${what}，或把它移到前面` });
    }
  };

  const checkNames = (branch: RouteBranchSpec, path: Path): void => {
    if (branch.lead !== undefined) checkDepartment(branch.lead, [...path, 'lead']);
    branch.co.forEach((name, index) => {
      checkDepartment(name, [...path, 'co', index]);
      if (name !== branch.lead) return;
      const message = `“${name}”在“${branch.name}”里既牵头又协同`;
      report([...path, 'co', index], { code: 'contradicting-route', message, hint: '从 co 里删掉，或改 lead' });
    });
    checkCases(branch.cases, [...path, 'cases']);
    branch.receivers.forEach((receiver, index) => {
      const finding = checkReceiver(receiver, spec, leads);
      if (finding !== null) report([...path, 'receivers', index], finding);
    });
    if (branch.policy !== undefined && world.policies !== null && !world.policies.includes(branch.policy)) {
      const near = nearest(branch.policy, world.policies);
      const hint = near === null ? `现有策略：${world.policies.join('、')}` : `是不是“${near}”？`;
      const message = `escalation.yaml 里没有“${branch.policy}”这个策略`;
      report([...path, 'policy'], { code: 'unknown-policy', message, hint });
    }
  };

  const checkDepartment = (name: string, path: Path): void => {
    if (spec.departments.some((department) => department.name === name)) return;
    const hint = departmentHint(spec, name);
    report(path, { code: 'unknown-department', message: `没有“${name}”这个科室`, hint });
  };

  const checkCases = (cases: readonly RouteCase[], path: Path): void => {
    const seen = new Map<string, RouteCase>();
    cases.forEach(({ with: labels, expect }, index) => {
      const when = Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, [value ?? []].flat()]));
      for (const { path: at, ...finding } of valueProblems(when, spec, world)) {
        report([...path, index, 'with', ...at.slice(0, 1)], finding);
      }
      if (expect.lead !== undefined) checkDepartment(expect.lead, [...path, index, 'expect', 'lead']);
      expect.co.forEach((name, at) => {
        checkDepartment(name, [...path, index, 'expect', 'co', at]);
      });
      const key = JSON.stringify(Object.entries(when).sort());
      const other = seen.get(key);
      seen.set(key, { with: labels, expect });
      if (other === undefined || (other.expect.lead === expect.lead && other.expect.policy === expect.policy)) return;
      const message = '同样的标签写了两条期望，牵头或策略却不同';
      report([...path, index], { code: 'contradicting-route', message, hint: '只留一条' });
    });
  };

  for (const [name, rules] of Object.entries(spec.kinds)) {
    for (const { path, ...finding } of valueProblems({ rule: rules }, spec, world)) {
      report(['kinds', name, ...path.slice(1)], finding);
    }
  }
  visit(spec.root, ['root'], {});
  checkCases(spec.cases, ['cases']);
}

type Report = (path: Path, finding: Finding) => void;

function checkDepartments(spec: RoutingSpec, report: Report): void {
  const seen = new Set<string>();
  spec.departments.forEach((department, index) => {
    const named: [string, Path][] = [[department.name, ['name']]];
    department.aliases.forEach((alias, at) => {
      named.push([alias, ['aliases', at]]);
    });
    for (const [name, path] of named) {
      if (seen.has(name)) {
        const message = `科室名“${name}”写了两遍`;
        report(['departments', index, ...path], { code: 'duplicate-id', message, hint: '名称和别名都不能重复' });
      }
      seen.add(name);
    }
  });
}

function checkRoot(root: RouteBranchSpec, report: Report): void {
  if (root.when !== undefined) {
    const hint = '删掉 when；条件写在它的 branches 里';
    report(['root', 'when'], { code: 'root-with-condition', message: '根分支要接住所有帖子，不能有条件', hint });
  }
  const missing = [
    root.lead === undefined ? 'lead' : '',
    root.receivers.length === 0 ? 'receivers' : '',
    root.policy === undefined ? 'policy' : '',
  ].filter((key) => key !== '');
  for (const key of missing) {
    const message = `根分支缺少 ${key}：没有别的分支接住时就无处派送`;
    report(['root'], { code: 'incomplete-root', message, hint: `补上 ${key}` });
  }
}

function valueProblems(when: RouteWhen, spec: RoutingSpec, world: RoutingWorld): (Finding & { path: Path })[] {
  const found: (Finding & { path: Path })[] = [];
  const check = (key: keyof RouteWhen, problem: (value: string) => Finding | null): void => {
    (when[key] ?? []).forEach((value, index) => {
      const finding = problem(value);
      if (finding !== null) found.push({ ...finding, path: [key, index] });
    });
  };
  check('level', (value) => (isLevel(value) ? null : unknownLevel(value)));
  const kinds = new Set(Object.keys(spec.kinds));
  check('kind', (value) => unknownUnless(value, kinds, { code: 'unknown-kind', what: 'kinds 里没有事件类型' }));
  check('topic', (value) => unknownUnless(value, world.topics, { code: 'unknown-topic', what: '没有规则包的主题是' }));
  check('rule', (value) => unknownUnless(value, world.ruleIds, { code: 'unknown-rule', what: '没有规则的编号是' }));
  const districts = world.lexicon.get('区县');
  if (districts !== undefined) {
    const names = new Set(districts.entries.map((entry) => entry.name));
    check('district', (value) => unknownUnless(value, names, { code: 'unknown-district', what: '区县名单里没有' }));
  }
  return found;
}

function unknownUnless(
  value: string,
  known: ReadonlySet<string> | null,
  { code, what }: { code: string; what: string },
): Finding | null {
  if (known === null || known.has(value)) return null;
  const near = nearest(value, known);
  const hint = near === null ? '改成现有的名称，或补上对应的规则包或名单' : `是不是“${near}”？`;
  return { code, message: `${what}“${value}”`, hint };
}
