import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loginRequest } from '../../../dashboards/account-contract.ts';
import { health } from '../../../dashboards/contract.ts';
import { listen } from '../../../dashboards/server/listen.ts';
import { ConfigError, RetryableError } from '../../../pipeline/errors.ts';
import { codeOf, openServer, type TestServer } from './fixture.ts';

let server: TestServer;
beforeEach(async () => {
  server = await openServer();
});
afterEach(() => server.close());

describe('the page', () => {
  it('is served at every address of its own, never kept without asking', async () => {
    for (const path of ['/', '/alerts', '/events/e_1']) {
      const answer = await server.call('GET', path);
      expect([path, answer.status, answer.headers.get('cache-control')]).toEqual([path, 200, 'no-cache']);
      expect(answer.text).toContain('舆情');
      expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('answers 304 while it has not changed', async () => {
    const tag = (await server.call('GET', '/')).headers.get('etag')!;
    expect((await server.call('GET', '/', { headers: { 'if-none-match': tag } })).status).toBe(304);
    expect((await server.call('GET', '/', { headers: { 'if-none-match': `W/${tag}` } })).status).toBe(304);
    writeFileSync(join(server.deps.webRoot!, 'index.html'), 'another build');
    expect((await server.call('GET', '/', { headers: { 'if-none-match': tag } })).status).toBe(200);
  });

  it('keeps hashed files for good and sends them compressed', async () => {
    const answer = await server.app.request('/assets/app-1a2b.js', { headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('content-type')).toContain('javascript');
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect((await answer.arrayBuffer()).byteLength).toBeLessThan(1000);
    expect((await server.call('GET', '/assets/none.js')).status).toBe(404);
    const page = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };
    expect((await server.call('GET', '/rules/quality.leak', page)).text).toContain('<!doctype html>');
    expect((await server.call('GET', '/rules/quality.leak')).status).toBe(404);
    expect((await server.call('GET', '/assets/none.js', page)).status).toBe(404);
  });

  it('gives nothing from outside its folder', async () => {
    symlinkSync(join(server.dir, 'secret.txt'), join(server.deps.webRoot!, 'link.txt'));
    const paths = [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/%2e%2e%5csecret.txt',
      '/link.txt',
      '/.hidden',
      '/secret.txt%00.html',
      '/%',
    ];
    for (const path of paths) {
      const answer = await server.call('GET', path);
      expect([path, answer.text.includes('secret'), answer.text.includes('hidden')]).toEqual([path, false, false]);
      expect([path, answer.status < 500]).toEqual([path, true]);
    }
  });

  it('says so when it was not built', async () => {
    const bare = await openServer({}, { webRoot: join(server.dir, 'nowhere') });
    const answer = await bare.call('GET', '/');
    expect([answer.status, codeOf(answer.json)]).toEqual([503, 'unavailable']);
    await bare.close();
  });
});

describe('errors', () => {
  it('are JSON with a sentence for unknown addresses and broken bodies', async () => {
    const cookie = await server.login();
    expect(codeOf((await server.call('GET', '/api/none', { cookie })).json)).toBe('not-found');
    const post = (body: string, type: string) =>
      server.app.request('/api/session', { method: 'POST', body, headers: { 'content-type': type } });
    expect((await post('{', 'application/json')).status).toBe(400);
    expect((await post('account=admin', 'application/x-www-form-urlencoded')).status).toBe(400);
    const big = await post(JSON.stringify({ account: 'x'.repeat(70_000), password: 'y' }), 'application/json');
    expect([big.status, codeOf(await big.json())]).toEqual([413, 'too-large']);
  });

  it('that nobody foresaw are logged under an id and told without detail', async () => {
    const broken = await openServer({}, { runSource: () => Promise.reject(new Error('secret detail')) });
    const cookie = await broken.login();
    const answer = await broken.call('POST', '/api/sources/forum/run', { cookie });
    expect([answer.status, codeOf(answer.json)]).toEqual([500, 'internal']);
    expect(answer.text).not.toContain('secret detail');
    const logged = broken.errors.map((fields) => JSON.stringify(fields));
    const id = /编号 (\w+)/.exec(answer.text)?.[1];
    expect(logged.some((line) => line.includes('secret detail') && line.includes(id!))).toBe(true);
    await broken.close();
  });

  it('of a busy store ask to come again', async () => {
    const busy = await openServer(
      {},
      {
        submitAction: async () => {
          throw new RetryableError('locked', { retryAfterMs: 2500 });
        },
      },
    );
    const cookie = await busy.login();
    const answer = await busy.call('POST', '/api/alerts/a_1/actions', { cookie, body: { kind: 'acknowledge' } });
    expect([answer.status, codeOf(answer.json), answer.headers.get('retry-after')]).toEqual([503, 'unavailable', '3']);
    await busy.close();
  });
});

describe('health', () => {
  it('needs no log-in and names what fails, without saying why', async () => {
    for (const path of ['/livez', '/readyz', '/healthz']) {
      expect(health.parse((await server.call('GET', path)).json).status).toBe('ok');
    }
    const checks = [{ name: 'bus', run: () => Promise.reject(new Error('secret detail')) }];
    const broken = await openServer({}, { checks });
    const ready = await broken.call('GET', '/readyz');
    expect(ready.status).toBe(503);
    expect(health.parse(ready.json).checks).toEqual([
      { name: 'store', ok: true },
      { name: 'bus', ok: false },
    ]);
    expect(ready.text).not.toContain('secret detail');
    expect((await broken.call('GET', '/livez')).status).toBe(200);
    await broken.close();
  });
});

describe('the OpenAPI description', () => {
  const document = z.object({
    openapi: z.string().startsWith('3.1'),
    paths: z.record(z.string(), z.record(z.string(), z.looseObject({ responses: z.record(z.string(), z.unknown()) }))),
    components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
  });

  it('covers every route of the API', async () => {
    const described = document.parse((await server.call('GET', '/api/openapi.json')).json);
    const named = Object.entries(described.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    const own = ['GET /api/openapi.json', 'GET /api/docs'];
    const routes = server.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path !== '/*' && path !== '*')
      .map(({ method, path }) => `${method} ${path}`);
    expect(new Set(named)).toEqual(new Set(routes.filter((route) => !own.includes(route))));
    expect(named.length).toBeGreaterThan(20);
  });

  it('has no reference that leads nowhere and keeps the shapes of the contract', async () => {
    const { json, text } = await server.call('GET', '/api/openapi.json');
    const { schemas } = document.parse(json).components;
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1]!);
    expect(references.length).toBeGreaterThan(10);
    for (const name of references) expect(Object.keys(schemas)).toContain(name);
    expect(schemas['LoginRequest']).toMatchObject({
      type: 'object',
      required: Object.keys(loginRequest.shape),
      additionalProperties: false,
    });
  });

  it('can be read as a page', async () => {
    const page = await server.call('GET', '/api/docs');
    expect(page.text).toContain('/api/alerts/{id}/actions');
    expect(page.text).not.toContain('<script');
  });
});

describe('listening', () => {
  it('answers on the port it names and stops', async () => {
    const listening = await listen(server.app, { host: '127.0.0.1', port: 0 });
    expect(listening.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(health.parse(await (await fetch(`${listening.address}/livez`)).json()).status).toBe('ok');
    await listening.close();
    await listening.close();
    await expect(fetch(`${listening.address}/livez`)).rejects.toThrow();
  });

  it('names port and setting when the port is taken', async () => {
    const first = await listen(server.app, { host: '127.0.0.1', port: 0 });
    const port = Number(new URL(first.address).port);
    const second = listen(server.app, { host: '127.0.0.1', port });
    await expect(second).rejects.toThrow(ConfigError);
    await expect(second).rejects.toThrow(new RegExp(`YUQING_PORT: 端口 ${port} 已被占用`));
    await first.close();
  });

  it('tells Prometheus what waits, without a log-in, and says so when it cannot', async () => {
    const lags = async () => [
      { topic: 'raw', group: 'analyse', partition: 0, waiting: 7 } as const,
      { topic: 'raw', group: 'analyse', partition: 1, waiting: 0 } as const,
    ];
    const server = await openServer({}, { lags });
    const answer = await server.call('GET', '/metrics');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    const lines = answer.text.trim().split('\n');
    expect(lines.filter((line) => !line.startsWith('#'))).toEqual([
      'yuqing_bus_lag{topic="raw",group="analyse",partition="0"} 7',
      'yuqing_bus_lag{topic="raw",group="analyse",partition="1"} 0',
    ]);
    expect(lines).toContain('# TYPE yuqing_bus_lag gauge');
    const away = await openServer({}, { lags: () => Promise.reject(new Error('secret detail')) });
    const failed = await away.call('GET', '/metrics');
    expect([failed.status, failed.text.includes('secret')]).toEqual([503, false]);
  });
});
