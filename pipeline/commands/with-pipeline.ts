import type { RuleSet } from '../../rules/rule-set.ts';
import { openAnalysis } from '../analysis/open-analysis.ts';
import type { Config } from '../config.ts';
import { startCore } from '../core.ts';
import { type Engine, openEngine } from '../engine.ts';
import { createIngest, type Ingest } from '../ingest.ts';
import { mustNotBeMigrating } from '../migrate/mark.ts';
import { openNotification } from '../notification.ts';
import { createLiveFeed } from '../notify/live-feed.ts';
import { openOriginals } from '../originals/open-originals.ts';
import type { EgressLog } from '../outbound/egress-log.ts';
import { openOutbound } from '../outbound/setup.ts';
import { rulesDirOf } from '../paths.ts';
import { startPresence } from '../presence.ts';
import { openRulesInForce } from '../rulebook/rules-in-force.ts';
import { createVersions } from '../rulebook/versions.ts';
import { readSecretKey } from '../secret-key.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';
import type { Logger } from '../stage.ts';
import { openWorkingDays } from '../working-days/open-working-days.ts';

export interface OpenPipeline extends Engine {
  ingest: Ingest;
  egress: EgressLog;
  /** In force now. */
  rules: () => RuleSet;
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
  const rulesDir = rulesDirOf(config);
  const stop = new AbortController();
  const engine = await openEngine(config, { now: Date.now, log });
  const outbound = openOutbound(config, { now: Date.now, log });
  const presence = await startPresence(engine.store, { role: '命令', now: Date.now, log });
  try {
    await mustNotBeMigrating(engine.store);
    const rules = await openRulesInForce({ versions: createVersions(engine.store), rulesDir, log });
    const secretKey = readSecretKey(config);
    const deps = { store: engine.store, rules: rules.current, outbound, secretKey, now: Date.now };
    const { notifiers, outbox } = openNotification(config, deps);
    const segmenter = segmenterOf(rulesDir);
    const analysis = openAnalysis(config.workers, { inForce: rules, rulesDir, segmenter, log });
    try {
      const core = await startCore({
        ...engine,
        analysis,
        rules: rules.current,
        segmenter,
        secretKey,
        live: createLiveFeed(),
        notifiers,
        outbox,
        originals: openOriginals(config, engine.store, Date.now),
        maxAlertAgeDays: config.alertMaxAgeDays,
        workingDays: openWorkingDays(config),
        now: Date.now,
        random: Math.random,
        log,
        onFatal: (error) => stop.abort(error),
        clock: 'off',
      });
      try {
        const ingest = createIngest(engine.bus, engine.store);
        await work({ ...engine, ingest, rules: rules.current, egress: outbound.egress, signal: stop.signal });
        await core.drain();
      } finally {
        await core.close();
      }
    } finally {
      await analysis.close();
      rules.close();
    }
  } finally {
    await outbound.close();
    await presence.close();
    await engine.close();
  }
}
