import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountHistory, accountList } from '../../../dashboards/account-contract.ts';
import { accountsWith, vacantWords } from '../../../dashboards/web/text/accounts.ts';
import { codeOf, openServer, type TestServer } from './fixture.ts';

let server: TestServer;
let cookie: string;
beforeEach(async () => {
  server = await openServer();
  cookie = await server.login();
});
afterEach(() => server.close());

const ZHANG = { account: 'zhang', name: '张三', role: 'liaison', department: '质监站' };
const create = (body: object) => server.call('POST', '/api/accounts', { cookie, body });
const change = (account: string, body: object) => server.call('PATCH', `/api/accounts/${account}`, { cookie, body });
const historyOf = async (account: string) =>
  (await server.get(accountHistory, `/api/accounts/${account}/history`, cookie)).items.map(
    ({ seq: _, at: __, ...line }) => line,
  );

describe('what was done to an account', () => {
  it('stands as it was and as it is, by whom, and never with a password', async () => {
    await create(ZHANG);
    await change('zhang', { name: '张三', role: 'leader', department: '局领导', post: '局长' });
    await change('zhang', { resetPassword: true });
    await change('zhang', { enabled: false });
    const by = '系统管理员（admin）';
    expect(await historyOf('zhang')).toEqual([
      { by, what: '修改账号', details: ['状态：启用 → 停用'] },
      { by, what: '修改账号', details: ['密码：由系统重新生成'] },
      { by, what: '修改账号', details: ['角色：联络员 → 领导', '科室：质监站 → 局领导', '岗位：不区分 → 局长'] },
      { by, what: '新建账号', details: ['姓名：张三', '角色：联络员', '科室：质监站', '岗位：不区分'] },
    ]);
  });

  it('is read from lines of earlier versions too, and nothing else of that name is shown', async () => {
    await create({ ...ZHANG, account: 'session' });
    const at = '2026-03-02T09:00:00+08:00';
    const line = { at, actor: 'gone', action: 'account.changed', object: 'session' };
    await server.store.commit({
      audit: [
        { ...line, detail: { role: 'duty', resetPassword: true } },
        { ...line, detail: { role: 7 } },
      ],
    });
    expect(await historyOf('session')).toEqual([
      { by: 'gone', what: '修改账号', details: [] },
      { by: 'gone', what: '修改账号', details: ['角色：值班员', '密码：由系统重新生成'] },
      expect.objectContaining({ what: '新建账号' }),
    ]);
  });

  it('is for administrators, of accounts that are there', async () => {
    const other = await server.loginAs('leader');
    expect((await server.call('GET', '/api/accounts/admin/history', { cookie: other })).status).toBe(403);
    const none = await server.call('GET', '/api/accounts/nobody/history', { cookie });
    expect([none.status, codeOf(none.json)]).toEqual([404, 'not-found']);
    const changed = await change('nobody', { name: '某' });
    expect([changed.status, codeOf(changed.json)]).toEqual([404, 'not-found']);
  });
});

describe('administrators', () => {
  it('neither disable themselves nor give themselves another role, also where others are left', async () => {
    await create({ ...ZHANG, account: 'second', role: 'admin' });
    for (const body of [{ enabled: false }, { role: 'leader' }]) {
      const refused = await change('admin', body);
      expect([refused.status, codeOf(refused.json)]).toEqual([409, 'refused']);
      expect(refused.text).toContain('另一位系统管理员');
    }
    expect((await change('ADMIN', { enabled: false })).status).toBe(409);
    expect((await change('second', { role: 'duty' })).status).toBe(200);
    expect((await change('admin', { name: '赵管理', role: 'admin' })).status).toBe(200);
  });
});

describe('posts that nobody holds', () => {
  const vacant = async () => (await server.get(accountList, '/api/accounts', cookie)).vacant;

  it('are those of the routing file without an enabled account', async () => {
    expect(await vacant()).toContain('质监站:联络员');
    await create(ZHANG);
    expect(await vacant()).not.toContain('质监站:联络员');
    await change('zhang', { enabled: false });
    expect(await vacant()).toContain('质监站:联络员');
  });

  it('are held by a leader without a post all together, by one with a post only as that one', async () => {
    const leaders = async () => (await vacant()).filter((one) => one.startsWith('局领导:'));
    const all = await leaders();
    expect(all).toContain('局领导:局长');
    await create({ ...ZHANG, role: 'leader', department: '局领导' });
    expect(await leaders()).toEqual([]);
    await change('zhang', { post: '局长' });
    expect(await leaders()).toEqual(all.filter((one) => one !== '局领导:局长'));
  });

  it('are told by department, and accounts are found by any of their words', () => {
    expect(vacantWords(['人事科:联络员', '局领导:局长', '人事科:科室负责人'])).toBe(
      '人事科（联络员、科室负责人）；局领导（局长）',
    );
    const one = {
      ...{ account: 'li.si', name: '李四', role: 'leader' as const, roleName: '领导', department: '局领导' },
      ...{ post: '局长', enabled: true, initialPassword: false, createdAt: '2026-03-02T09:00:00+08:00' },
    };
    expect(accountsWith([one], ' ＬＩ.si 局长 ')).toEqual([one]);
    expect(accountsWith([one], '李四 人事科')).toEqual([]);
  });
});
