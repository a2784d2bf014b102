import { isLevel, unknownLevel } from './check-escalation.ts';
import type { Diagnostic } from './language/diagnostics.ts';
import { nearest } from './language/nearest.ts';
import { departmentHint } from './packs.ts';
import { checkReceiver, leadsOf } from './receivers.ts';
import type { LexiconSpec, RouteBranchSpec, RouteWhen, RoutingSpec } from './schema.ts';
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
    for (const finding of valueProblems(when, world)) report([...path, 'when', ...finding.path], finding);
    const clash = clashOf(above, when);
    if (clash !== null) {
      const message = `“${branch.name}”永远走不到：上级分支已经限定 ${clash}，与这里没有交集`;
      report(path, { code: 'unreachable-branch', message, hint: '改条件，或移到别的分支下' });
    }
    branch.branches.forEach((inner, index) => {
      const innerPath = [...path, 'branches', index];
      const shadow = branch.branches
        .slice(0, index)
        .find((earlier) => !earlier.continue && covers(earlier.when ?? {}, inner.when ?? {}));
      if (shadow !== undefined) {
        const message = `“${inner.name}”永远走不到：前面的“${shadow.name}”已经接住了它的全部情形`;
        report(innerPath, {
          code: 'unreachable-branch',
          message,
          hint: '把它移到前面，或在前面的分支写 continue: true',
        });
      }
      visit(inner, innerPath, { ...above, ...when });
    });
  };

  const checkNames = (branch: RouteBranchSpec, path: Path): void => {
    if (branch.lead !== undefined) checkDepartment(branch.lead, [...path, 'lead']);
    branch.co.forEach((name, index) => {
      checkDepartment(name, [...path, 'co', index]);
    });
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

  visit(spec.root, ['root'], {});
  spec.cases.forEach((one, index) => {
    const expected: [string, Path][] = [[one.expect.lead, ['lead']]];
    one.expect.co.forEach((name, at) => {
      expected.push([name, ['co', at]]);
    });
    for (const [name, path] of expected) checkDepartment(name, ['cases', index, 'expect', ...path]);
  });
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

function valueProblems(when: RouteWhen, world: RoutingWorld): (Finding & { path: Path })[] {
  const found: (Finding & { path: Path })[] = [];
  const check = (key: keyof RouteWhen, problem: (value: string) => Finding | null): void => {
    (when[key] ?? []).forEach((value, index) => {
      const finding = problem(value);
      if (finding !== null) found.push({ ...finding, path: [key, index] });
    });
  };
  check('level', (value) => (isLevel(value) ? null : unknownLevel(value)));
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

/** Whether everything that `inner` lets through, `outer` lets through too. */
function covers(outer: RouteWhen, inner: RouteWhen): boolean {
  return KEYS.every((key) => {
    const wanted = outer[key];
    const given = inner[key];
    if (wanted === undefined) return true;
    return given?.every((value) => wanted.includes(value)) ?? false;
  });
}

/** A label on which a branch and one above it share no value. */
function clashOf(above: RouteWhen, when: RouteWhen): string | null {
  for (const key of KEYS) {
    // A post may carry several rules, so two conditions on them do not exclude each other.
    if (key === 'rule') continue;
    const wanted = above[key];
    const given = when[key];
    if (wanted !== undefined && given !== undefined && !given.some((value) => wanted.includes(value))) {
      return `${key}=${wanted.join('、')}`;
    }
  }
  return null;
}

const KEYS = ['topic', 'level', 'district', 'estate', 'source', 'channel', 'rule'] as const;
