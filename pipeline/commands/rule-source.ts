import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Edit } from '../../rules/edit.ts';
import { loadRules } from '../../rules/load.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { type Config, readConfig } from '../config.ts';
import { DATABASE_FILE, openEngine } from '../engine.ts';
import { ConfigError } from '../errors.ts';
import { createLogger } from '../log.ts';
import { rulesDirOf } from '../paths.ts';
import { placeEdits } from '../rulebook/check-edits.ts';
import { CURRENT, createVersions } from '../rulebook/versions.ts';
import { peekState } from '../store/sqlite/peek-state.ts';
import type { Terminal } from './command.ts';

/** The rules that a command works with. */
export interface RuleSource {
  rulesDir: string;
  /** Laid over the folder. */
  edits: readonly Edit[];
}

/** For `parseArgs`. */
export const PUBLISHED = { published: { type: 'boolean' } } as const;

/**
 * The rules of the folder, or, with `--published`, those that the running system works with: the folder with what was
 * published over it. Without it the folder alone is used, needing no store; where more was published that is said.
 */
export async function readRuleSource(
  published: boolean | undefined,
  { env, err }: Pick<Terminal, 'env' | 'err'>,
): Promise<RuleSource> {
  const config = readConfig(env);
  const rulesDir = rulesDirOf(config);
  if (published) return { rulesDir, edits: await publishedEdits(config) };
  const number = publishedNumber(config);
  if (number !== null) err(`提醒：看板已发布第 ${number} 版规则，这里只用规则目录里的；加 --published 用现行的。\n`);
  return { rulesDir, edits: [] };
}

/** Loaded. Throws RuleErrors with all that is wrong. */
export async function readRuleSet(
  published: boolean | undefined,
  terminal: Pick<Terminal, 'env' | 'err'>,
): Promise<RuleSource & { rules: RuleSet }> {
  const source = await readRuleSource(published, terminal);
  return { ...source, rules: await loadRules(source.rulesDir, placeEdits(source.edits)) };
}

async function publishedEdits(config: Config): Promise<readonly Edit[]> {
  if (config.engine === 'embedded' && !existsSync(join(config.dataDir, DATABASE_FILE))) {
    const message = `${config.dataDir} 里没有系统的数据，没有发布过的规则`;
    throw new ConfigError([{ where: '--published', message, hint: '用 YUQING_DATA 指明数据目录，或去掉 --published' }]);
  }
  const engine = await openEngine(config, { now: Date.now, log: createLogger('warn', 'stderr') });
  try {
    return (await createVersions(engine.store).current())?.edits ?? [];
  } finally {
    await engine.close();
  }
}

const version = z.object({ number: z.int(), edits: z.array(z.unknown()) });

/** Number of the published version where it changes anything; known without opening the store. */
function publishedNumber({ engine, dataDir }: Config): number | null {
  if (engine !== 'embedded' || !existsSync(join(dataDir, DATABASE_FILE))) return null;
  const current = version.safeParse(peekState(join(dataDir, DATABASE_FILE), CURRENT.kind, CURRENT.id));
  return current.success && current.data.edits.length > 0 ? current.data.number : null;
}
