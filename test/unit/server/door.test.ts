import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountChanged, accountList, session } from '../../../dashboards/account-contract.ts';
import { ensureFirstAccount } from '../../../dashboards/server/accounts.ts';
import { codeOf, cookieOf, openServer, type TestServer } from './fixture.ts';

const MINUTE = 60_000;
let server: TestServer;
beforeEach(async () => {
  server = await openServer();
});
afterEach(() => server.close());

const wrong = (account: string, headers = {}) =>
  server.call('POST', '/api/session', { body: { account, password: 'wrong-password' }, headers });
const actions = async () => (await server.store.audit(0, 1000)).map(({ action }) => action);

describe('log-in', () => {
  it('opens a session with a cookie that scripts and other sites cannot use', async () => {
    const answer = await server.call('POST', '/api/session', { body: server.first });
    expect(answer.status).toBe(200);
    expect(session.parse(answer.json)).toMatchObject({ account: 'admin', role: 'admin', initialPassword: true });
    expect(answer.headers.get('set-cookie')).toMatch(/^yuqing=[\w-]{22}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(await actions()).toContain('login.ok');
  });

  it('marks the cookie as secure over https', async () => {
    const { headers } = await server.call('POST', 'https://board.example/api/session', { body: server.first });
    expect(headers.get('set-cookie')).toMatch(/^__Host-yuqing=.*; Secure/);
    expect(headers.get('strict-transport-security')).toContain('max-age');
  });

  it('keeps neither token nor password in the store', async () => {
    const token = (await server.login()).split('=')[1]!;
    const kept = JSON.stringify([
      ...(await server.store.states('session')),
      ...(await server.store.states('account')),
      ...(await server.store.audit(0, 100)),
    ]);
    expect(kept).not.toContain(token);
    expect(kept).not.toContain(server.first.password);
  });

  it('gives a new token at each log-in and ends the one before', async () => {
    const before = await server.login();
    const again = await server.call('POST', '/api/session', { body: server.first, headers: { cookie: before } });
    expect(cookieOf(again.headers)).not.toBe(before);
    expect((await server.call('GET', '/api/session', { cookie: before })).status).toBe(401);
  });

  it('answers alike to an unknown account and a wrong password, and writes both down', async () => {
    const [known, unknown] = [await wrong('admin'), await wrong('nobody')];
    expect([known.status, codeOf(known.json)]).toEqual([401, 'login-failed']);
    expect(unknown.json).toEqual(known.json);
    const rows = (await server.store.audit(0, 100)).filter(({ action }) => action === 'login.failed');
    expect(rows.map(({ actor }) => actor)).toEqual(['admin', 'unknown']);
  });

  it('pauses an account and address after five wrong passwords, not the account elsewhere', async () => {
    await server.close();
    server = await openServer({ trustProxy: true });
    const from = (address: string) => ({ 'x-forwarded-for': `6.6.6.6, ${address}` });
    for (let i = 0; i < 5; i += 1) expect((await wrong('admin', from('10.0.0.1'))).status).toBe(401);
    const paused = await server.call('POST', '/api/session', { body: server.first, headers: from('10.0.0.1') });
    expect([paused.status, codeOf(paused.json)]).toEqual([429, 'too-many-attempts']);
    expect(Number(paused.headers.get('retry-after'))).toBeGreaterThan(0);
    await wrong('admin', from('10.0.0.1'));
    expect((await actions()).filter((action) => action === 'login.throttled')).toHaveLength(1);
    const elsewhere = await server.call('POST', '/api/session', { body: server.first, headers: from('10.0.0.2') });
    expect(elsewhere.status).toBe(200);
    server.clock.now += 16 * MINUTE;
    const later = await server.call('POST', '/api/session', { body: server.first, headers: from('10.0.0.1') });
    expect(later.status).toBe(200);
  });

  it('counts guesses sent at once', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => wrong('admin')));
    expect(all.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(all.filter(({ status }) => status === 429)).toHaveLength(7);
  });
});

describe('a session', () => {
  it('ends after the idle time and not before', async () => {
    const cookie = await server.login();
    server.clock.now += 119 * MINUTE;
    expect((await server.call('GET', '/api/session', { cookie })).status).toBe(200);
    server.clock.now += 119 * MINUTE;
    expect((await server.call('GET', '/api/session', { cookie })).status).toBe(200);
    server.clock.now += 121 * MINUTE;
    expect(codeOf((await server.call('GET', '/api/session', { cookie })).json)).toBe('not-logged-in');
  });

  it('ends after its longest time however busy it is', async () => {
    const cookie = await server.login();
    for (let i = 0; i < 11; i += 1) {
      server.clock.now += 60 * MINUTE;
      expect((await server.call('GET', '/api/session', { cookie })).status).toBe(200);
    }
    server.clock.now += 61 * MINUTE;
    expect((await server.call('GET', '/api/session', { cookie })).status).toBe(401);
  });

  it('ends at log-out', async () => {
    const cookie = await server.login();
    const out = await server.call('DELETE', '/api/session', { cookie });
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await server.call('GET', '/api/session', { cookie })).status).toBe(401);
    expect(await actions()).toContain('logout');
  });

  it('ends everywhere else when the password is changed', async () => {
    const [here, there] = [await server.login(), await server.login()];
    const body = { current: server.first.password, next: '新的口令-2026-春' };
    const changed = await server.call('POST', '/api/session/password', { cookie: here, body });
    expect(session.parse(changed.json).initialPassword).toBe(false);
    expect((await server.call('GET', '/api/session', { cookie: cookieOf(changed.headers) })).status).toBe(200);
    for (const cookie of [here, there]) expect((await server.call('GET', '/api/session', { cookie })).status).toBe(401);
    await expect(server.login('admin', server.first.password)).rejects.toThrow('401');
    expect(await server.login('ADMIN', body.next)).not.toBe('');
  });

  it('wants the old password and a long new one for the change', async () => {
    const cookie = await server.login();
    const change = (body: object) => server.call('POST', '/api/session/password', { cookie, body });
    expect(codeOf((await change({ current: 'wrong', next: 'long-enough-1' })).json)).toBe('refused');
    const short = await change({ current: server.first.password, next: 'short' });
    expect(short.status).toBe(400);
    expect(short.text).toContain('密码至少 10 个字符');
  });
});

