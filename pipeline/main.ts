import { randomBytes, randomUUID } from 'node:crypto';
import type { Crawling } from '../crawlers/crawling.ts';
import { uploadedRows } from '../crawlers/import/uploaded-rows.ts';
import type { SourceBook } from '../crawlers/source-book.ts';
import { ensureFirstAccount } from '../dashboards/server/accounts.ts';
import { createServer } from '../dashboards/server/create-server.ts';
import { type Listening, listen } from '../dashboards/server/listen.ts';
import { ensureBuilt } from '../dashboards/web/build.ts';
import { hastenedRules } from './alert/hasten.ts';
import { openAnalysis } from './analysis/open-analysis.ts';
import { startBeat } from './beat.ts';
import { createArrivedAnswers } from './case/arrived-answers.ts';
import { createCaseKeeper } from './case/case-keeper.ts';
import type { Config } from './config.ts';
import { type Core, startCore } from './core.ts';
import { type CrawlSetup, createRunTrigger, setUpCrawling } from './crawl-setup.ts';
import { mustHaveRoom } from './disk-room.ts';
import { type Engine, openEngine } from './engine.ts';
import { createEvidenceKeeper } from './evidence/keeper.ts';
import { createEvidenceShelf } from './evidence/shelf.ts';
import { checkLiveness, createHeartbeat, HEARTBEAT_EVERY_MS } from './heartbeat.ts';
import { createBurstWatch } from './heat/burst-watch.ts';
import { createIngest, type Ingest } from './ingest.ts';
import { createLagWatch, LAG_EVERY_MS, readLags } from './lag-watch.ts';
import { createLogKeeping } from './log-keeping.ts';
import { mustNotBeMigrating } from './migrate/mark.ts';
import { toShanghai } from './model/calendar.ts';
import { openNotification } from './notification.ts';
import { channelsOf } from './notifiers.ts';
import type { AckLinks } from './notify/ack-link.ts';
import type { Contacts } from './notify/contacts.ts';
import { createLiveFeed, type LiveFeed } from './notify/live-feed.ts';
import { createLiveFromStore } from './notify/live-from-store.ts';
import { openOriginals } from './originals/open-originals.ts';
import type { OriginalBook } from './originals/original-book.ts';
import { openOutbound } from './outbound/setup.ts';
import { rulesDirOf } from './paths.ts';
import { startPresence } from './presence.ts';
import { createRetention } from './retention.ts';
import { ROLES, type Role, type RoleName } from './roles.ts';
import { type OpenRulebook, openRulebook } from './rulebook/open-rulebook.ts';
import { readSecretKey } from './secret-key.ts';
import { segmenterOf } from './segment/segmenter-of.ts';
import type { Logger } from './stage.ts';
import { GROUPS } from './topology.ts';
import { createWatcher } from './watch/watcher.ts';
import { openWorkingDays } from './working-days/open-working-days.ts';
import type { WorkingDays } from './working-days/working-days.ts';
import { createWriteProbe } from './write-probe.ts';

export interface SystemOptions {
  config: Config;
  log: Logger;
  now: () => number;
  /** What this process does, default everything. Other roles than `all` need the distributed engine. */
  role?: RoleName;
  /** The demo town's catalogue and allowance instead of the public sources. */
  sources?: CrawlSetup;
  /** For demonstrations: waits of the escalation are so many times shorter. */
  hasten?: number;
  /** The system cannot go on; the caller closes it and ends the process. */
  onFatal: (error: unknown) => void;
}

export interface System {
  /** Where the dashboard listens, e.g. `http://127.0.0.1:8080`; null in a process that does not serve. */
  address: string | null;
  /** Made at the very first start; nobody knows the password afterwards. */
  firstAccount: { account: string; password: string } | null;
  /** Stops crawling, lets what is in flight finish, closes the store. Idempotent. */
  close(): Promise<void>;
}

