import { z } from 'zod';
import { type Bus, type BusTopic, type DeadLetter, TOPICS } from './bus/bus.ts';
import { ConflictError } from './errors.ts';
import { instant, toEpoch, toShanghai } from './model/calendar.ts';
import { deterministicId } from './model/ids.ts';
import { rawItem } from './model/raw-item.ts';
import { canonicalJson } from './store/canonical-json.ts';
import type { Store } from './store/store.ts';

const deadLetter: z.ZodType<DeadLetter> = z.object({
  topic: z.enum(TOPICS),
  group: z.string(),
  offset: z.string(),
  key: z.string(),
  value: z.unknown(),
  reason: z.string(),
  at: instant,
});

/** `sending`: on record, but not yet known to be on its way; `sent`: published again. */
const retryRow = z.object({ state: z.enum(['sending', 'sent']), at: instant, by: z.string() });
export type Retry = z.infer<typeof retryRow>;

/** A dead letter under a name that stays the same on every engine. */
export interface Letter extends DeadLetter {
  id: string;
  retry: Retry | null;
}

/** What became of sending a letter again. `problem` says why not. */
export interface RetryOutcome {
  id: string;
  topic: BusTopic;
  state: 'sent' | 'already' | 'refused';
  problem: string | null;
}

export interface DeadBook {
  /** All that are kept, oldest first; one of another shape is told by `unreadable`. */
  letters(): AsyncGenerator<Letter | { unreadable: string }>;
  /**
   * Publishes a letter on the topic it died on, once for ever: it is on record before, so that one that was cut off is
   * completed by the next try, which the hops bear, and nobody begins it twice. One that dies again is another letter.
   */
  retry(letter: Letter, by: string): Promise<RetryOutcome>;
}

const KIND = 'dead-retry';
const PAGE = 500;
/** A try that is younger may still be under way elsewhere. */
const UNDER_WAY_MS = 60_000;

/** Dead letters: what they are, and the way back onto the log. */
export function createDeadBook(deps: {
  bus: Pick<Bus, 'read' | 'publish'>;
  store: Pick<Store, 'states' | 'state' | 'commit' | 'outcomes' | 'posts'>;
  now: () => number;
}): DeadBook {
  const { bus, store, now } = deps;

  async function claim(letter: Letter, by: string): Promise<'begun' | RetryOutcome> {
    const { id, topic, offset: position, at: died, reason } = letter;
    const row = await store.state(KIND, id);
    const known = row === null ? null : retryRow.parse(row.value);
    if (known?.state === 'sent') return already(letter, `${known.at} 已由${known.by}重发过`);
    const why = whyNotAgain(letter) ?? (await whyOutdated(letter));
    if (why !== null) return { id, topic, state: 'refused', problem: why };
    if (known !== null && now() - toEpoch(known.at) < UNDER_WAY_MS)
      return already(letter, `${known.at} 起${known.by}正在重发；一分钟后仍没有发出，可以再试`);
    const at = toShanghai(now());
    const detail = { id, topic, position, died, reason, by };
    try {
      await store.commit({
        states: [{ kind: KIND, id, value: { state: 'sending', at, by }, version: (row?.version ?? 0) + 1 }],
        audit: [{ at, actor: by, action: 'dead.retried', object: id, detail }],
      });
    } catch (error) {
      if (error instanceof ConflictError) return already(letter, '别处刚刚开始重发这一封');
      throw error;
    }
    return 'begun';
  }

  /** Of a post that ended elsewhere meanwhile, or was edited since: what is old must not replace what is new. */
  async function whyOutdated({ topic, value }: Letter): Promise<string | null> {
    const item = rawItem.pick({ rawId: true, docId: true, fetchedAt: true }).safeParse(value).data;
    if (topic !== 'raw' || item === undefined) return null;
    const outcome = (await store.outcomes([item.rawId])).get(item.rawId);
    if (outcome !== undefined && outcome.kind !== 'dead') return '这一条已另行处理，不用重发';
    const stored = (await store.posts([item.docId])).get(item.docId)?.post;
    const isOlder = stored !== undefined && toEpoch(stored.fetchedAt) > toEpoch(item.fetchedAt);
    return isOlder ? '这一帖后来的版本已经入库，不重发旧的' : null;
  }

  return {
    async *letters() {
      const retries = await store.states(KIND);
      let from: string | undefined;
      for (;;) {
        const page = await bus.read('dead', { limit: PAGE + 1, ...(from === undefined ? {} : { from }) });
        for (const { value, offset } of page.slice(0, PAGE)) {
          const parsed = deadLetter.safeParse(value);
          if (!parsed.success) {
            yield { unreadable: offset };
            continue;
          }
          const id = idOf(parsed.data);
          yield { id, ...parsed.data, retry: retryRow.safeParse(retries.get(id)?.value).data ?? null };
        }
        if (page.length <= PAGE) return;
        from = page[PAGE]?.offset;
      }
    },

    async retry(letter, by) {
      const { id, topic, key, value } = letter;
      const claimed = await claim(letter, by);
      if (claimed !== 'begun') return claimed;
      await bus.publish(topic, [{ key, value }]);
      const row = await store.state(KIND, id);
      const done = { state: 'sent', at: toShanghai(now()), by };
      await store.commit({ states: [{ kind: KIND, id, value: done, version: (row?.version ?? 0) + 1 }] });
      return { id, topic, state: 'sent', problem: null };
    },
  };
}

/** Null where letters of a topic may be sent again. */
function whyNotAgain({ topic }: Pick<DeadLetter, 'topic'>): string | null {
  if (topic === 'action') return '操作不重发：本人已得知没有办成，情况可能已变，请本人重新办理';
  return topic === 'dead' ? '死信本身不能重发' : null;
}

function already({ id, topic }: Letter, problem: string): RetryOutcome {
  return { id, topic, state: 'already', problem };
}

function idOf({ topic, offset, at, key, value }: DeadLetter): string {
  return deterministicId('l', topic, offset, at, key, canonicalJson(value));
}

/** The kind of a reason: its first line without what differs from letter to letter. */
export function reasonKind(reason: string): string {
  const [line = ''] = reason.split('\n');
  return line
    .replace(/\b[a-z]{1,3}_[0-9a-z]+\b/g, '…')
    .replace(/\d+(?::\d+)*/g, '…')
    .trim();
}
