import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { unpack, zipEntries } from '../../../crawlers/import/zip-entries.ts';
import * as alertContract from '../../../dashboards/alert-contract.ts';
import { writePackage } from '../../../pipeline/evidence/package.ts';
import { createEvidenceShelf, type EvidenceShelf } from '../../../pipeline/evidence/shelf.ts';
import { openServer, type TestServer } from './fixture.ts';

const opened: TestServer[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

const PAGE = {
  url: 'https://bbs.shui.example/t/1',
  finalUrl: 'https://bbs.shui.example/t/1',
  capturedAt: Date.parse('2026-03-02T09:00:00+08:00'),
  status: 200,
  headers: {},
  html: Buffer.from('<h1>三号楼漏水</h1>'.repeat(100)),
  rendered: { html: '<h1>三号楼漏水</h1>', screenshot: Buffer.from([0x89, 0x50, 0x4e, 0x47]) },
  problem: null,
  refused: {},
  userAgent: 'YuqingBot',
};

async function open() {
  let shelf: EvidenceShelf | null = null;
  const server = await openServer(
    {},
    {
      evidence: {
        read: async (id) => (await shelf?.read(id)) ?? null,
        pack: async (id) => (await shelf?.pack(id)) ?? null,
      },
    },
  );
  opened.push(server);
  shelf = createEvidenceShelf(server.store, server.dir);
  const call = (method: string, as: string, { id = 'a_1', body }: { id?: string; body?: unknown } = {}) =>
    server.app.request(`/api/alerts/${id}/evidence`, {
      method,
      headers: { cookie: as, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const view = async (as: string) => alertContract.evidenceView.parse(await (await call('GET', as)).json());
  const keep = async () => {
    const subject = { alertId: 'a_1', docId: 'd_1', title: '三号楼漏水', sourceName: '水城论坛' };
    const manifestSha256 = await writePackage(join(server.dir, 'evidence'), subject, PAGE);
    const value = { state: 'kept', attempts: 1, notBefore: 0, problem: null, manifestSha256 };
    await server.store.putState('evidence', 'a_1', value, null);
    return manifestSha256;
  };
  return { server, call, view, keep };
}

it('what is kept is shown to all and taken by those who may, with a reason on record', async () => {
  const { server, call, view, keep } = await open();
  const [duty, analyst] = [await server.loginAs('duty'), await server.loginAs('analyst')];
  expect(await view(duty)).toMatchObject({ state: 'not-needed', files: [], mayTake: true });
  expect((await call('POST', duty, { body: { reason: '报送' } })).status).toBe(409);
  const manifestSha256 = await keep();
  expect(await view(analyst)).toMatchObject({
    ...{ state: 'kept', problem: null, url: PAGE.finalUrl, capturedAt: '2026-03-02T09:00:00+08:00' },
    ...{ manifestSha256, mayTake: false },
    files: [{ name: 'page.html', bytes: PAGE.html.length }, { name: 'rendered.html' }, { name: 'page.png' }],
  });
  expect((await call('GET', duty, { id: 'none' })).status).toBe(404);
  expect((await call('POST', analyst, { body: { reason: '报送' } })).status).toBe(403);
  expect((await call('POST', duty, { body: { reason: ' ' } })).status).toBe(400);

  const taken = await call('POST', duty, { body: { reason: '报市里' } });
  expect(taken.status).toBe(200);
  expect(taken.headers.get('content-type')).toBe('application/zip');
  expect(taken.headers.get('content-disposition')).toBe('attachment; filename="evidence-a_1.zip"');
  const entries = zipEntries(new Uint8Array(await taken.arrayBuffer())) ?? [];
  expect(entries.map(({ name }) => name)).toEqual([
    'manifest.json',
    'SHA256SUMS',
    'page.html',
    'rendered.html',
    'page.png',
  ]);
  const page = entries.find(({ name }) => name === 'page.html');
  expect(page && (await buffer(Readable.from(unpack(page)))).equals(PAGE.html)).toBe(true);
  const audit = (await server.store.audit(0, 1000)).filter(({ action }) => action === 'evidence.taken');
  expect(audit).toMatchObject([{ object: 'a_1', detail: { reason: '报市里', manifestSha256 } }]);
});

it('a package that was changed is shown as such and cannot be taken', async () => {
  const { server, call, view, keep } = await open();
  const duty = await server.loginAs('duty');
  await keep();
  await writeFile(join(server.dir, 'evidence', 'a_1', 'page.html'), 'x');
  expect(await view(duty)).toMatchObject({ state: 'kept', problem: 'page.html 与存证时不同', files: [] });
  expect((await call('POST', duty, { body: { reason: '报送' } })).status).toBe(409);
});
