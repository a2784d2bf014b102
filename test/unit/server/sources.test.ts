import { afterEach, expect, it } from 'vitest';
import * as sourceContract from '../../../dashboards/source-contract.ts';
import { openServer, type TestServer } from './fixture.ts';

const opened: TestServer[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

it('sources are changed by the administrator alone, and each change is on record', async () => {
  const rows = new Map([['lc', { text: 'id: lc', shipped: true, changed: false, enabled: true, retired: false }]]);
  const server = await openServer(
    {},
    {
      sourceEditor: {
        read: (id) => rows.get(id) ?? null,
        async setEnabled(id, enabled) {
          rows.set(id, { text: 'id: lc', shipped: true, changed: false, enabled, retired: false });
        },
        async setRetired(id, retired) {
          rows.set(id, { text: 'id: lc', shipped: true, changed: false, enabled: false, retired });
        },
        save: async (text) =>
          text.startsWith('id: ')
            ? { saved: text.slice(4) }
            : { issues: [{ where: '第 1 行第 1 列', message: '不对' }] },
        restore: async () => {},
      },
    },
  );
  opened.push(server);
  const admin = await server.loginAs('admin');
  const duty = await server.loginAs('duty');
  const call = async (method: string, path: string, as: string, body?: unknown) => {
    const response = await server.app.request(path, {
      method,
      headers: { cookie: as, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  expect((await call('GET', '/api/sources', admin)).body).toMatchObject({ mayEdit: true });
  expect((await call('GET', '/api/sources', duty)).body).toMatchObject({ mayEdit: false });
  expect((await call('POST', '/api/sources/lc/enabled', duty, { enabled: false })).status).toBe(403);
  expect((await call('GET', '/api/sources/none/row', admin)).status).toBe(404);
  const off = await call('POST', '/api/sources/lc/enabled', admin, { enabled: false });
  expect(sourceContract.sourceRow.parse(off.body)).toMatchObject({ sourceId: 'lc', enabled: false });
  await call('POST', '/api/sources/lc/enabled', admin, { enabled: false });
  const away = (retired: boolean, as = admin, reason = '网站已关闭') =>
    call('POST', '/api/sources/lc/retired', as, { retired, reason });
  expect((await away(true, duty)).status).toBe(403);
  expect((await away(true, admin, ' ')).status).toBe(400);
  expect((await away(true)).body).toMatchObject({ retired: true });
  expect((await away(true)).status).toBe(200);
  expect((await call('POST', '/api/sources/lc/enabled', admin, { enabled: true })).status).toBe(409);
  expect((await away(false)).body).toMatchObject({ retired: false });
  const wrong = await call('POST', '/api/sources', admin, { text: 'x' });
  expect(sourceContract.sourceSaved.parse(wrong.body)).toEqual({
    sourceId: null,
    issues: [{ where: '第 1 行第 1 列', message: '不对', hint: null }],
  });
  expect((await call('POST', '/api/sources', admin, { text: 'id: new' })).body).toMatchObject({ sourceId: 'new' });
  expect((await call('DELETE', '/api/sources/lc/row', admin)).status).toBe(200);
  const actions = (await server.store.audit(0, 1000)).map(({ action }) => action);
  expect(actions.filter((action) => action.startsWith('source.'))).toEqual([
    'source.disabled',
    'source.retired',
    'source.recalled',
    'source.saved',
    'source.restored',
  ]);
});
