import { afterEach, describe, expect, it } from 'vitest';
import { pushResult } from '../../../dashboards/source-contract.ts';
import type { RawItem } from '../../../pipeline/model/raw-item.ts';
import { openServer, type TestServer } from './fixture.ts';

const TOKEN = 'a-token-of-more-than-24-characters';
const opened: TestServer[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

async function open({ senders = [{ name: '热线平台', token: TOKEN }], maxPushBytes = 200_000 } = {}) {
  const taken = new Map<string, RawItem>();
  const ingest = {
    async accept(items: readonly RawItem[]) {
      const fresh = new Map(items.filter(({ rawId }) => !taken.has(rawId)).map((item) => [item.rawId, item]));
      for (const [rawId, item] of fresh) taken.set(rawId, item);
      return { accepted: fresh.size, duplicates: items.length - fresh.size, rawIds: new Set(fresh.keys()) };
    },
  };
  const server = await openServer({ maxPushBytes }, { push: { ingest, senders } });
  opened.push(server);
  const push = (body: unknown, headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }) =>
    server.app.request('/api/push', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { server, push, taken };
}
const result = async (response: Response | Promise<Response>) => {
  const answer = await response;
  expect(answer.status).toBe(200);
  return pushResult.parse(await answer.json());
};

describe('POST /api/push', () => {
  it('takes items one by one; the same again changes nothing', async () => {
    const { push, taken } = await open();
    const items = [
      {
        id: 'g-1',
        title: '三号楼漏水',
        text: '顶楼漏水半年没人管。',
        publishedAt: '2026-03-02 08:15',
        channel: 'hotline',
        metrics: { reads: 5 },
        reply: { text: '已派人维修。', by: '市住建局' },
      },
      { text: '' },
      { id: 'g-1', title: '三号楼漏水', text: '顶楼漏水半年没人管。', reply: { text: '已派人维修。' } },
      'words',
      { title: 'x', url: 'ftp://a.example/', colour: 'red' },
      { format: 'html', text: '<p>路灯不亮</p>', source: '某某网' },
    ];
    const first = await result(push({ items }));
    expect(first).toMatchObject({ accepted: 2, duplicates: 1, rejected: 3 });
    expect(first.results.map(({ status }) => status)).toEqual([
      'accepted',
      'rejected',
      'duplicate',
      'rejected',
      'rejected',
      'accepted',
    ]);
    expect(first.results[1]!.reason).toBe('标题和正文都是空的');
    expect(first.results[4]!.reason).toMatch(/url.*colour|colour.*url/);
    expect(first.results[2]!.docId).toBe(first.results[0]!.docId);
    expect([...taken.values()]).toMatchObject([
      {
        sourceId: 'push:热线平台',
        sourceName: '热线平台',
        channel: 'hotline',
        publishedRaw: '2026-03-02 08:15',
        metrics: { reads: 5, likes: null },
        reply: { text: '已派人维修。', by: '市住建局', atRaw: null },
      },
      { sourceName: '某某网', body: '<p>路灯不亮</p>', format: 'html' },
    ]);
    expect(await result(push({ items }))).toMatchObject({ accepted: 0, duplicates: 3, rejected: 3 });
    expect(taken.size).toBe(2);
  });

  it.each<[name: string, headers: Record<string, string>]>([
    ['no token', {}],
    ['a wrong token', { authorization: `Bearer ${TOKEN}x` }],
    ['the beginning of one', { authorization: `Bearer ${TOKEN.slice(0, 30)}` }],
    ['another scheme', { authorization: `Basic ${TOKEN}` }],
  ])('%s is refused before the body is read', async (_name, headers) => {
    const { push, taken } = await open();
    const answer = await push('{"items":', headers);
    expect(answer.status).toBe(401);
    expect(taken.size).toBe(0);
  });

  it('many wrong tokens are put on record once and held back; the right one still passes', async () => {
    const { server, push } = await open();
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) statuses.push((await push({}, { authorization: `Bearer ${n}` })).status);
    expect(statuses).toEqual([...Array(5).fill(401), ...Array(7).fill(429)]);
    expect(await result(push({ items: [{ text: '路灯不亮' }] }))).toMatchObject({ accepted: 1 });
    const rows = await server.store.audit(0, 100);
    expect(rows.filter(({ action }) => action === 'push.refused')).toHaveLength(6);
  });

  it.each<[name: string, body: unknown, status: number]>([
    ['not JSON', '{', 400],
    ['no items', { items: [] }, 400],
    ['501 items', { items: Array(501).fill({ text: 'x' }) }, 400],
    ['another shape', [1], 400],
    ['too many bytes', { items: [{ text: '长'.repeat(80_000) }] }, 413],
  ])('%s', async (_name, body, status) => {
    const { push } = await open();
    expect((await push(body)).status).toBe(status);
  });

  it('is shut where no token is set', async () => {
    const server = await openServer();
    opened.push(server);
    const answer = await server.app.request('/api/push', { method: 'POST' });
    expect(answer.status).toBe(503);
  });
});
