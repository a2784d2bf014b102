import { LEVELS } from './check-scoring.ts';
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
  const leads = routing === null ? new Set<string>() : leadsOf(routing);
  for (const [policy, { levels }] of Object.entries(spec.policies)) {
    const path: Path = ['policies', policy, 'levels'];
    for (const [level, rungs] of Object.entries(levels)) {
      if (!isLevel(level)) diagnostics.push(file.atKey(path, level, unknownLevel(level)));
      rungs.forEach((rung, step) => {
        rung.receivers.forEach((receiver, index) => {
          const finding = routing === null ? null : checkReceiver(receiver, routing, leads);
          if (finding !== null) diagnostics.push(file.at([...path, level, step, 'receivers', index], finding));
        });
      });
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
  spec.clocks.forEach((clock, index) => {
    clock.levels.forEach((level, at) => {
      if (!isLevel(level)) diagnostics.push(file.at(['clocks', index, 'levels', at], unknownLevel(level)));
    });
  });
}

export function isLevel(name: string): boolean {
  return LEVELS.some((level) => level === name);
}

export function unknownLevel(level: string) {
  return { code: 'unknown-level', message: `没有“${level}”这个级别`, hint: `级别只有 ${LEVELS.join('、')}` };
}
