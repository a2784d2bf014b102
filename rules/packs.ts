import { z } from 'zod';
import { readExpression } from './compile/expression.ts';
import type { RuleNode } from './compile/matcher.ts';
import type { Diagnostic } from './language/diagnostics.ts';
import { nearest } from './language/nearest.ts';
import type { Rule } from './rule-set.ts';
import type { LexiconSpec, PackSpec, RoutingSpec, RuleSpec } from './schema.ts';
import type { YamlFile } from './yaml-file.ts';

export interface LoadedPack {
  readonly file: YamlFile;
  readonly spec: PackSpec;
}

export interface PackOptions {
  fold(text: string): string;
  lexicon: ReadonlyMap<string, LexiconSpec>;
  /** Null when routing.yaml could not be read: owners are then not checked. */
  routing: RoutingSpec | null;
  diagnostics: Diagnostic[];
}

/** Checks packs against each other and turns their rules, but for the retired ones, into syntax trees. */
export function readPacks(
  packs: readonly LoadedPack[],
  options: PackOptions,
): { packs: readonly LoadedPack[]; nodes: readonly RuleNode[] } {
  const packIds = new Map<string, string>();
  const ruleIds = new Map<string, string>();
  const nodes: RuleNode[] = [];
  for (const pack of packs) {
    checkPack(pack, packIds, options);
    pack.spec.rules.forEach((rule, index) => {
      checkRule(pack, rule, index, ruleIds, options);
      const made = rule.retired === undefined ? readRule(pack, rule, index, options) : null;
      if (made !== null) nodes.push(made);
    });
  }
  return { packs, nodes };
}

function checkPack({ file, spec }: LoadedPack, seen: Map<string, string>, options: PackOptions): void {
  const { diagnostics, routing } = options;
  const other = seen.get(spec.id);
  if (other !== undefined) {
    const message = `规则包编号“${spec.id}”在 ${other} 已经用过`;
    diagnostics.push(file.at(['id'], { code: 'duplicate-id', message, hint: '换一个编号' }));
  } else seen.set(spec.id, file.path);
  if (spec.role === 'topic' && spec.topic === undefined) {
    const hint = '补上 topic: 主题名，如 topic: 工程质量安全';
    diagnostics.push(file.at(['role'], { code: 'missing-topic', message: 'role 为 topic 的规则包要写主题', hint }));
  }
  if (spec.owner !== undefined && routing !== null) {
    const known = routing.departments.map((department) => department.name);
    if (!known.includes(spec.owner)) {
      const hint = departmentHint(routing, spec.owner);
      const message = `routing.yaml 里没有“${spec.owner}”这个科室`;
      diagnostics.push(file.at(['owner'], { code: 'unknown-department', message, hint }));
    }
  }
}

function checkRule(
  { file, spec }: LoadedPack,
  rule: RuleSpec,
  index: number,
  seen: Map<string, string>,
  { diagnostics }: PackOptions,
): void {
  const other = seen.get(rule.id);
  if (other !== undefined) {
    const message = `规则编号“${rule.id}”在 ${other} 已经用过`;
    const hint = '换一个编号；编号永不重用，停用的规则也占着它的编号';
    diagnostics.push(file.at(['rules', index, 'id'], { code: 'duplicate-id', message, hint }));
  } else {
    const { path: writtenIn, line } = file.at(['rules', index, 'id'], NOWHERE);
    seen.set(rule.id, `${writtenIn} 第 ${line} 行`);
  }
  const relief = spec.role === 'relief';
  if (relief ? rule.severity > 0 : rule.severity < 0) {
    const message = relief ? 'relief 规则的分值不能是正数' : '只有 relief 规则的分值可以是负数';
    const hint = relief ? '写 0 或负数' : '写 0 或正数；表示“不是本局业务”请用 domain 的负值';
    diagnostics.push(file.at(['rules', index, 'severity'], { code: 'bad-severity', message, hint }));
  }
}

const NOWHERE = { code: '', message: '', hint: '' };

function readRule(pack: LoadedPack, rule: RuleSpec, index: number, options: PackOptions): RuleNode | null {
  const { file, spec } = pack;
  const path = ['rules', index, 'expression'];
  const { node, problems } = readExpression(rule.expression, options);
  for (const problem of problems) options.diagnostics.push(file.inside(path, problem.start, problem));
  if (node === null) return null;
  const { path: writtenIn = file.path, line, column } = file.at(['rules', index], NOWHERE);
  const made: Rule = {
    ...rule,
    pack: spec.id,
    role: spec.role,
    topic: spec.topic ?? null,
    owner: spec.owner ?? null,
    domain: rule.domain ?? DOMAIN_DEFAULT[spec.role] ?? 0,
    path: writtenIn,
    line,
    column,
  };
  return { rule: made, node };
}

const looseRule = z.looseObject({ expression: z.string().min(1), retired: z.undefined().optional() });
const loosePack = z.looseObject({ rules: z.array(z.unknown()) });

/** A pack whose shape is wrong cannot be loaded, but the mistakes in its expressions are told all the same. */
export function checkBrokenPack(file: YamlFile, options: PackOptions): void {
  const pack = loosePack.safeParse(file.value);
  if (!pack.success) return;
  pack.data.rules.forEach((entry, index) => {
    const rule = looseRule.safeParse(entry);
    if (!rule.success) return;
    const { problems } = readExpression(rule.data.expression, options);
    for (const problem of problems) {
      options.diagnostics.push(file.inside(['rules', index, 'expression'], problem.start, problem));
    }
  });
}

const DOMAIN_DEFAULT: Readonly<Partial<Record<PackSpec['role'], number>>> = { topic: 1, outside: -1 };

/** What to write instead of an unknown department. */
export function departmentHint(routing: RoutingSpec, name: string): string {
  const byAlias = routing.departments.find((department) => department.aliases.includes(name));
  if (byAlias !== undefined) return `这是别名，请写正式名称“${byAlias.name}”`;
  const known = routing.departments.map((department) => department.name);
  const near = nearest(name, known);
  return near === null ? `现有科室：${known.join('、')}` : `是不是“${near}”？`;
}
