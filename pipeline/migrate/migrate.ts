import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus, BusTopic } from '../bus/bus.ts';
import { ConfigError, FatalError, RetryableError } from '../errors.ts';
import { toShanghai } from '../model/calendar.ts';
import { runningProcesses } from '../presence.ts';
import { RECORD_KINDS, RECORD_SHAPES, type RecordKind, type Records } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { HOPS } from '../topology.ts';
import { copyDeadLetters } from './dead-letters.ts';
import { ENGINES, type EngineName, type MigrationMark, readMark, removeMark, writeMark } from './mark.ts';
import { type Verified, verify } from './verify.ts';

export interface MigrationSide {
  engine: EngineName;
  store: Store;
  bus: Bus;
  records: Records;
  /** Setting that says where the records lie, and what to do when the place is taken. */
  place: { setting: string; whenTaken: string };
}

export interface MigrationDeps {
  from: MigrationSide;
  to: MigrationSide;
  /** Lets everything accepted on the source go all the way. */
  drain(): Promise<void>;
  now: () => number;
  newId: () => string;
  /** `n` records more. */
  onProgress?: (progress: { doing: 'copy' | 'verify'; kind: RecordKind; n: number }) => void;
}

const BEGINNING = { kind: RECORD_KINDS[0], after: null } as const;

/** A service that is away for a moment must not end what takes hours: so often in a row, waiting ever longer. */
const TRIES = 8;
const FIRST_WAIT_MS = 500;

/**
 * Copies everything from one engine to the other and compares. What was interrupted goes on where it stood when it is
 * asked for again. Throws FatalError or ConfigError, with what to do, when it may not begin.
 */
export async function migrate(deps: MigrationDeps): Promise<Verified> {
  let failures = 0;
  const onProgress: MigrationDeps['onProgress'] = (progress) => {
    failures = 0;
    deps.onProgress?.(progress);
  };
  for (;;) {
    try {
      return await tryMigrate({ ...deps, onProgress });
    } catch (error) {
      failures += 1;
      if (!(error instanceof RetryableError) || failures >= TRIES) throw error;
      await sleep(FIRST_WAIT_MS * 2 ** failures);
    }
  }
}

async function tryMigrate(deps: MigrationDeps): Promise<Verified> {
  const { from, to, now, onProgress } = deps;
  const bookmark = (await resumed(deps)) ?? (await begin(deps));
  if (bookmark.doneAt === null) await copy(deps, bookmark);
  const result = await verify(from, to, (kind, n) => onProgress?.({ doing: 'verify', kind, n }));
  if (!result.ok) {
    // Asked for again it copies everything anew, over what is there.
    if (bookmark.doneAt === null) await writeMark(to.store, { ...bookmark, at: BEGINNING });
    return result;
  }
  const doneAt = bookmark.doneAt ?? toShanghai(now());
  // The target first: a source that was left must never be without a target that is whole.
  await writeMark(to.store, { ...bookmark, at: null, doneAt });
  await writeMark(from.store, { ...bookmark, side: 'source', other: to.engine, at: null, doneAt });
  return result;
}

/** The bookmark of a migration of these two that was interrupted, or null. */
async function resumed({ from, to }: MigrationDeps): Promise<MigrationMark | null> {
  const [source, target] = await Promise.all([readMark(from.store), readMark(to.store)]);
  const isLeaving = source?.side === 'source' && source.doneAt === null;
  return isLeaving && target?.side === 'target' && source.id === target.id ? target : null;
}

async function begin(deps: MigrationDeps): Promise<MigrationMark> {
  const { from, to, now, newId } = deps;
  await mustBeKnown(from);
  await mustBeFree(from);
  await mustBeEmpty(to);
  await mustBeAlone(from, now());
  await mustHaveNothingWaiting(deps);
  const started = { id: newId(), startedAt: toShanghai(now()), doneAt: null };
  await writeMark(from.store, { ...started, side: 'source', other: to.engine, at: null });
  try {
    // Once more now that whoever starts sees the mark: of the two at least one sees the other.
    await mustBeAlone(from, now());
  } catch (error) {
    await removeMark(from.store);
    throw error;
  }
  const bookmark: MigrationMark = {
    ...started,
    side: 'target',
    other: from.engine,
    at: BEGINNING,
  };
  await writeMark(to.store, bookmark);
  return bookmark;
}

