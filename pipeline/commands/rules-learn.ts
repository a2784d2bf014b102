import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadRules } from '../../rules/load.ts';
import type { LearnedSpec } from '../../rules/schema.ts';
import { type Config, readConfig } from '../config.ts';
import { openEngine } from '../engine.ts';
import { ConfigError, RefusedError } from '../errors.ts';
import { feedbackExamples } from '../learned/examples.ts';
import { learn } from '../learned/learn.ts';
import { learnedFile } from '../learned/learned-file.ts';
import { createLogger } from '../log.ts';
import { toShanghai } from '../model/calendar.ts';
import { rulesDirOf } from '../paths.ts';
import { createFeedbackBook } from '../rulebook/feedback-book.ts';
import { openRulesInForce } from '../rulebook/rules-in-force.ts';
import { createVersions } from '../rulebook/versions.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';
import { EXIT, type Terminal, UsageError } from './command.ts';
import { type Label, labelledExamples, readLabel } from './labelled-examples.ts';

/** Learns weights of words from feedback or a labelled file and writes them beside the rules, not in use. */
export async function rulesLearn(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...{ feedback: { type: 'boolean' }, label: { type: 'string' }, by: { type: 'string' } },
      ...{ out: { type: 'string' }, json: { type: 'boolean' } },
    },
  });
  const [file, ...more] = positionals;
  if (more.length > 0 || (file === undefined) === (values.feedback !== true)) {
    throw new UsageError('请给出一个标注文件，或写 --feedback 从反馈里学，二者选一');
  }
  if (values.by === undefined) throw new UsageError('请用 --by 写明训练人');
  const config = readConfig(terminal.env);
  const by = values.by;
  const model =
    file === undefined
      ? await fromFeedback(config, by)
      : await fromFile(config, file, readLabel(values.label), by, terminal);
  const out = values.out ?? join(rulesDirOf(config), 'learned.yaml');
  await write(out, learnedFile(model));
  const { words, ...figures } = model;
  if (values.json) terminal.out(`${JSON.stringify({ file: out, words: Object.keys(words).length, ...figures })}\n`);
  else terminal.out(`${summary(model)}\n写入 ${out}，尚未启用：看过以后把 inUse 改为 true\n`);
  return EXIT.done;
}

async function fromFile(
  config: Config,
  file: string,
  label: Label,
  by: string,
  terminal: Terminal,
): Promise<LearnedSpec> {
  const rulesDir = rulesDirOf(config);
  const rules = await loadRules(rulesDir);
  const examples = await labelledExamples(file, label, { rules, segmenter: segmenterOf(rulesDir), terminal });
  const from = `标注文件，“${label.column}”为${label.ours.map((value) => `“${value}”`).join('、')}的属于本局`;
  return learnOrExplain(file, () => learn(examples, rules, { by, on: today(), from }));
}

async function fromFeedback(config: Config, by: string): Promise<LearnedSpec> {
  const rulesDir = rulesDirOf(config);
  const log = createLogger('warn', 'stderr');
  const engine = await openEngine(config, { now: Date.now, log });
  try {
    const inForce = await openRulesInForce({ versions: createVersions(engine.store), rulesDir, log });
    inForce.close();
    const rules = inForce.current();
    const feedback = createFeedbackBook(engine.store, Date.now);
    const examples = await feedbackExamples(rules, { feedback, store: engine.store, segmenter: segmenterOf(rulesDir) });
    return await learnOrExplain('--feedback', () => learn(examples, rules, { by, on: today(), from: '帖文上的反馈' }));
  } finally {
    await engine.close();
  }
}

async function learnOrExplain(where: string, work: () => Promise<LearnedSpec>): Promise<LearnedSpec> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    throw new ConfigError([{ where, message: error.message, ...hint }], { cause: error });
  }
}

function today(): string {
  return toShanghai(Date.now()).slice(0, 10);
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw new ConfigError([{ where: path, message: '写不了这个文件', hint: '检查目录是否存在、有没有写权限' }], {
      cause,
    });
  }
}

function summary({ trained, crossValidated: { f1, low, high, rulesAlone }, words }: LearnedSpec): string {
  return (
    `${trained.examples} 条标注（属于本局 ${trained.ours}），学到 ${Object.keys(words).length} 个用词；` +
    `交叉验证 F1 ${f1}（95% 区间 ${low}–${high}），只用规则 ${rulesAlone}`
  );
}
