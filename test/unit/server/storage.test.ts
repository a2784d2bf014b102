import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiError, health, troublesAnswer } from '../../../dashboards/contract.ts';
import { RetryableError, StorageError } from '../../../pipeline/errors.ts';
import { openServer, type TestServer } from './fixture.ts';

const WORDS = '数据库文件 /data/yuqing.db 所在磁盘已满：请清理磁盘空间，随后自动继续（磁盘共 48 MB，剩 0 MB）';
let full: boolean;
let server: TestServer;
const write = () => (full ? Promise.reject(new StorageError(WORDS)) : Promise.resolve());

describe('while nothing can be written', () => {
  beforeEach(async () => {
    full = false;
    server = await openServer(
      {},
      {
        canWrite: write,
        submitAction: async () => {
          throw new RetryableError('could not publish', { cause: new StorageError(WORDS) });
        },
      },
    );
  });
  afterEach(() => server.close());
  const acknowledge = async (cookie: string) => {
    const body = { kind: 'acknowledge', reason: null, expectedVersion: null };
    const { status, json, headers } = await server.call('POST', '/api/alerts/a_1/actions', { cookie, body });
    return { status, ...apiError.parse(json).error, retryAfter: headers.get('retry-after') };
  };

  it('administrators read what is full, how much and what to do; others a plain sentence without where', async () => {
    const [admin, duty] = [await server.login(), await server.loginAs('duty')];
    expect(await acknowledge(admin)).toMatchObject({ status: 503, message: '系统现在不能保存内容', hint: WORDS });
    const told = await acknowledge(duty);
    expect(told).toMatchObject({ status: 503, code: 'unavailable', message: '系统现在不能保存内容', retryAfter: '30' });
    expect(told.hint).toContain('请联系系统管理员');
    expect(JSON.stringify(told)).not.toContain('/data');
  });

  it('the page of administrators tells it before anybody tries, and /readyz fails by name without a word of it', async () => {
    const [admin, duty] = [await server.login(), await server.loginAs('duty')];
    const readyz = async () => {
      const { status, json, text } = await server.call('GET', '/readyz');
      return { status, text, write: health.parse(json).checks.find(({ name }) => name === 'write')?.ok };
    };
    expect((await server.get(troublesAnswer, '/api/troubles', admin)).items).toEqual([]);
    expect(await readyz()).toMatchObject({ status: 200, write: true });
    full = true;
    expect((await server.get(troublesAnswer, '/api/troubles', admin)).items).toEqual([WORDS]);
    expect((await server.call('GET', '/api/troubles', { cookie: duty })).status).toBe(403);
    const failing = await readyz();
    expect(failing).toMatchObject({ status: 503, write: false });
    expect(failing.text).not.toContain('/data');
  });

  it('pages can be read all the same, also when the use of a session cannot be noted', async () => {
    const cookie = await server.loginAs('duty');
    server.clock.now += 5 * 60_000;
    server.store.putState = () => Promise.reject(new StorageError(WORDS));
    expect((await server.call('GET', '/api/alerts', { cookie })).status).toBe(200);
    const login = await server.call('POST', '/api/session', { body: server.first });
    expect([login.status, apiError.parse(login.json).error.message]).toEqual([503, '系统现在不能保存内容']);
    expect(login.text).not.toContain('/data');
  });
});