/** Messages are not copied: what waits is worked on first, where it was accepted. */
async function mustHaveNothingWaiting({ from, drain }: MigrationDeps): Promise<void> {
  if ((await waiting(from)).length > 0) await drain();
  const left = await waiting(from);
  if (left.length === 0) return;
  const words = left.map(([topic, n]) => `${topic} ${n} 条`).join('、');
  throw new FatalError(
    `队列里还有没处理完的消息（${words}）：请启动系统让它们处理完，用 yuqing doctor 看积压，停下后再迁移`,
  );
}

/** How much waits on each topic where something does. */
async function waiting({ bus }: Pick<MigrationSide, 'bus'>): Promise<(readonly [BusTopic, number])[]> {
  const lags = await Promise.all(HOPS.map(async ({ topic, group }) => [topic, await bus.lag(topic, group)] as const));
  return lags.filter(([, n]) => n > 0);
}

async function mustBeKnown({ engine, records }: MigrationSide): Promise<void> {
  const strangers = await records.strangers();
  if (strangers.length === 0) return;
  throw new FatalError(
    `${ENGINES[engine]}里有这个程序不认识的数据（${strangers.join('、')}），迁移会丢下它们：请用写下它们的程序版本来迁移`,
  );
}

/** The source may have been the target of an earlier migration; it must not be in the middle of another one. */
async function mustBeFree({ engine, store }: MigrationSide): Promise<void> {
  const found = await readMark(store);
  if (found === null || (found.side === 'target' && found.doneAt !== null)) return;
  // Killed before the target had its mark: it begins again.
  if (found.side === 'source' && found.doneAt === null) return;
  throw new FatalError(
    found.side === 'target'
      ? `${ENGINES[engine]}里的数据还不完整，是一次没有做完的迁移的目标：请先把那次迁移做完`
      : `${ENGINES[engine]}里的数据已于 ${found.doneAt} 迁到${ENGINES[found.other]}：要再迁一次，请先运行 yuqing migrate --cancel`,
  );
}

async function mustBeEmpty({ engine, records, bus, place }: MigrationSide): Promise<void> {
  const present = (await records.present()).map((kind) => RECORD_SHAPES[kind].words);
  const letters = (await bus.read('dead', { limit: 1 })).length > 0 ? ['死信'] : [];
  const lags = (await waiting({ bus })).map(([topic, n]) => `待处理的 ${topic} ${n} 条`);
  const there = [...present, ...letters, ...lags];
  if (there.length === 0) return;
  throw new ConfigError([
    {
      where: place.setting,
      message: `目标${ENGINES[engine]}不是空的，已有${there.join('、')}`,
      hint: place.whenTaken,
    },
  ]);
}

async function mustBeAlone({ engine, store }: MigrationSide, now: number): Promise<void> {
  const running = await runningProcesses(store, now);
  if (running.length === 0) return;
  throw new FatalError(
    `${ENGINES[engine]}上还有进程在运行：${running.join('、')}。请先停下它们；被强行结束的进程半分钟后不再算在内`,
  );
}

async function copy({ from, to, onProgress }: MigrationDeps, bookmark: MigrationMark): Promise<void> {
  await from.records.settle();
  const begun = bookmark.at ?? BEGINNING;
  for (const kind of RECORD_KINDS.slice(RECORD_KINDS.indexOf(begun.kind))) {
    const after = kind === begun.kind ? begun.after : null;
    await writeMark(to.store, { ...bookmark, at: { kind, after } });
    for await (const page of from.records.read(kind, after)) {
      await to.records.write(kind, page.records);
      onProgress?.({ doing: 'copy', kind, n: page.records.length });
      if (page.after !== null) await writeMark(to.store, { ...bookmark, at: { kind, after: page.after } });
    }
  }
  await copyDeadLetters(from.bus, to.bus);
  await to.records.settle();
}
