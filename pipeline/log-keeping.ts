import { z } from 'zod';
import { type Bus, type BusTopic, TOPICS } from './bus/bus.ts';
import { ConflictError } from './errors.ts';
import { dayOf, instant, toEpoch, toShanghai } from './model/calendar.ts';
import type { Logger } from './stage.ts';
import type { Store } from './store/store.ts';

/** How long the log keeps what it is done with. Items lie in it as they came, with all that is masked later. */
export interface LogKeepingDays {
  /** Messages that every hop has worked on, counted from when they were published. */
  logDays: number;
  /** Dead letters, which nobody works on any more. */
  deadDays: number;
}

/** What the last round removed, topic by topic. */
const round = z.object({ at: instant, removed: z.partialRecord(z.enum(TOPICS), z.int().nonnegative()) });
type Round = z.infer<typeof round>;

const KIND = 'log-keeping';
const LAST = 'last';
const DAY_MS = 86_400_000;
/** Older than this, the last round says that none comes any more. */
const OVERDUE_MS = 3 * DAY_MS;

/** Once a day. What a hop has not worked on stays, however old it is. */
export function createLogKeeping(
  deps: LogKeepingDays & {
    bus: Pick<Bus, 'trim'>;
    store: Pick<Store, 'state' | 'putState' | 'commit'>;
    now: () => number;
    log: Logger;
  },
) {
  const { bus, store, now, log, logDays, deadDays } = deps;
  let doneOn = '';

  async function note({ at, removed }: Round): Promise<void> {
    const dead = removed.dead ?? 0;
    const detail = { removed: dead, keptDays: deadDays };
    if (dead > 0)
      await store.commit({ audit: [{ at, actor: 'system', action: 'dead.removed', object: 'dead', detail }] });
    const before = await store.state(KIND, LAST);
    // Another process did the same just now.
    await store.putState(KIND, LAST, { at, removed }, before?.version ?? null).catch((error: unknown) => {
      if (!(error instanceof ConflictError)) throw error;
    });
  }

  return {
    async round(): Promise<void> {
      const day = dayOf(now());
      if (doneOn === day) return;
      const at = toShanghai(now());
      const removed: Partial<Record<BusTopic, number>> = {};
      for (const topic of TOPICS) {
        const days = topic === 'dead' ? deadDays : logDays;
        removed[topic] = await bus.trim(topic, toShanghai(now() - days * DAY_MS));
      }
      await note({ at, removed });
      log.info({ removed }, '消息日志中处理完且满保留天数的消息已删除');
      doneOn = day;
    },
  };
}

const WORDS: Readonly<Record<BusTopic, string>> = {
  raw: '收到的帖文',
  verdict: '研判通知',
  action: '操作',
  dead: '死信',
};

/** How much the log holds and whether it is safe there, in words. For `doctor`. */
export async function logState(
  bus: Pick<Bus, 'kept'>,
  store: Pick<Store, 'state'>,
  { logDays, deadDays, now }: LogKeepingDays & { now: number },
): Promise<{ told: string; troubles: readonly string[] }> {
  const kept = await Promise.all(TOPICS.map(async (topic) => ({ topic, ...(await bus.kept(topic)) })));
  const last = round.safeParse((await store.state(KIND, LAST))?.value).data;
  const counts = kept.map(({ topic, count }) => `${WORDS[topic]} ${count}`).join('，');
  const rule = `处理完的满 ${logDays} 天删除，死信满 ${deadDays} 天`;
  const troubles = kept.flatMap((one) => one.troubles);
  if (last !== undefined && toEpoch(last.at) < now - OVERDUE_MS) {
    troubles.push(
      `消息日志从 ${last.at} 起没有清理过：请看负责预警的进程是否在运行，日志里有没有“log”一项的错误；没有删除主题消息的权限时，请 Kafka 管理员授权`,
    );
  }
  return { told: `保留消息：${counts}；${rule}；${lastWords(last)}`, troubles };
}

function lastWords(last: Round | undefined): string {
  if (last === undefined) return '还没有清理过';
  const count = Object.values(last.removed).reduce((sum, n) => sum + n, 0);
  return `上次清理 ${last.at}，删除 ${count} 条`;
}
