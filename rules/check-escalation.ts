import { checkCalls } from './check-calls.ts';
import { isLevel, LEVELS, unknownLevel } from './check-scoring.ts';
import type { Diagnostic } from './language/diagnostics.ts';
import { checkReceiver, leadsOf } from './receivers.ts';
import type { EscalationSpec, RoutingSpec } from './schema.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** Levels and receivers must exist. `routing` is null when it could not be read: receivers are then not checked. */
export function checkEscalation(
  file: YamlFile,
  spec: EscalationSpec,
  routing: RoutingSpec | null,
  diagnostics: Diagnostic[],
): void {
  /** A rung that leads back leaves those behind it without an alert. */
  const checkRepeat = (from: number, { step, last }: { step: number; last: number }, path: Path): void => {
    if (step < last) {
      const message = `第 ${step + 2} 级永远走不到：第 ${step + 1} 级之后又回到第 ${from} 级`;
      const hint = 'repeatFrom 只写在最后一级，或删掉后面的级';
      diagnostics.push(file.at([...path, step + 1], { code: 'unreachable-step', message, hint }));
    }
    if (from > step + 1) {
      const message = `第 ${step + 1} 级之后要回到第 ${from} 级，但它在后面`;
      const hint = `写 1 到 ${step + 1} 之间的数`;
      diagnostics.push(file.at([...path, step, 'repeatFrom'], { code: 'unreachable-step', message, hint }));
    }
  };
  const leads = routing === null ? new Set<string>() : leadsOf(routing);
  for (const [policy, { levels }] of Object.entries(spec.policies)) {
    const path: Path = ['policies', policy, 'levels'];
    for (const [level, rungs] of Object.entries(levels)) {
      if (!isLevel(level)) diagnostics.push(file.atKey(path, level, unknownLevel(level)));
      rungs.forEach((rung, step) => {
        if (rung.repeatFrom !== undefined)
          checkRepeat(rung.repeatFrom, { step, last: rungs.length - 1 }, [...path, level]);
        rung.receivers.forEach((receiver, index) => {
          const finding = routing === null ? null : checkReceiver(receiver, routing, leads);
          if (finding !== null) diagnostics.push(file.at([...path, level, step, 'receivers', index], finding));
        });
      });
    }
    if (routing !== null && !policiesOf(routing.root).has(policy)) {
      const message = `没有一个派送分支用策略“${policy}”`;
      const hint = '在 routing.yaml 的分支里写 policy，或删掉它';
      diagnostics.push(file.atKey(['policies'], policy, { severity: 'warning', code: 'unused-policy', message, hint }));
    }
    const missing = LEVELS.filter((level) => levels[level] === undefined);
    if (missing.length > 0) {
      const message = `策略“${policy}”没有写${missing.join('、')}级：这些级别的预警不会逐级上报`;
      const hint = '补上这些级别；确实不需要的可以不理会这条提醒';
      diagnostics.push(
        file.atKey(['policies'], policy, { severity: 'warning', code: 'policy-without-level', message, hint }),
      );
    }
  }
  checkGrouping(file, spec, diagnostics);
  checkInhibition(file, spec, diagnostics);
  checkCalls(file, spec, routing, diagnostics);
  spec.clocks.forEach((clock, index) => {
    clock.levels.forEach((level, at) => {
      if (!isLevel(level)) diagnostics.push(file.at(['clocks', index, 'levels', at], unknownLevel(level)));
    });
  });
}

function policiesOf(branch: RoutingSpec['root']): Set<string> {
  return new Set([
    ...(branch.policy === undefined ? [] : [branch.policy]),
    ...branch.branches.flatMap((one) => [...policiesOf(one)]),
  ]);
}

function checkGrouping(file: YamlFile, { grouping }: EscalationSpec, diagnostics: Diagnostic[]): void {
  for (const key of ['wait', 'interval'] as const) {
    for (const level of Object.keys(grouping?.[key] ?? {})) {
      if (!isLevel(level)) diagnostics.push(file.atKey(['grouping', key], level, unknownLevel(level)));
    }
  }
}

/** A graver alert silences a milder one, never the other way round: two could silence each other. */
function checkInhibition(file: YamlFile, { inhibit }: EscalationSpec, diagnostics: Diagnostic[]): void {
  inhibit.forEach(({ name, source, target }, index) => {
    for (const [side, levels] of [
      ['source', source.level],
      ['target', target.level],
    ] as const) {
      levels.forEach((level, at) => {
        if (!isLevel(level)) diagnostics.push(file.at(['inhibit', index, side, 'level', at], unknownLevel(level)));
      });
    }
    const names: readonly string[] = LEVELS;
    const rank = (level: string) => names.indexOf(level);
    const [mildest, gravest] = [Math.min(...source.level.map(rank)), Math.max(...target.level.map(rank))];
    if (mildest > gravest) return;
    const message = `“${name}”会让不更严重的预警压住别的预警`;
    const hint = 'source 的每个级别都要比 target 的每个级别高';
    diagnostics.push(file.at(['inhibit', index], { code: 'contradicting-inhibition', message, hint }));
  });
}
