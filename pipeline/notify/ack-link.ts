import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Action, ActionResult } from '../model/action.ts';
import type { Alert } from '../model/alert.ts';
import { toEpoch, toShanghai } from '../model/calendar.ts';
import { deterministicId } from '../model/ids.ts';
import type { Notice } from '../model/notice.ts';
import type { Store } from '../store/store.ts';
import type { Contacts } from './contacts.ts';
import { whyMoot } from './moot.ts';

/** After the deadline a link still serves: a late acknowledgement is better than none. Then the board is the place. */
const GRACE_MS = 24 * 3_600_000;
/** 132 bits of the HMAC: short enough for a short message. */
const MAC_LENGTH = 22;

export const ACK_PROBLEMS = {
  forged: '链接无效',
  expired: '链接已过期',
  used: '链接已经用过',
  settled: '不需要再签收',
  gone: '预警已不在系统中',
} as const;
export type AckProblem = keyof typeof ACK_PROBLEMS;

/** What a link leads to. `receivers`: in whose name it may be acknowledged; one, or those of a group. */
export type AckLook =
  | { state: 'ready'; notice: Notice; alert: Alert; receivers: readonly string[]; late: boolean }
  | { state: AckProblem; words: string; alert: Alert | null };

export interface AckLinks {
  /** For the address of the page; null where the notice asks for no acknowledgement. */
  tokenOf(notice: Notice): string | null;
  look(token: string): Promise<AckLook>;
  /** Null = not a receiver of the link. */
  actionOf(look: Extract<AckLook, { state: 'ready' }>, receiver: string): Action | null;
}

export interface AckLinkDeps {
  secretKey: string;
  store: Pick<Store, 'notice' | 'alert' | 'actionResult'>;
  contacts: Contacts;
  now: () => number;
}

/**
 * Links that acknowledge without a log-in, for robots that take nothing back. Bound by HMAC-SHA256 to notice, alert,
 * receivers and deadline; used once, because the action's id is a hash of the notice and an action is applied once.
 * Opening a link changes nothing: chat programs open links by themselves to preview them.
 */
export function createAckLinks({ secretKey, store, contacts, now }: AckLinkDeps): AckLinks {
  // A key of its own, so that nothing else signed or hashed under the secret can be taken for a link.
  const key = createHmac('sha256', secretKey).update('acknowledge link').digest();

  function macOf({ noticeId, alertId, receiver }: Notice, due: number): string {
    const bound = JSON.stringify([noticeId, alertId, receiver, due]);
    return createHmac('sha256', key).update(bound).digest('base64url').slice(0, MAC_LENGTH);
  }

  async function look(token: string): Promise<AckLook> {
    const found = /^([a-z2-7]{20})\.([0-9a-z]{1,9})\.([\w-]{22})$/.exec(token);
    const [, id = '', due = '', mac = ''] = found ?? [];
    const notice = found === null ? null : await store.notice(`n_${id}`);
    const seconds = Number.parseInt(due, 36);
    if (notice === null || !isEqual(mac, macOf(notice, seconds))) {
      return problem('forged', '请从通知中重新打开链接，或登录看板签收。', null);
    }
    const alert = await store.alert(notice.alertId);
    if (alert === null) return problem('gone', '它可能已按保存期限清除。', null);
    const used = await store.actionResult(actionIdOf(notice));
    if (used !== null) return problem('used', wordsOfUse(used), alert);
    const moot = whyMoot(notice, alert);
    if (moot !== null) return problem('settled', `${moot.detail}。`, alert);
    if (now() > seconds * 1000 + GRACE_MS) {
      return problem('expired', `签收时限为 ${shown(seconds * 1000)}，链接在其后 24 小时失效。请登录看板签收。`, alert);
    }
    return { state: 'ready', notice, alert, receivers: notice.receiver.split('、'), late: now() > seconds * 1000 };
  }

  return {
    tokenOf(notice) {
      if (notice.dueAt === null) return null;
      const due = Math.floor(toEpoch(notice.dueAt) / 1000);
      return `${notice.noticeId.replace(/^n_/, '')}.${due.toString(36)}.${macOf(notice, due)}`;
    },
    look,
    actionOf({ notice, alert, receivers }, receiver) {
      if (!receivers.includes(receiver)) return null;
      const [department = receiver, role = receiver] = receiver.split(':');
      const onDuty = contacts.onDuty(receiver, now()) ?? [];
      const only = onDuty.length === 1 ? onDuty[0]?.name : undefined;
      return {
        actionId: actionIdOf(notice),
        kind: 'acknowledge',
        alertId: alert.alertId,
        by: { account: `link:${notice.noticeId}`, name: only ?? receiver, role, department },
        at: toShanghai(now()),
        reason: null,
        expectedVersion: null,
      };
    },
  };
}

function actionIdOf(notice: Notice): string {
  return deterministicId('x', 'acknowledge link', notice.noticeId);
}

function wordsOfUse({ at, state, problem }: ActionResult): string {
  const when = shown(toEpoch(at));
  return state === 'applied' ? `已于 ${when} 用它签收成功，不必重复。` : `${when} 用过，当时没有签收成功：${problem}。`;
}

function problem(state: AckProblem, words: string, alert: Alert | null): AckLook {
  return { state, words, alert };
}

function shown(at: number): string {
  return toShanghai(at).slice(0, 16).replace('T', ' ');
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
