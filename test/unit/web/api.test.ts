import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { callApi, queryString } from '../../../dashboards/web/data/api.ts';
import { ApiFailure, isWorthRetrying, wordsOf } from '../../../dashboards/web/data/failure.ts';

const ANSWERS: Record<string, { status: number; body: string }> = {
  '/ok': { status: 200, body: '{"n":1,"serverTime":"2026-11-23T09:12:30+08:00"}' },
  '/nothing': { status: 204, body: '' },
  '/refused': { status: 409, body: '{"error":{"code":"refused","message":"预警已办结","hint":"请刷新"}}' },
  '/proxy': { status: 502, body: '<html>Bad gateway</html>' },
  '/broken': { status: 500, body: 'oops' },
  '/strange': { status: 200, body: '{"n":"one"}' },
};
const schema = z.object({ n: z.number() });
let server: Server;
let base = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = ANSWERS[request.url ?? ''];
    if (!answer) return;
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.body);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  base = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function failureOf(path: string, signal?: AbortSignal): Promise<unknown> {
  return callApi(path, schema, signal ? { signal } : {}).then(
    () => null,
    (error: unknown) => error,
  );
}

describe('asking the API', () => {
  it('gives what the contract reads', async () => {
    expect(await callApi(`${base}/ok`, schema)).toEqual({ n: 1 });
    expect(await callApi(`${base}/nothing`, z.undefined(), { method: 'DELETE' })).toBeUndefined();
  });

  it('passes on the words of the server', async () => {
    const failure = await failureOf(`${base}/refused`);
    expect(failure).toMatchObject({ code: 'refused', message: '预警已办结', hint: '请刷新' });
    expect(isWorthRetrying(failure)).toBe(false);
  });

  it.each([
    ['/proxy', 'unavailable', true],
    ['/broken', 'internal', true],
    ['/strange', 'unreadable', false],
  ])('finds Chinese words for %s', async (path, code, again) => {
    const failure = await failureOf(`${base}${path}`);
    expect(failure).toBeInstanceOf(ApiFailure);
    expect(failure).toMatchObject({ code });
    expect(wordsOf(failure).message).toMatch(/\p{Script=Han}/u);
    expect(wordsOf(failure).hint).toMatch(/\p{Script=Han}/u);
    expect(isWorthRetrying(failure)).toBe(again);
  });

  it('says so when nobody answers', async () => {
    expect(await failureOf('http://127.0.0.1:1/ok')).toMatchObject({ code: 'unreachable', message: '连不上服务器' });
  });

  it('lets an abort through as an abort', async () => {
    const stop = new AbortController();
    const failure = failureOf(`${base}/hangs`, stop.signal);
    stop.abort();
    expect(await failure).toMatchObject({ name: 'AbortError' });
  });

  it('writes lists with commas and leaves out what is empty', () => {
    expect(queryString({ state: ['open', 'closed'], q: '', cursor: null, level: [], limit: 50, x: undefined })).toBe(
      '?state=open%2Cclosed&limit=50',
    );
    expect(queryString({})).toBe('');
  });
});
