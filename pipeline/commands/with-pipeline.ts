import { loadRules } from '../../rules/load.ts';
import type { Config } from '../config.ts';
import { startCore } from '../core.ts';
import { type Engine, openEngine } from '../engine.ts';
import { createIngest, type Ingest } from '../ingest.ts';
import { notifiersOf } from '../notifiers.ts';
import { createLiveFeed } from '../notify/live-feed.ts';
import { rulesDirOf } from '../paths.ts';
import { readSecretKey } from '../secret-key.ts';
import type { Logger } from '../stage.ts';

export interface OpenPipeline extends Engine {
  ingest: Ingest;
  /** Aborted with the error when the pipeline cannot go on. */
  signal: AbortSignal;
}

/**
 * Runs a command's work with the pipeline open, lets everything accepted go all the way, and closes. Deadlines and
 * deliveries are the running system's part: a command only puts them on record.
 */
export async function withPipeline(
  config: Config,
  log: Logger,
  work: (pipeline: OpenPipeline) => Promise<void>,
): Promise<void> {
  const rules = await loadRules(rulesDirOf(config));
  const stop = new AbortController();
  const engine = await openEngine(config, { now: Date.now, log });
  try {
    const core = await startCore({
      ...engine,
      rules,
      rulesDir: rulesDirOf(config),
      secretKey: readSecretKey(config),
      live: createLiveFeed(),
      notifiers: notifiersOf(config, Date.now),
      maxAlertAgeDays: config.alertMaxAgeDays,
      now: Date.now,
      random: Math.random,
      log,
      onFatal: (error) => stop.abort(error),
      clock: 'off',
    });
    try {
      await work({ ...engine, ingest: createIngest(engine.bus, engine.store), signal: stop.signal });
      await core.drain();
    } finally {
      await core.close();
    }
  } finally {
    await engine.close();
  }
}