describe('requests from other sites', () => {
  const login = (headers: Record<string, string>) =>
    server.call('POST', '/api/session', { body: server.first, headers });

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: 'http://board.example:81', host: 'board.example' }],
  ])('are refused: %o', async (headers) => {
    const answer = await login(headers);
    expect([answer.status, codeOf(answer.json)]).toEqual([403, 'cross-site']);
  });

  it.each([
    [{}],
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://localhost' }],
    [{ origin: 'http://board.example', host: 'board.example' }],
  ])('of our own page pass: %o', async (headers) => {
    expect((await login(headers)).status).toBe(200);
  });
});

describe('accounts', () => {
  it('are made by administrators with a password shown once', async () => {
    const cookie = await server.login();
    const body = { account: 'Zhang.San', name: '张三', role: 'liaison', department: '质监站' };
    const made = await server.call('POST', '/api/accounts', { cookie, body });
    expect(made.status).toBe(201);
    const { account, password } = accountChanged.parse(made.json);
    expect(account).toMatchObject({ account: 'zhang.san', roleName: '联络员' });
    const theirs = await server.login('zhang.san', password!);
    expect((await server.call('GET', '/api/accounts', { cookie: theirs })).status).toBe(403);
    expect((await server.call('POST', '/api/accounts', { cookie, body })).status).toBe(409);
    expect((await server.get(accountList, '/api/accounts', cookie)).items).toHaveLength(2);
    expect(made.text).not.toContain('scrypt');
  });

  it('lose what they had at once when disabled or reset', async () => {
    const cookie = await server.login();
    const theirs = await server.loginAs('duty');
    const name = session.parse((await server.call('GET', '/api/session', { cookie: theirs })).json).account;
    const reset = await server.call('PATCH', `/api/accounts/${name}`, { cookie, body: { resetPassword: true } });
    const { password } = accountChanged.parse(reset.json);
    expect((await server.call('GET', '/api/session', { cookie: theirs })).status).toBe(401);
    const anew = await server.login(name, password!);
    await server.call('PATCH', `/api/accounts/${name}`, { cookie, body: { enabled: false } });
    expect((await server.call('GET', '/api/session', { cookie: anew })).status).toBe(401);
    await expect(server.login(name, password!)).rejects.toThrow('401');
  });

  it('keep one administrator and know the departments', async () => {
    const cookie = await server.login();
    const own = await server.call('PATCH', '/api/accounts/admin', { cookie, body: { role: 'duty' } });
    expect([own.status, codeOf(own.json)]).toEqual([409, 'refused']);
    const body = { account: 'li', name: '李', role: 'duty', department: '没有的科' };
    const unknown = await server.call('POST', '/api/accounts', { cookie, body });
    expect(unknown.text).toContain('没有科室“没有的科”');
  });

  it('name the post of a leader, one that the department has, and lose it with the department', async () => {
    const cookie = await server.login();
    const asked = { account: 'zhang', name: '张', role: 'leader', department: '局领导' };
    const wrong = await server.call('POST', '/api/accounts', { cookie, body: { ...asked, post: '总工程师' } });
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('局长')]);
    const clerk = await server.call('POST', '/api/accounts', {
      cookie,
      body: { ...asked, role: 'liaison', post: '局长' },
    });
    expect(clerk.status).toBe(400);
    const made = await server.call('POST', '/api/accounts', { cookie, body: { ...asked, post: '局长' } });
    expect([made.status, made.json]).toMatchObject([201, { account: { post: '局长' } }]);
    const moved = await server.call('PATCH', '/api/accounts/zhang', { cookie, body: { department: '人事科' } });
    expect(moved.json).toMatchObject({ account: { post: null, department: '人事科' } });
  });

  it('from before posts were told apart are read and work', async () => {
    const row = await server.store.state<Record<string, unknown>>('account', 'admin');
    const { post: _, ...old } = row?.value ?? {};
    await server.store.putState('account', 'admin', old, row?.version ?? null);
    const { json } = await server.call('GET', '/api/accounts', { cookie: await server.login() });
    expect(json).toMatchObject({ items: [{ account: 'admin', post: null }] });
  });

  it('get a first one only where there is none', async () => {
    expect(server.first).toEqual({ account: 'admin', password: expect.stringMatching(/^(\w{5}-){3}\w{5}$/) });
    expect(await ensureFirstAccount(server.store, server.deps)).toBeNull();
  });
});
