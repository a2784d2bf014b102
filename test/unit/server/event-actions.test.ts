import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventActionAnswer } from '../../../dashboards/record-contract.ts';
import type { AnyAction } from '../../../pipeline/action-hop.ts';
import type { ActionResult } from '../../../pipeline/model/action.ts';
import { at, codeOf, openServer, type TestServer } from './fixture.ts';

let server: TestServer;
const asked: AnyAction[] = [];
let answer: Partial<ActionResult> | 'pending' = {};
beforeAll(async () => {
  server = await openServer(
    {},
    {
      submitAction: async (action) => {
        asked.push(action);
        if (answer === 'pending') return answer;
        return { actionId: action.actionId, alertId: 'e_1', state: 'applied', problem: null, at: at(3), ...answer };
      },
    },
  );
});
afterAll(() => server.close());

const split = { kind: 'split', docIds: ['d_2'], reason: '是另一件事' };
const act = (cookie: string, body: object) => server.call('POST', '/api/events/e_1/actions', { cookie, body });

describe('merging and splitting events', () => {
  it('goes to the bus with who asked for it, and answers with the event as it stands', async () => {
    const cookie = await server.loginAs('duty');
    const done = await act(cookie, split);
    expect(done.status).toBe(200);
    expect(eventActionAnswer.parse(done.json)).toMatchObject({ state: 'applied', event: { eventId: 'e_1' } });
    expect(asked.at(-1)).toMatchObject({ ...split, eventId: 'e_1', by: { role: '值班员' } });
  });

  it('is for those who have the right, with a reason', async () => {
    const count = asked.length;
    expect(codeOf((await act(await server.loginAs('liaison', '质监站'), split)).json)).toBe('forbidden');
    const silent = await act(await server.loginAs('duty'), { ...split, reason: ' ' });
    expect([silent.status, silent.text.includes('请写明理由')]).toEqual([400, true]);
    expect((await act(await server.loginAs('duty'), { kind: 'merge', reason: '同一件事' })).status).toBe(400);
    expect(asked).toHaveLength(count);
  });

  it('says why it was refused, or that it is still on its way', async () => {
    const cookie = await server.loginAs('leader');
    answer = { state: 'refused', problem: '两个编号已是同一个事件，不必再合并' };
    const refused = await act(cookie, { kind: 'merge', otherEventId: 'e_1', reason: '同一件事' });
    expect([refused.status, refused.text.includes('已是同一个事件')]).toEqual([409, true]);
    answer = 'pending';
    expect((await act(cookie, split)).status).toBe(202);
  });
});
