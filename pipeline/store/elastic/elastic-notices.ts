import { z } from 'zod';
import { RetryableError } from '../../errors.ts';
import { toEpoch } from '../../model/calendar.ts';
import { type Notice, notice } from '../../model/notice.ts';
import type { RowReader } from '../record-reader.ts';
import type { NoticeClaim, Store } from '../store.ts';
import type { Elastic, Json } from './elastic-client.ts';
import { caseId, noticeSource, textField } from './elastic-docs.ts';
import type { ElasticUnits } from './elastic-units.ts';
import type { Found, Source, Write } from './elastic-write.ts';
import { shareLook } from './share-look.ts';

const channelCounts = z.object({ channels: z.object({ buckets: z.array(z.object({ key: z.string() })) }) });
const MOST_CHANNELS = 1_000;
/** How often what somebody else changed meanwhile is looked at anew. */
const TRIES = 20;

function dueBy(now: string): Json[] {
  const range = { due: { lte: toEpoch(now) } };
  return [{ term: { kind: 'notice' } }, { term: { state: 'pending' } }, { range }];
}

type NoticePart = Pick<Store, 'dueNotices' | 'claimNotices' | 'renewClaims' | 'releaseNotices' | 'settleNotices'>;

/** The outbox: notices that are due, who sends them, and how it went. */
export function createElasticNotices(
  elastic: Elastic,
  deps: { cases: string; rows: RowReader; units: ElasticUnits },
): NoticePart {
  const { cases, rows, units } = deps;

  /**
   * Channels on which something is due. Every channel asks each second, most find nothing: those that ask at one moment
   * share a look.
   */
  const dueChannels = shareLook(async (now: string): Promise<ReadonlySet<string>> => {
    await units.settled('notice');
    await elastic.refresh(cases);
    const query = { bool: { filter: dueBy(now) } };
    const channels = { terms: { field: 'channel', size: MOST_CHANNELS } };
    const { aggs } = await elastic.search({ index: cases, query, size: 0, aggs: { channels } });
    const buckets = aggs === undefined ? [] : channelCounts.parse(aggs).channels.buckets;
    return new Set(buckets.map(({ key }) => key));
  });

  async function due(channel: Notice['channel'], now: string, limit: number, more: readonly Json[] = []) {
    if (!(await dueChannels(now)).has(channel)) return [];
    const conditions = [...dueBy(now), { term: { channel } }, ...more];
    const sort = [{ level: 'desc' }, { due: 'asc' }, { id: 'asc' }];
    const { hits } = await elastic.search({ index: cases, query: { bool: { filter: conditions } }, sort, size: limit });
    return hits;
  }

  function read(records: readonly { source: Source }[]): Notice[] {
    return records.flatMap(
      ({ source }) => rows.read<Notice>(notice, textField(source, 'id'), textField(source, 'doc')) ?? [],
    );
  }

  /** Changes records one by one; those that somebody else changed meanwhile are looked at anew. Gives what was written. */
  async function change(ids: readonly string[], edit: (found: Found) => Source | null): Promise<Found[]> {
    const written: Found[] = [];
    for (let left = ids, tries = 0; left.length > 0; tries += 1) {
      if (tries >= TRIES) throw new RetryableError('通知正被别的进程更新，稍后再试');
      const found = await elastic.get(cases, left);
      const edits = left.flatMap((id) => {
        const stored = found.get(id);
        const source = stored === undefined ? null : edit(stored);
        return stored === undefined || source === null ? [] : [{ found: stored, source }];
      });
      const results = await elastic.write(edits.map((one): Write => ({ do: 'replace', ...one })));
      written.push(
        ...edits.filter((_, at) => results[at] === 'done').map((one) => ({ ...one.found, source: one.source })),
      );
      left = edits.filter((_, at) => results[at] === 'conflict').map(({ found: { id } }) => id);
    }
    return written;
  }

  return {
    dueNotices: async (channel, now, limit) => read(await due(channel, now, limit)),

    async claimNotices(channel, { owner, until, now, limit }: NoticeClaim & { now: string; limit: number }) {
      const mayClaim = (source: Source) =>
        source.state === 'pending' &&
        (source.claimedBy === owner || !(Number(source.claimedUntil ?? 0) > toEpoch(now)));
      const free: Json = {
        bool: {
          must_not: [
            {
              bool: {
                filter: [{ range: { claimedUntil: { gt: toEpoch(now) } } }],
                must_not: [{ term: { claimedBy: owner } }],
              },
            },
          ],
        },
      };
      const hits = await due(channel, now, limit, [free]);
      const claimed = await change(
        hits.map(({ id }) => id),
        ({ source }) => (mayClaim(source) ? { ...source, claimedBy: owner, claimedUntil: toEpoch(until) } : null),
      );
      const own = new Set(claimed.map(({ id }) => id));
      return read(hits.filter(({ id }) => own.has(id)));
    },

    async renewClaims(noticeIds, { owner, until }) {
      const renewed = await change(
        noticeIds.map((id) => caseId('notice', id)),
        ({ source }) => (source.claimedBy === owner ? { ...source, claimedUntil: toEpoch(until) } : null),
      );
      return new Set(renewed.map(({ source }) => textField(source, 'id')));
    },

    async releaseNotices(channel, owner) {
      await elastic.refresh(cases);
      const terms = { kind: 'notice', state: 'pending', channel, claimedBy: owner };
      const query: Json = {
        bool: { filter: Object.entries(terms).map(([field, value]) => ({ term: { [field]: value } })) },
      };
      const ids: string[] = [];
      for await (const { id } of elastic.all({ index: cases, query, sort: [{ id: 'asc' }] })) ids.push(id);
      await change(ids, ({ source }) =>
        source.claimedBy === owner && source.state === 'pending'
          ? { ...source, claimedBy: null, claimedUntil: 0 }
          : null,
      );
    },

    async settleNotices(settled, owner) {
      const next = new Map(settled.map((one) => [caseId('notice', one.noticeId), one]));
      await change([...next.keys()], ({ id, source }) => {
        const one = next.get(id);
        const isOthers = owner !== undefined && typeof source.claimedBy === 'string' && source.claimedBy !== owner;
        return one === undefined || isOthers ? null : settledSource(source, one);
      });
    },
  };

  function settledSource(source: Source, next: Notice): Source {
    const stored = rows.must(notice, next.noticeId, textField(source, 'doc'));
    const { state, attempts, nextAttemptAt, sentAt, problem, held, partsSent, halvings, decisions } = next;
    const delivery = { state, attempts, nextAttemptAt, sentAt, problem, held, partsSent, halvings, decisions };
    return { ...source, ...noticeSource({ ...stored, ...delivery }) };
  }
}
