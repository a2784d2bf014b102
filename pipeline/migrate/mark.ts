import { z } from 'zod';
import { FatalError } from '../errors.ts';
import { instant } from '../model/calendar.ts';
import { RECORD_KINDS } from '../store/records.ts';
import type { Store } from '../store/store.ts';

export const ENGINES = { embedded: '单机引擎', distributed: '分布式引擎' } as const;
export type EngineName = keyof typeof ENGINES;

/**
 * What a migration leaves in both of its stores. In the target it is the bookmark as well: everything before it is there.
 * While it is not done no process works on either side; afterwards the source is left as it was.
 */
const mark = z.object({
  /** The same on both sides. */
  id: z.string(),
  side: z.enum(['source', 'target']),
  /** The engine on the other side. */
  other: z.enum(['embedded', 'distributed']),
  startedAt: instant,
  doneAt: instant.nullable(),
  /** The kind that is being copied, and where in it; null in the source. */
  at: z.object({ kind: z.enum(RECORD_KINDS), after: z.string().nullable() }).nullable(),
});
export type MigrationMark = z.infer<typeof mark>;

const KIND = 'migration';
const ID = 'here';

type Rows = Pick<Store, 'state' | 'putState' | 'deleteState'>;

export async function readMark(store: Pick<Store, 'state'>): Promise<MigrationMark | null> {
  const row = await store.state(KIND, ID);
  return row === null ? null : mark.parse(row.value);
}

export async function writeMark(store: Rows, next: MigrationMark): Promise<void> {
  const row = await store.state(KIND, ID);
  await store.putState(KIND, ID, next, row?.version ?? null);
}

export async function removeMark(store: Rows): Promise<void> {
  await store.deleteState(KIND, ID);
}

/** Throws FatalError, with what to do, when the records here are on their way to another engine, or have left, or come. */
export async function mustNotBeMigrating(store: Pick<Store, 'state'>): Promise<void> {
  const found = await readMark(store);
  if (found === null || (found.side === 'target' && found.doneAt !== null)) return;
  const other = ENGINES[found.other];
  if (found.side === 'target') {
    throw new FatalError(
      `从${other}迁来的数据还不完整（${found.startedAt} 开始）：请再运行一次同样的 yuqing migrate，它从断处继续`,
    );
  }
  const cancel = '要放弃迁移、继续用这里的数据，请运行 yuqing migrate --cancel';
  throw new FatalError(
    found.doneAt === null
      ? `这里的数据正在迁往${other}（${found.startedAt} 开始）：再运行一次 yuqing migrate --to ${found.other} 从断处继续。${cancel}`
      : `这里的数据已于 ${found.doneAt} 迁到${other}：请设 YUQING_ENGINE=${found.other} 再启动。${cancel}`,
  );
}
