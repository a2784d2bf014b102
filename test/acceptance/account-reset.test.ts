import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountChanged } from '../../dashboards/account-contract.ts';
import { createAccounts } from '../../dashboards/server/accounts.ts';
import { createSessions } from '../../dashboards/server/sessions.ts';
import { readConfig } from '../../pipeline/config.ts';
import { openEngine } from '../../pipeline/engine.ts';
import { runCommand } from '../support/run-command.ts';
import { SILENT_LOG } from '../support/samples.ts';

const LIMITS = { idleMinutes: 60, absoluteMinutes: 60 };
const passwordOnly = accountChanged.pick({ password: true });
let folder: string;
let env: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuqing-account-'));
  env = { YUQING_DATA: folder };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('the way back in beside a running system: a new password, the old one and its sessions void, a line on record', async () => {
  const engine = await openEngine(readConfig(env), { now: Date.now, log: SILENT_LOG });
  try {
    const deps = { store: engine.store, now: Date.now, random: (bytes: number) => randomBytes(bytes) };
    const accounts = createAccounts(deps);
    const sessions = createSessions({ ...deps, accounts }, LIMITS);
    const made = await accounts.create({ account: 'admin', name: '赵管理', role: 'admin', department: '办公室' });
    const other = await accounts.create({ account: 'left', name: '钱离职', role: 'duty', department: '12319' });
    const { token } = await sessions.open(made.account);
    const theirs = await sessions.open(other.account);
    await accounts.change('left', { enabled: false });

    const ran = await runCommand(['account', 'reset', 'Admin'], env);
    expect(ran).toMatchObject({ code: 0, err: '' });
    const { password } = passwordOnly.parse(JSON.parse(ran.out));
    expect(await accounts.verify('admin', made.password)).toBeNull();
    expect(await accounts.verify('admin', password ?? '')).toMatchObject({ initialPassword: true });
    expect(await sessions.find(token)).toBeNull();
    await accounts.change('left', { enabled: true });
    expect(await sessions.find(theirs.token)).not.toBeNull();
    const lines = await engine.store.audit(0, 10);
    expect(lines).toMatchObject([{ actor: '命令', object: 'admin', detail: { passwordReset: true } }]);
    expect(JSON.stringify(lines)).not.toContain(password);

    await accounts.change('left', { enabled: false });
    expect(await runCommand(['account', 'reset', 'left'], env)).toMatchObject({
      ...{ code: 1, out: '' },
      err: expect.stringContaining('已停用'),
    });
    expect(await runCommand(['account', 'reset', 'nobody'], env)).toMatchObject({
      code: 1,
      err: expect.stringContaining('没有账号“nobody”；启用的账号：admin'),
    });
  } finally {
    await engine.close();
  }
});

it.each([[[]], [['reset']], [['remove', 'admin']], [['reset', 'admin', 'x']]])(
  'says how it is written: %o',
  async (args) => {
    const ran = await runCommand(['account', ...args], env);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('account reset 账号');
  },
);
