import { randomBytes } from 'node:crypto';
import { createAccounts } from '../../dashboards/server/accounts.ts';
import { writeAudit } from '../../dashboards/server/audit.ts';
import { createSessions } from '../../dashboards/server/sessions.ts';
import { readConfig } from '../config.ts';
import { openEngine } from '../engine.ts';
import { createLogger } from '../log.ts';
import { mustNotBeMigrating } from '../migrate/mark.ts';
import { type Command, EXIT, UsageError } from './command.ts';

/** Only for what is kept of sessions; here they are ended, never opened. */
const NO_SESSIONS = { idleMinutes: 0, absoluteMinutes: 0 };

/** The way back in for whoever keeps the machine, when no administrator knows a password any more. */
export const account: Command = {
  usage: 'account reset 账号',
  about: '给账号一个新的随机密码，输出 {account, password}，只显示这一次；原密码和已有的登录立即作废，记入审计',
  async run([order, name, ...more], terminal) {
    if (order !== 'reset' || name === undefined || more.length > 0)
      throw new UsageError('写法：account reset 账号，例如 account reset admin');
    const engine = await openEngine(readConfig(terminal.env), { now: Date.now, log: createLogger('warn', 'stderr') });
    try {
      await mustNotBeMigrating(engine.store);
      const deps = { store: engine.store, now: Date.now, random: (bytes: number) => randomBytes(bytes) };
      const accounts = createAccounts(deps);
      const known = await accounts.find(name);
      if (known === null || !known.enabled) {
        const enabled = (await accounts.list()).filter((one) => one.enabled).map((one) => one.account);
        const why = known === null ? `没有账号“${name}”` : `账号“${name}”已停用，请由系统管理员在账号页启用`;
        terminal.err(`${why}；启用的账号：${enabled.join('、') || '无（首次启动时会建立 admin）'}\n`);
        return EXIT.no;
      }
      const { password } = await accounts.change(known.account, { resetPassword: true });
      await createSessions({ ...deps, accounts }, NO_SESSIONS).closeOthers(known.account, null);
      await writeAudit(deps, {
        ...{ actor: '命令', action: 'account.changed', object: known.account },
        detail: { before: {}, given: {}, passwordReset: true },
      });
      terminal.out(`${JSON.stringify({ account: known.account, password })}\n`);
      return EXIT.done;
    } finally {
      await engine.close();
    }
  },
};
