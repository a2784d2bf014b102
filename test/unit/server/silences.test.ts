import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silencesAnswer } from '../../../dashboards/alert-contract.ts';
import { at, codeOf, openServer, type TestServer } from './fixture.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openServer();
});
afterAll(() => server.close());

const asked = { match: { eventId: 'e_1' }, upTo: '橙', until: at(600), reason: '现场已在处置' };
const post = (path: string, cookie: string, body: object) => server.call('POST', path, { cookie, body });
const list = async (cookie: string) =>
  silencesAnswer.parse((await server.call('GET', '/api/silences', { cookie })).json).items;

describe('silences', () => {
  it('are asked for by one person, agreed to by another, and ended with a reason', async () => {
    const duty = await server.loginAs('duty');
    const leader = await server.loginAs('leader');
    expect((await post('/api/silences', duty, asked)).status).toBe(200);
    const [mine] = await list(duty);
    expect(mine).toMatchObject({ state: 'proposed', over: false, may: { approve: false, end: true } });
    const approve = `/api/silences/${mine?.silenceId}/approve`;
    const own = await post(approve, duty, { reason: '同意' });
    expect([own.status, own.text.includes('另一人')]).toEqual([409, true]);
    expect((await list(leader))[0]?.may).toEqual({ approve: true, end: true });
    expect((await post(approve, leader, { reason: '同意' })).status).toBe(200);
    expect((await list(duty))[0]).toMatchObject({ state: 'in-force', reason: '现场已在处置' });
    expect((await post(`/api/silences/${mine?.silenceId}/end`, duty, { reason: '已办完' })).status).toBe(200);
    expect((await list(duty))[0]).toMatchObject({ over: true, may: { approve: false, end: false } });
  });

  it('are for those who have the right, with scope and reason', async () => {
    const duty = await server.loginAs('duty');
    expect(codeOf((await post('/api/silences', await server.loginAs('liaison', '质监站'), asked)).json)).toBe(
      'forbidden',
    );
    expect((await post('/api/silences', duty, { ...asked, match: {} })).status).toBe(400);
    expect((await post('/api/silences', duty, { ...asked, reason: ' ' })).status).toBe(400);
    const past = await post('/api/silences', duty, { ...asked, until: at(-1) });
    expect([past.status, past.text.includes('已经过去')]).toEqual([409, true]);
    expect((await post('/api/silences/nothing/end', duty, { reason: '办完' })).status).toBe(409);
  });
});
