import type { Diagnostic } from './language/diagnostics.ts';
import type { ScoringSpec } from './schema.ts';
import type { YamlFile } from './yaml-file.ts';

/** Levels, mild to grave, as in scoring.yaml. */
export const LEVELS = ['蓝', '黄', '橙', '红'] as const;

/** Thresholds must rise and lie within the score's range of 0 to 100. */
export function checkScoring(file: YamlFile, spec: ScoringSpec, diagnostics: Diagnostic[]): void {
  LEVELS.forEach((level, index) => {
    const value = spec.levels[level];
    const before = LEVELS[index - 1];
    if (before !== undefined && value <= spec.levels[before]) {
      const message = `${level}的起点 ${value} 不高于${before}的起点 ${spec.levels[before]}`;
      const hint = '四级的起点要依次升高：蓝 < 黄 < 橙 < 红';
      diagnostics.push(file.at(['levels', level], { code: 'levels-not-rising', message, hint }));
    }
    if (value < 0 || value > 100) {
      const message = `${level}的起点 ${value} 超出 0–100 分`;
      diagnostics.push(
        file.at(['levels', level], { code: 'level-out-of-range', message, hint: '分数只在 0 到 100 之间' }),
      );
    }
  });
}

export function isLevel(name: string): boolean {
  return LEVELS.some((level) => level === name);
}

export function unknownLevel(level: string) {
  return { code: 'unknown-level', message: `没有“${level}”这个级别`, hint: `级别只有 ${LEVELS.join('、')}` };
}
