import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { BusTopic } from '../../pipeline/bus/bus.ts';
import { RetryableError } from '../../pipeline/errors.ts';
import type { Notice } from '../../pipeline/model/notice.ts';
import type { RawItem } from '../../pipeline/model/raw-item.ts';
import type { Notifier } from '../../pipeline/notify/notifier.ts';
import { verifyAudit } from '../../pipeline/store/audit-chain.ts';
import type { Page, Paged } from '../../pipeline/store/queries.ts';
import { type Chain, GRAVE, openChain, rawPost } from './chain.ts';
import { dropIndices } from './drop-indices.ts';
import { happeningPost } from './happenings.ts';
import { pause, until } from './waiting.ts';

/** Settings of a distributed system with topics and indexes of its own. */
export function distributedEnv(brokers: readonly string[], elasticUrl: string, partitions = 2) {
  const prefix = `t-${randomUUID().slice(0, 8)}-`;
  return {
    YUQING_ENGINE: 'distributed',
    YUQING_KAFKA_BROKERS: brokers.join(','),
    YUQING_KAFKA_PREFIX: prefix,
    YUQING_KAFKA_PARTITIONS: String(partitions),
    YUQING_ELASTIC_URL: elasticUrl,
    YUQING_ELASTIC_PREFIX: prefix,
    YUQING_SECRET_KEY: 'a key for tests only',
  };
}

export type DistributedEnv = ReturnType<typeof distributedEnv>;

/** Sends nothing, and counts how often each notice was told. */
export function countingNotifier(): { notifier: Notifier; told: Map<string, number> } {
  const told = new Map<string, number>();
  const notifier: Notifier = {
    channel: 'webhook',
    async send({ notice: { noticeId } }) {
      told.set(noticeId, (told.get(noticeId) ?? 0) + 1);
      return { answer: 'counted' };
    },
  };
  return { notifier, told };
}

/** Posts that differ, some of which raise alarms; deterministic. */
export function faultPosts(from: number, count: number, below: (n: number) => number): RawItem[] {
  return Array.from({ length: count }, (_, i) =>
    happeningPost({ estate: below(4), trouble: below(4), daysAgo: below(5), source: below(3), telling: 3 }, from + i),
  );
}

/** Hands posts over as a crawler does: what could not be handed over is handed over again. */
export async function acceptAll(chain: Pick<Chain, 'ingest'>, items: readonly RawItem[]): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await chain.ingest.accept(items);
      return;
    } catch (error) {
      if (tries > 60) throw error;
      await pause(500);
    }
  }
}

/** How long what was accepted may take after the last fault has ended. */
const CAUGHT_UP_WITHIN_MS = 150_000;

/**
 * After every fault: each accepted post ended in exactly one way, the audit chain is whole with no line twice, every alert
 * has its line and its notices, none of them twice, and a fresh event passes.
 */
export async function expectWhole(
  env: DistributedEnv | 'embedded',
  chain: Chain,
  accepted: readonly RawItem[],
): Promise<void> {
  await acceptAll(chain, [rawPost(`fresh-${randomUUID()}`, GRAVE.title, GRAVE.body)]);
  const fresh = accepted.length + 1;
  await until(
    async () => ({ raw: await lagOf(chain, 'raw', 'analyse'), verdict: await lagOf(chain, 'verdict', 'respond') }),
    ({ raw, verdict }) => raw === 0 && verdict === 0,
    CAUGHT_UP_WITHIN_MS,
    'all that was accepted to be worked off',
  );
  await until(
    async () => {
      if (env !== 'embedded') await refresh(env);
      const { outcomes } = await chain.queries.totals();
      return outcomes.indexed + outcomes.duplicate + outcomes.dropped + outcomes.dead;
    },
    (sum) => sum === fresh,
    20_000,
    `an outcome for each of ${fresh} posts`,
  );
  const found = await chain.store.outcomes(accepted.map(({ rawId }) => rawId));
  expect(accepted.filter(({ rawId }) => !found.has(rawId))).toEqual([]);
  const { posts, outcomes } = await chain.queries.totals();
  expect(posts).toBe(outcomes.indexed);
  await expectAlertsWhole(chain);
}

async function expectAlertsWhole(chain: Chain): Promise<void> {
  const lines = await chain.store.audit(0, 100_000);
  expect(verifyAudit(lines)).toMatchObject({ ok: true, rows: lines.length });
  const objects = (action: string) => lines.filter((line) => line.action === action).map(({ object }) => object);
  const raised = objects('alert.raised').toSorted();
  expect(raised).toEqual([...new Set(raised)]);
  const alerts = (await chain.queries.findAlerts({}, { limit: 200 })).items;
  expect(alerts.some(({ title }) => title.includes('塔吊'))).toBe(true);
  expect(alerts.map(({ alertId }) => alertId).toSorted()).toEqual(raised);
  const notices = await noticesOf(chain);
  // Steps of the ladder may be told again at a later time, each with its own line.
  const told = notices.map(({ alertId, receiver, channel, reason, body, createdAt }) =>
    [alertId, receiver, channel, reason, body, reason === 'raised' ? '' : createdAt].join(' '),
  );
  expect(told.toSorted()).toEqual([...new Set(told)].toSorted());
  const silent = new Set([...objects('alert.muted'), ...notices.map(({ alertId }) => alertId)]);
  expect(raised.filter((alertId) => !silent.has(alertId))).toEqual([]);
}

async function noticesOf(chain: Chain): Promise<Notice[]> {
  const all: Notice[] = [];
  let page: Page | undefined = { limit: 200 };
  while (page !== undefined) {
    const found: Paged<Notice> = await chain.queries.findNotices({}, page);
    all.push(...found.items);
    page = found.next === undefined ? undefined : { limit: 200, cursor: found.next };
  }
  return all;
}

/** Null while Kafka cannot tell, as after a broker was killed. */
function lagOf(chain: Chain, topic: BusTopic, group: string): Promise<number | null> {
  return chain.bus.lag(topic, group).catch((error: unknown) => {
    if (error instanceof RetryableError) return null;
    throw error;
  });
}

/** Closes all, the last opened first; one that fails keeps none of the others open. */
export async function closeAll(opened: (() => unknown)[]): Promise<void> {
  const problems: unknown[] = [];
  for (const close of opened.splice(0).reverse()) {
    await Promise.resolve()
      .then(close)
      .catch((error: unknown) => problems.push(error));
  }
  if (problems.length > 0) throw new AggregateError(problems, 'what was opened could not be closed');
}

export async function refresh(env: DistributedEnv): Promise<void> {
  await fetch(`${env.YUQING_ELASTIC_URL}/${env.YUQING_ELASTIC_PREFIX}*/_refresh`, { method: 'POST' });
}

export async function openDistributed(env: DistributedEnv, notifiers: readonly Notifier[] = []): Promise<Chain> {
  return openChain({ env, notifiers });
}

export const dropAll = (env: DistributedEnv) => dropIndices(env.YUQING_ELASTIC_URL, env.YUQING_ELASTIC_PREFIX);
