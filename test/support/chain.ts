import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArrivedAnswers, createArrivedAnswers } from '../../pipeline/case/arrived-answers.ts';
import { createCaseKeeper } from '../../pipeline/case/case-keeper.ts';
import { readConfig } from '../../pipeline/config.ts';
import { type Core, startCore } from '../../pipeline/core.ts';
import { type Engine, openEngine } from '../../pipeline/engine.ts';
import { createIngest, type Ingest } from '../../pipeline/ingest.ts';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import { createRawItem, type RawItem } from '../../pipeline/model/raw-item.ts';
import { openNotification } from '../../pipeline/notification.ts';
import type { AckLinks } from '../../pipeline/notify/ack-link.ts';
import { createLiveFeed } from '../../pipeline/notify/live-feed.ts';
import type { Notifier } from '../../pipeline/notify/notifier.ts';
import { openOriginals } from '../../pipeline/originals/open-originals.ts';
import { openOutbound } from '../../pipeline/outbound/setup.ts';
import { RULES_DIR } from '../../pipeline/paths.ts';
import { segmenterOf } from '../../pipeline/segment/segmenter-of.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { openWorkingDays } from '../../pipeline/working-days/open-working-days.ts';
import type { WorkingDays } from '../../pipeline/working-days/working-days.ts';
import { loadRules } from '../../rules/load.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { MONDAY_NINE, SILENT_LOG } from './samples.ts';

export interface Chain extends Engine {
  core: Core;
  ackLinks: AckLinks;
  answers: ArrivedAnswers;
  rules: () => RuleSet;
  workingDays: WorkingDays;
  ingest: Ingest;
  folder: string;
  /** The clock of everything; tests move it. */
  clock: { now: number };
  /** Stops and opens again on the same folder. */
  restart(): Promise<Chain>;
  /** Stops and leaves the folder. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

let rules: Promise<RuleSet> | undefined;

/** The shipped rules, loaded once for a test file. */
export function shippedRules(): Promise<RuleSet> {
  rules ??= loadRules(RULES_DIR);
  return rules;
}

/** The whole chain behind the sources, on real SQLite in a folder of its own. */
export async function openChain(
  more: {
    folder?: string;
    clock?: { now: number };
    notifiers?: readonly Notifier[];
    rules?: () => RuleSet;
    env?: Record<string, string>;
    /** When deadlines and deliveries are looked at; default `on`. */
    beats?: 'on' | 'asked';
    /** What the hops write through, made of the real store. */
    storeOf?: (store: Store) => Store;
  } = {},
): Promise<Chain> {
  const folder = more.folder ?? (await mkdtemp(join(tmpdir(), 'yuqing-chain-')));
  const clock = more.clock ?? { now: MONDAY_NINE };
  const now = () => clock.now;
  const config = { ...readConfig(more.env ?? {}), dataDir: folder };
  const opened = await openEngine(config, { now: Date.now, log: SILENT_LOG });
  const engine = { ...opened, store: more.storeOf?.(opened.store) ?? opened.store };
  const rules = await shippedRules();
  const secretKey = 'a key for tests only';
  const inForce = more.rules ?? (() => rules);
  const workingDays = openWorkingDays(config);
  const outbound = openOutbound(config, { now, log: SILENT_LOG });
  const notification = openNotification(config, { store: engine.store, rules: inForce, outbound, secretKey, now });
  const answers = createArrivedAnswers();
  const core = await startCore({
    ...engine,
    rules: inForce,
    segmenter: segmenterOf(RULES_DIR),
    secretKey,
    live: createLiveFeed(),
    notifiers: [...notification.notifiers, ...(more.notifiers ?? [])],
    outbox: notification.outbox,
    originals: openOriginals(config, engine.store, now),
    maxAlertAgeDays: config.alertMaxAgeDays,
    workingDays,
    onAnswers: answers.add,
    clock: more.beats ?? 'on',
    now,
    random: () => 0,
    log: SILENT_LOG,
    onFatal: (error) => {
      throw error;
    },
  });
  async function stop(): Promise<void> {
    await core.close();
    await outbound.close();
    await engine.close();
  }
  return {
    ...engine,
    core,
    ackLinks: notification.ackLinks,
    answers,
    rules: inForce,
    workingDays,
    ingest: createIngest(engine.bus, engine.store),
    folder,
    clock,
    async restart() {
      await stop();
      return openChain({ ...more, folder, clock });
    },
    stop,
    async close() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What opens the cases of a chain. */
export function caseKeeperOf({ store, queries, core, answers, rules, workingDays, clock }: Chain) {
  return createCaseKeeper({
    ...{ store, queries, answers, submit: core.submitAction, now: () => clock.now, log: SILENT_LOG },
    ground: () => ({ escalation: rules().escalation, workingDays }),
  });
}

/** A raw post of the forum, published `minutesAgo` before Monday nine. */
export function rawPost(id: string, title: string, body: string, minutesAgo = 10): RawItem {
  return createRawItem({
    sourceId: 'forum',
    sourceName: '水城论坛',
    channel: 'forum',
    nativeId: id,
    url: `http://bbs.example/${id}`,
    title,
    body,
    publishedRaw: toShanghai(MONDAY_NINE - minutesAgo * 60_000),
    fetchedAt: toShanghai(MONDAY_NINE),
  });
}

/** A post that no reading of the rules can call harmless. */
export const GRAVE = {
  title: '锦绣华府工地塔吊倒塌，两人受伤被困，业主聚集维权',
  body: '今天上午锦绣华府工地塔吊突然倒塌，有工人受伤被困，消防正在救援。几十名业主在售楼部门口拉横幅集体维权，记者已经到现场，视频在抖音上传开了。',
};
