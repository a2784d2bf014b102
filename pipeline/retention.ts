import { dayOf, fromShanghai, shanghaiFields, toShanghai } from './model/calendar.ts';
import type { Logger } from './stage.ts';
import type { DroppedMonth, Store } from './store/store.ts';

/** The beginning of the first of the months that are kept: so many whole ones before the month of `now`. */
export function keptFrom(keepMonths: number, now: number): string {
  const { year, month } = shanghaiFields(now);
  const months = year * 12 + (month - 1) - keepMonths;
  const start = fromShanghai(Math.floor(months / 12), (months % 12) + 1, 1);
  if (start === null) throw new RangeError(`no month lies ${keepMonths} months before ${toShanghai(now)}`);
  return toShanghai(start);
}

/** Drops what is older than the kept months, with a line of the audit log for each month that lost posts. */
export async function dropOldPosts(
  store: Pick<Store, 'dropPosts' | 'commit'>,
  { keepMonths, now, actor }: { keepMonths: number; now: number; actor: string },
): Promise<readonly DroppedMonth[]> {
  const months = await store.dropPosts(keptFrom(keepMonths, now));
  const audit = months.map(({ month, dropped, kept }) => {
    return {
      at: toShanghai(now),
      actor,
      action: 'posts.dropped',
      object: month,
      detail: { dropped, kept, keepMonths },
    };
  });
  if (audit.length > 0) await store.commit({ audit });
  return months;
}

/** Once a day, where the setting says how long posts are kept. */
export function createRetention(deps: {
  store: Pick<Store, 'dropPosts' | 'commit'>;
  /** Undefined: for ever. */
  keepMonths: number | undefined;
  now: () => number;
  log: Logger;
}) {
  const { store, keepMonths, now, log } = deps;
  let doneOn = '';
  return {
    async round(): Promise<void> {
      const day = dayOf(now());
      if (keepMonths === undefined || doneOn === day) return;
      for (const { month, dropped, kept } of await dropOldPosts(store, { keepMonths, now: now(), actor: 'system' })) {
        log.info({ month, dropped, kept }, '已到保留期的帖文已清理；有预警或个案的事件保留');
      }
      doneOn = day;
    },
  };
}
