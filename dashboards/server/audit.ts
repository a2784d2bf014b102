import { toShanghai } from '../../pipeline/model/calendar.ts';
import type { ServerDeps } from './server-deps.ts';

/** What people did at the door and to accounts, with its word for pages. */
export const AUDIT_WORDS = {
  'login.ok': '登录成功',
  'login.failed': '登录失败',
  'login.throttled': '登录过于频繁，已暂停',
  logout: '退出登录',
  'password.changed': '修改密码',
  'account.created': '新建账号',
  'account.changed': '修改账号',
  'source.run': '手动采集',
  'source.enabled': '启用信息源',
  'source.disabled': '停用信息源',
  'source.saved': '修改信息源',
  'source.restored': '恢复信息源自带的写法',
  'source.retired': '撤下信息源',
  'source.recalled': '恢复已撤下的信息源',
  'evidence.taken': '下载网页存证',
  'push.refused': '推送令牌不对',
} as const;

/** Writes one line; the answer waits until it is kept. */
export async function writeAudit(
  { store, now }: Pick<ServerDeps, 'store' | 'now'>,
  line: { actor: string; action: keyof typeof AUDIT_WORDS; object: string; detail: Record<string, unknown> },
): Promise<void> {
  await store.commit({ audit: [{ at: toShanghai(now()), ...line }] });
}
