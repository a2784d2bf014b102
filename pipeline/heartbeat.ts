import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { auditLiveness, type LivenessReport, livenessWords } from './alert/auditor.ts';
import { dayOf, instant, toEpoch } from './model/calendar.ts';
import { deterministicId } from './model/ids.ts';
import { type Notice, SYSTEM_RECEIVER } from './model/notice.ts';
import { unsent } from './notify/delivery.ts';
import type { HttpClient } from './outbound/http-client.ts';
import type { Logger } from './stage.ts';
import type { Store } from './store/store.ts';

export const HEARTBEAT_EVERY_MS = 60_000;
/** Older than this a heartbeat is missing. */
export const HEARTBEAT_STALE_MS = 5 * HEARTBEAT_EVERY_MS;
const FILE = 'heartbeat.json';
const TIMEOUT_MS = 10_000;

const heartbeat = z.object({ at: instant, open: z.int().nonnegative() });
export type Heartbeat = z.infer<typeof heartbeat>;

export interface HeartbeatDeps {
  store: Pick<Store, 'stalledAlerts' | 'commit'>;
  dataDir: string;
  /** Asked with GET at each heartbeat; whoever listens there raises the alarm when it stays away. */
  url: string | undefined;
  client: Pick<HttpClient, 'get'>;
  channels: readonly Notice['channel'][];
  now: () => number;
  log: Logger;
}

/**
 * A dead man's switch: a sign of life goes to a file and an address only while every open alert has a future deadline. Its
 * absence tells of a failure that the system itself might not be able to tell of.
 */
export function createHeartbeat({ store, dataDir, url, client, channels, now, log }: HeartbeatDeps) {
  async function tellOperators(report: LivenessReport): Promise<void> {
    await store.commit({ notices: channels.map((channel) => noticeOf(report, channel, now())) });
  }
  let before = 0;
  return {
    /** @returns whether the sign of life was given. */
    async beat(): Promise<boolean> {
      const report = await auditLiveness(store, now());
      if (report.stalled > 0) {
        log.error(
          { stalled: report.stalled, problems: report.problems },
          'open alerts without a future deadline, heartbeat withheld',
        );
        // After a long standstill the first sweeps are still catching up: that is no failure yet.
        if (before > 0) await tellOperators(report);
        before = report.stalled;
        return false;
      }
      before = 0;
      await writeHeartbeat(dataDir, { at: report.at, open: report.open });
      if (url === undefined) return true;
      const answer = await client.get(url, { timeoutMs: TIMEOUT_MS, maxBytes: 64 * 1024 }).catch((error: unknown) => {
        log.warn({ err: String(error) }, 'heartbeat did not reach its address');
        return null;
      });
      if (answer !== null && answer.status >= 400) log.warn({ status: answer.status }, 'heartbeat was not taken');
      return true;
    },
  };
}

/** Null when there never was one, or none that can be read. */
export async function readHeartbeat(dataDir: string): Promise<Heartbeat | null> {
  const text = await readFile(join(dataDir, FILE), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return heartbeat.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Throws what is wrong, in words; otherwise says what is well. For `doctor` and `/readyz`. */
export async function checkLiveness(
  store: Pick<Store, 'stalledAlerts'>,
  dataDir: string,
  now: number,
): Promise<string> {
  const report = await auditLiveness(store, now);
  if (report.stalled > 0) throw new Error(livenessWords(report));
  const last = await readHeartbeat(dataDir);
  if (last === null) return `${livenessWords(report)}；还没有心跳，启动后每分钟一次`;
  const when = last.at.slice(0, 16).replace('T', ' ');
  if (report.open > 0 && now - toEpoch(last.at) > HEARTBEAT_STALE_MS) {
    throw new Error(
      `最近一次心跳是 ${when}，之后没有：系统没有在运行，${report.open} 条待签收的预警到时不会上报；请启动系统`,
    );
  }
  return `${livenessWords(report)}；最近一次心跳 ${when}`;
}

/** Whole or not at all: whoever reads it never sees half of it. */
async function writeHeartbeat(dataDir: string, beat: Heartbeat): Promise<void> {
  const path = join(dataDir, FILE);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, `${JSON.stringify(beat)}\n`);
  await rename(`${path}.new`, path);
}

/** Once a day on each channel. */
function noticeOf(report: LivenessReport, channel: Notice['channel'], now: number): Notice {
  return {
    noticeId: deterministicId('n', 'alerts-stalled', dayOf(now), channel),
    alertId: 'system:liveness',
    eventId: '',
    level: '红',
    receiver: SYSTEM_RECEIVER,
    channel,
    reason: 'alerts-stalled',
    title: `有 ${report.stalled} 条预警失去时限，心跳已停`,
    body: report.problems.join('\n'),
    createdAt: report.at,
    dueAt: null,
    ...unsent(report.at, 'queued', null),
  };
}
