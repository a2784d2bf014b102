import { ConflictError, RetryableError } from './errors.ts';
import type { ActionResult, SilenceAction } from './model/action.ts';
import { toEpoch, toShanghai } from './model/calendar.ts';
import { levelRank } from './model/levels.ts';
import { SECOND_PERSON_FROM, SILENCES, type Silence, silence } from './model/silence.ts';
import type { StageContext } from './stage.ts';
import type { Store } from './store/store.ts';

/** Longer than this nobody can foresee that silence is right. */
const MOST_DAYS = 30;
const DAY_MS = 86_400_000;

/** Asks for a silence, agrees to one or ends one, or refuses to in words; all in one unit with the log line. */
export async function actOnSilence(
  wanted: SilenceAction,
  { store }: { store: Store },
  ctx: StageContext,
): Promise<void> {
  const silenceId = wanted.kind === 'silence' ? wanted.actionId : wanted.silenceId;
  const row = await store.state(SILENCES, silenceId);
  const stored = row === null ? null : silence.parse(row.value);
  const at = toShanghai(ctx.now());
  const problem = whyRefused(wanted, stored, ctx.now());
  const next = problem === null ? changed(wanted, stored, at) : null;
  const result: ActionResult = {
    ...{ actionId: wanted.actionId, alertId: silenceId, problem, at },
    state: problem === null ? 'applied' : 'refused',
  };
  const about = next ?? stored;
  const detail = {
    ...{ actionId: wanted.actionId, name: wanted.by.name, role: wanted.by.role, department: wanted.by.department },
    ...{ eventId: about?.match.eventId ?? null, match: about?.match ?? null, upTo: about?.upTo ?? null },
    ...{ until: about?.until ?? null, from: stored?.state ?? null, to: next?.state ?? null },
    ...{ reason: wanted.reason, problem },
  };
  const action = `silence.${wanted.kind}${problem === null ? '' : '.refused'}`;
  try {
    await store.commit({
      states: next === null ? [] : [{ kind: SILENCES, id: silenceId, value: next, version: (row?.version ?? 0) + 1 }],
      actionResults: [result],
      audit: [{ at, actor: wanted.by.account, action, object: silenceId, detail }],
    });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    throw new RetryableError('silence changed meanwhile', { cause: error, retryAfterMs: 10 });
  }
}

function whyRefused(wanted: SilenceAction, stored: Silence | null, now: number): string | null {
  if (wanted.reason.trim() === '') return '请写明理由';
  if (wanted.kind === 'silence') {
    const until = toEpoch(wanted.until);
    if (Object.keys(wanted.match).length === 0) return '请指明静默哪个事件、主题、区县或小区';
    if (until <= now) return '结束时间已经过去，请选以后的时间';
    return until - now > MOST_DAYS * DAY_MS ? `静默最长 ${MOST_DAYS} 天，请选近一些的时间` : null;
  }
  if (stored === null) return '没有这条静默，请刷新后再试';
  if (stored.state === 'ended' || toEpoch(stored.until) <= now) return '这条静默已经结束';
  if (wanted.kind === 'end-silence') return null;
  if (stored.state === 'in-force') return '这条静默已经生效，不必再同意';
  return stored.by.account === wanted.by.account ? '静默须由另一人同意，提出的人不能自己同意' : null;
}

function changed(wanted: SilenceAction, stored: Silence | null, at: string): Silence | null {
  if (wanted.kind === 'silence') {
    const { match, upTo, until, reason, by } = wanted;
    const state = levelRank(upTo) >= levelRank(SECOND_PERSON_FROM) ? 'proposed' : 'in-force';
    return { silenceId: wanted.actionId, match, upTo, until, reason, by, at, state, approvedBy: null, endedBy: null };
  }
  if (stored === null) return null;
  if (wanted.kind === 'end-silence') return { ...stored, state: 'ended', endedBy: wanted.by };
  return { ...stored, state: 'in-force', approvedBy: wanted.by };
}
