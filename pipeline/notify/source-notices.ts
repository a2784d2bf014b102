import { z } from 'zod';
import { ConflictError } from '../errors.ts';
import { toEpoch } from '../model/calendar.ts';
import { deterministicId } from '../model/ids.ts';
import { NOTICE_REASONS, type Notice, SYSTEM_RECEIVER } from '../model/notice.ts';
import type { SourceFinding, SourceStatus } from '../model/source-status.ts';
import type { Store } from '../store/store.ts';
import { unsent } from './delivery.ts';

/** The same thing about the same source is told again only after this. */
const COOL_DOWN_MS = 24 * 3_600_000;
const KIND = 'source-notice';
const told = z.record(z.string(), z.number());

export interface SourceNoticeDeps {
  store: Pick<Store, 'state' | 'putState' | 'commit'>;
  channels: readonly Notice['channel'][];
}

/** Puts what is unusual about a source into the outbox, for the system administrator. Idempotent within the cool-down. */
export async function noticeSourceTrouble(status: SourceStatus, { store, channels }: SourceNoticeDeps): Promise<void> {
  const findings = status.health?.findings ?? [];
  if (findings.length === 0 || !status.enabled || status.lastRunAt === null) return;
  const at = toEpoch(status.lastRunAt);
  const row = await store.state(KIND, status.sourceId);
  const parsed = told.safeParse(row?.value);
  const before = parsed.success ? parsed.data : {};
  const due = findings.filter(({ kind }) => at - (before[kind] ?? Number.NEGATIVE_INFINITY) >= COOL_DOWN_MS);
  if (due.length === 0) return;
  // The notices first: their ids carry the hour, so that a crash between the two costs a repeat an hour later at most.
  await store.commit({
    notices: due.flatMap((finding) => channels.map((channel) => compose(status, finding, channel))),
  });
  const after = { ...before, ...Object.fromEntries(due.map(({ kind }) => [kind, at])) };
  await store.putState(KIND, status.sourceId, after, row?.version ?? null).catch((error: unknown) => {
    if (!(error instanceof ConflictError)) throw error;
  });
}

function compose(status: SourceStatus, { kind, words }: SourceFinding, channel: Notice['channel']): Notice {
  const at = status.lastRunAt ?? '';
  const alertId = `source:${status.sourceId}`;
  return {
    noticeId: deterministicId('n', alertId, kind, at.slice(0, 13), channel),
    alertId,
    eventId: '',
    level: '蓝',
    receiver: SYSTEM_RECEIVER,
    channel,
    reason: kind,
    title: `【来源】${status.name}：${NOTICE_REASONS[kind]}`,
    body: [
      words,
      `上次采到列表：${status.lastSuccessAt?.slice(0, 16).replace('T', ' ') ?? '从未'}`,
      ...(status.reason === null ? [] : [`最近一次的原因：${status.reason}`]),
      `请在“来源”页查看，地址：${status.addresses.join(' ')}`,
    ].join('\n'),
    createdAt: at,
    dueAt: null,
    ...unsent(at, 'queued', null),
  };
}
