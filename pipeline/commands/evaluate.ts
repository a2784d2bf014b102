import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { ConfigError } from '../errors.ts';
import type { Misjudged, QualityFigure } from '../evaluate/evaluation.ts';
import { EVALUATIONS } from '../evaluate/evaluations.ts';
import { rulesDirOf } from '../paths.ts';
import { type Command, EXIT, type Terminal, UsageError } from './command.ts';

const SEED = 20260101;

/** CLI.md: quality figures on labelled data. What a missing file keeps from being measured is said and left out. */
export const evaluate: Command = {
  usage: 'evaluate --data DIR [--only NAME,…] [--errors NAME] [--seed N] [--json]',
  about: '质量指标及 95% 区间；--errors 列出某项判错的各行',
  async run(args, terminal) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        only: { type: 'string' },
        errors: { type: 'string' },
        seed: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    const data = folderOf(values.data);
    const wanted = namesOf(values.errors ?? values.only);
    const seed = seedOf(values.seed);
    const rulesDir = rulesDirOf(readConfig(terminal.env));
    const figures: QualityFigure[] = [];
    const misjudged: Misjudged[] = [];
    for (const evaluation of EVALUATIONS) {
      const names = evaluation.names.filter((name) => wanted.includes(name));
      if (names.length === 0 || !hasFiles(data, evaluation.files, names, terminal)) continue;
      const measured = await evaluation.run({ data, rulesDir, seed });
      figures.push(...measured.figures.filter(({ name }) => names.includes(name)));
      for (const name of names) {
        if (!measured.figures.some((one) => one.name === name)) terminal.err(`${name}: 数据里没有可测的条目，未测\n`);
      }
      misjudged.push(...measured.misjudged);
    }
    if (values.errors !== undefined) printMisjudged(misjudged, values.json ?? false, terminal);
    else printFigures(figures, values.json ?? false, terminal);
    return EXIT.done;
  },
};

function folderOf(given: string | undefined): string {
  if (given === undefined) throw new UsageError('请用 --data 给出存放标注数据的目录');
  if (existsSync(given) && statSync(given).isDirectory()) return given;
  throw new ConfigError([{ where: given, message: '没有这个目录', hint: '--data 应是存放标注数据的目录' }]);
}

function namesOf(given: string | undefined): readonly string[] {
  const known = EVALUATIONS.flatMap(({ names }) => names);
  const wanted = given?.split(/[,，]/).map((name) => name.trim()) ?? known;
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new UsageError(`没有指标 ${unknown.join('、')}，现有：${known.join('、')}`);
  return wanted;
}

function seedOf(given: string | undefined): number {
  const seed = given === undefined ? SEED : Number(given);
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new UsageError(`--seed 应是不小于 0 的整数，不能是 ${given}`);
}

function hasFiles(
  data: string,
  files: readonly string[],
  names: readonly string[],
  terminal: Pick<Terminal, 'err'>,
): boolean {
  const missing = files.filter((file) => !existsSync(join(data, file)));
  for (const file of missing) terminal.err(`${join(data, file)}: 没有这个文件，未测 ${names.join('、')}\n`);
  return missing.length === 0;
}

function printFigures(figures: readonly QualityFigure[], json: boolean, terminal: Terminal): void {
  const rounded = figures.map((one) => ({
    ...one,
    value: round(one.value),
    low: round(one.low),
    high: round(one.high),
  }));
  if (json) {
    terminal.out(`${JSON.stringify(rounded, null, 2)}\n`);
    return;
  }
  for (const { name, value, low, high, n, note } of rounded) {
    terminal.out(`${name.padEnd(24)} ${value}　95% 区间 ${low}–${high}　n=${n}　${note}\n`);
  }
}

function printMisjudged(misjudged: readonly Misjudged[], json: boolean, terminal: Terminal): void {
  for (const one of misjudged) {
    const { file, row, expected, got, because } = one;
    terminal.out(json ? `${JSON.stringify(one)}\n` : `${file}:${row}: 应为 ${expected}，判为 ${got}\n    ${because}\n`);
  }
  terminal.err(`共 ${misjudged.length} 条\n`);
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