/**
 * The composition root: the whole system in one process. Parts are closed in the reverse order of their start; a part
 * that fails to start closes those before it.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const opened: (() => Promise<void>)[] = [];
  const closeAll = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    return await assemble(options, opened, closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function assemble(
  options: SystemOptions,
  opened: (() => Promise<void>)[],
  closeAll: () => Promise<void>,
): Promise<System> {
  const { config, log, now } = options;
  const rulesDir = rulesDirOf(config);
  const role: Role = ROLES[options.role ?? 'all'];
  const webRoot = role.serves ? await ensureBuilt({ log: (line) => log.info({}, line) }) : null;
  const engine = await openEngine(config, { now, log });
  opened.push(() => engine.close());
  const presence = await startPresence(engine.store, { role: options.role ?? 'all', now, log });
  opened.push(() => presence.close());
  await mustNotBeMigrating(engine.store);
  const outbound = openOutbound(config, { now, log });
  opened.push(() => outbound.close());
  const segmenter = segmenterOf(rulesDir);
  const rulebook = await openRulebook({ ...engine, rulesDir, segmenter, now, newId: randomUUID, log });
  opened.push(() => rulebook.close());
  const live = createLiveFeed();
  const secretKey = readSecretKey(config);
  const notification = openNotification(config, {
    store: engine.store,
    rules: rulebook.inForce.current,
    outbound,
    secretKey,
    now,
  });
  const analysis = openAnalysis(config.workers, { inForce: rulebook.inForce, rulesDir, segmenter, log });
  opened.push(() => analysis.close());
  const originals = openOriginals(config, engine.store, now);
  const workingDays = openWorkingDays(config);
  const answers = createArrivedAnswers();
  const core = await startCore({
    ...engine,
    analysis,
    rules:
      options.hasten === undefined ? rulebook.inForce.current : hastenedRules(rulebook.inForce.current, options.hasten),
    segmenter,
    secretKey,
    live,
    notifiers: notification.notifiers,
    outbox: notification.outbox,
    originals,
    maxAlertAgeDays: config.alertMaxAgeDays,
    workingDays,
    onAnswers: answers.add,
    now,
    random: Math.random,
    log,
    onFatal: options.onFatal,
    ...(config.engine === 'distributed' ? { hops: { analyse: role.analyses, respond: role.responds } } : {}),
    clock: role.responds ? 'on' : 'off',
  });
  opened.push(() => core.close());
  const ingest = createIngest(engine.bus, engine.store);
  const { crawling, sourceBook } = await setUpCrawling({
    ...options,
    store: engine.store,
    ingest,
    egress: outbound.egress,
    rules: rulebook.inForce.current,
    onStatus: (status) => live.publish({ kind: 'source', ref: status.sourceId, at: toShanghai(now()) }),
  });
  const beat = (name: string, everyMs: number, work: () => Promise<unknown>) =>
    opened.push(startBeat(work, { name, everyMs, live, log }));
  // What people change of a source in one process holds in all of them.
  if (config.engine === 'distributed' && (role.crawls || role.serves))
    beat('sources', 5_000, () => sourceBook.follow());
  if (role.crawls) {
    const keeper = createEvidenceKeeper({ ...engine, capture: crawling.capture, dataDir: config.dataDir, now, log });
    beat('evidence', 30_000, () => keeper.keep());
    const watcher = createWatcher({ ...engine, ingest, look: crawling.look, now, log });
    beat('watch', 60_000, () => watcher.round());
  }
  if (role.responds) {
    const caseKeeper = createCaseKeeper({
      ...engine,
      submit: core.submitAction,
      answers,
      ground: () => ({ escalation: rulebook.inForce.current().escalation, workingDays }),
      now,
      log,
    });
    beat('cases', 20_000, () => caseKeeper.round());
    const burstWatch = createBurstWatch({
      ...engine,
      rules: rulebook.inForce.current,
      channels: channelsOf(config),
      now,
      onBurst: ({ subject, foundAt }) => live.publish({ kind: 'event', ref: subject.ref, at: foundAt }),
    });
    beat('bursts', 60_000, () => burstWatch.round());
    const heartbeat = createHeartbeat({
      store: engine.store,
      dataDir: config.dataDir,
      url: config.heartbeatUrl,
      client: outbound.webhookClient,
      channels: channelsOf(config),
      now,
      log,
    });
    const retention = createRetention({ store: engine.store, keepMonths: config.keepMonths, now, log });
    beat('retention', 3_600_000, () => retention.round());
    const logKeeping = createLogKeeping({ ...engine, ...config, now, log });
    beat('log', 3_600_000, () => logKeeping.round());
    const lagWatch = createLagWatch({ ...engine, now, log });
    beat('lag', LAG_EVERY_MS, () => lagWatch.round());
    beat('originals', 3_600_000, () => originals.forget());
    beat('heartbeat', HEARTBEAT_EVERY_MS, () => heartbeat.beat());
  }
  if (role.serves && !role.responds) {
    beat('live', 2_000, createLiveFromStore({ queries: engine.queries, live, now }));
  }
  // Closed first: it ends the requests that these are waiting for.
  opened.push(() => crawling.close());
  const serving = role.serves
    ? await openDoor({
        config,
        notification,
        engine,
        core,
        live,
        rulebook,
        crawling,
        sourceBook,
        ingest,
        originals,
        workingDays,
        webRoot,
        log,
        now,
      })
    : null;
  if (serving !== null) opened.push(() => serving.server.close());
  if (role.crawls) await crawling.start();
  return {
    address: serving?.server.address ?? null,
    firstAccount: serving?.firstAccount ?? null,
    close: closeAll,
  };
}

async function openDoor({
  notification,
  ...parts
}: Omit<ServeDeps, 'ackLinks' | 'contacts'> & { notification: Notification }) {
  const { engine, now } = parts;
  const firstAccount = await ensureFirstAccount(engine.store, { now, random: randomBytes });
  const { ackLinks, outbox } = notification;
  return { firstAccount, server: await serve({ ...parts, ackLinks, contacts: outbox.contacts }) };
}

type Notification = ReturnType<typeof openNotification>;

interface ServeDeps {
  config: Config;
  ackLinks: AckLinks;
  contacts: Contacts | undefined;
  engine: Engine;
  core: Core;
  live: LiveFeed;
  rulebook: OpenRulebook;
  crawling: Crawling;
  sourceBook: SourceBook;
  ingest: Ingest;
  originals: OriginalBook;
  workingDays: WorkingDays;
  webRoot: string | null;
  log: Logger;
  now: () => number;
}

async function serve({
  config,
  ackLinks,
  contacts,
  engine,
  core,
  live,
  rulebook,
  crawling,
  sourceBook,
  ingest,
  originals,
  workingDays,
  webRoot,
  log,
  now,
}: ServeDeps): Promise<Listening> {
  const app = createServer({
    ackLinks,
    ...(contacts === undefined ? {} : { contacts }),
    queries: engine.queries,
    store: engine.store,
    submitAction: core.submitAction,
    live,
    rules: rulebook.inForce.current,
    workingDays,
    rulebook,
    tableRows: uploadedRows,
    runSource: createRunTrigger(crawling, log),
    sourceEditor: sourceBook,
    ...(config.originalKeys === undefined ? {} : { originals }),
    evidence: createEvidenceShelf(engine.store, config.dataDir),
    ...(config.pushTokens.length > 0 ? { push: { ingest, senders: config.pushTokens } } : {}),
    lags: () => readLags(engine.bus),
    canWrite: createWriteProbe({ store: engine.store, before: () => mustHaveRoom(config.dataDir), now }),
    checks: [
      { name: 'bus', run: async () => void (await engine.bus.lag('raw', GROUPS.analyse)) },
      { name: 'rules', run: async () => rulesAsPublished(rulebook) },
      { name: 'alerts', run: async () => void (await checkLiveness(engine.store, config.dataDir, now())) },
    ],
    webRoot,
    now,
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    log,
  });
  return listen(app, { host: config.host, port: config.port });
}

function rulesAsPublished({ inForce }: OpenRulebook): void {
  const problem = inForce.problem();
  if (problem !== null) throw new Error(problem);
}
