import { afterAll, beforeAll, expect, it } from 'vitest';
import { RefusedError } from '../../../pipeline/errors.ts';
import { codeOf, openServer, type TestServer } from './fixture.ts';

const asked: string[][] = [];
let server: TestServer;
let without: TestServer;
beforeAll(async () => {
  const originals = {
    async reveal(docId: string, by: string, reason: string) {
      if (docId === 'd_none') throw new RefusedError('没有保存这条帖文遮盖前的原文');
      asked.push([docId, by, reason]);
      return { title: '题', text: '原文' };
    },
  };
  server = await openServer({}, { originals });
  without = await openServer();
});
afterAll(async () => {
  await server.close();
  await without.close();
});

const reveal = (on: TestServer, cookie: string, body: unknown = { reason: '回访' }, docId = 'd_1') =>
  on.call('POST', `/api/posts/${docId}/original`, { cookie, body });

it('is for those who have the right, with a reason', async () => {
  const leader = await server.loginAs('leader');
  expect((await reveal(server, leader)).json).toEqual({ title: '题', text: '原文' });
  expect(asked).toHaveLength(1);
  expect(asked[0]?.[2]).toBe('回访');
  expect(codeOf((await reveal(server, leader, { reason: '  ' })).json)).toBe('invalid-request');
  for (const role of ['duty', 'liaison', 'analyst', 'office'] as const) {
    expect(codeOf((await reveal(server, await server.loginAs(role))).json)).toBe('forbidden');
  }
  expect(asked).toHaveLength(1);
});

it('says in words why there is nothing to see', async () => {
  const none = await reveal(server, await server.loginAs('leader'), { reason: '查' }, 'd_none');
  expect(codeOf(none.json)).toBe('refused');
  expect(none.text).toContain('没有保存这条帖文');
  const off = await reveal(without, await without.loginAs('leader'));
  expect(codeOf(off.json)).toBe('refused');
  expect(off.text).toContain('YUQING_ORIGINAL_KEYS');
});
