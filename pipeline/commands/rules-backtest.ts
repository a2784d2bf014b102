import { parseArgs } from 'node:util';
import { keyOf } from '../../rules/edit.ts';
import { loadRules } from '../../rules/load.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { readConfig } from '../config.ts';
import { openEngine } from '../engine.ts';
import { ConfigError } from '../errors.ts';
import { createLogger } from '../log.ts';
import { toEpoch } from '../model/calendar.ts';
import { rulesDirOf } from '../paths.ts';
import { backTest } from '../rulebook/back-test.ts';
import { placeEdits } from '../rulebook/check-edits.ts';
import { isRulesFolder, readDraftFiles } from '../rulebook/draft-files.ts';
import { createFeedbackBook } from '../rulebook/feedback-book.ts';
import { openRulesInForce } from '../rulebook/rules-in-force.ts';
import { createVersions, type Versions } from '../rulebook/versions.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';
import { EXIT, type Terminal, UsageError } from './command.ts';
import { readEnd, readInstant } from './instant-option.ts';

const MOST = 1_000;

/**
 * What a draft would have made of the stored posts of a period, against the published rules; without a draft, what the
 * published rules would make of posts that were judged by earlier ones.
 */
export async function rulesBacktest(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      draft: { type: 'string' },
      most: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  if (positionals.length > 0) throw new UsageError(`不认识“${positionals.join(' ')}”；草稿用 --draft 文件`);
  const range = readRange(values);
  const most = readMost(values.most);
  const config = readConfig(terminal.env);
  const log = createLogger('warn', 'stderr');
  const rulesDir = rulesDirOf(config);
  const engine = await openEngine(config, { now: Date.now, log });
  try {
    const versions = createVersions(engine.store);
    const inForce = await openRulesInForce({ versions, rulesDir, log });
    inForce.close();
    const published = inForce.current();
    const draft = values.draft === undefined ? null : await readDraft(values.draft, { published, versions, rulesDir });
    const feedback = createFeedbackBook(engine.store, Date.now);
    const result = await backTest(
      { ...range, before: draft === null ? null : published, after: draft ?? published },
      { ...engine, feedback, segmenter: segmenterOf(rulesDir) },
      { most },
    );
    terminal.out(`${JSON.stringify(result)}\n`);
    return EXIT.done;
  } finally {
    await engine.close();
  }
}

function readRange({ from, to }: { from?: string | undefined; to?: string | undefined }) {
  if (from === undefined || to === undefined) throw new UsageError('需要 --from 起始时间 和 --to 截止时间');
  const range = { from: readInstant('--from', from), to: readEnd('--to', to) };
  if (toEpoch(range.from) < toEpoch(range.to)) return range;
  throw new ConfigError([{ where: '--from', message: `起始时间 ${from} 不早于截止时间 ${to}`, hint: '把两者换过来' }]);
}

function readMost(text: string | undefined): number {
  if (text === undefined) return MOST;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new ConfigError([{ where: '--most', message: `“${text}”不是 0 到 999999 的整数` }]);
}

/** The published rules with the draft's on top; a whole rules folder stands for itself. */
async function readDraft(
  path: string,
  { published, versions, rulesDir }: { published: RuleSet; versions: Versions; rulesDir: string },
): Promise<RuleSet> {
  if (await isRulesFolder(path)) return loadRules(path);
  const edits = await readDraftFiles(path, new Set(published.packs.map(({ id }) => id)));
  const own = new Set(edits.map(({ edit }) => keyOf(edit)));
  const below = ((await versions.current())?.edits ?? []).filter((edit) => !own.has(keyOf(edit)));
  return loadRules(rulesDir, [...placeEdits(below), ...edits]);
}
