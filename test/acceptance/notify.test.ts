import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Chain, GRAVE, openChain, rawPost } from '../support/chain.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A robot of 企业微信 on loopback; `answer` decides on each message. */
async function robot(answer: (response: ServerResponse, count: number) => void) {
  const got: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      got.push(JSON.parse(body).markdown.content);
      answer(response, got.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, got };
}

const taken = (response: ServerResponse) => response.end('{"errcode":0}');

async function chainWith(host: string): Promise<Chain> {
  const chain = await openChain({
    env: {
      YUQING_WECOM_URL: `http://${host}/cgi-bin/webhook/send?key=TOP-SECRET`,
      YUQING_PUBLIC_URL: 'https://yq.example.gov.cn/',
      YUQING_ALLOW_PRIVATE: host,
    },
  });
  closers.push(() => chain.close());
  await chain.ingest.accept([rawPost('1', GRAVE.title, GRAVE.body)]);
  await chain.core.drain();
  return chain;
}

async function pass(chain: Chain, ms: number): Promise<void> {
  chain.clock.now += ms;
  await chain.core.drain();
}

const tokenIn = (text: string) => /https:\/\/yq\.example\.gov\.cn\/a\/([\w.-]+)\)/.exec(text)?.[1] ?? '';

describe('from a post to a person', () => {
  it('a robot tells, nobody answers, the next step is told; the link acknowledges, and there is silence', async () => {
    const { host, got } = await robot(taken);
    const chain = await chainWith(host);
    expect(got).toHaveLength(1);
    expect(got[0]).toContain('为什么通知我：新预警');
    expect(got[0]).not.toContain('TOP-SECRET');
    await pass(chain, 20 * MINUTE);
    await pass(chain, 20 * MINUTE);
    expect(got.length).toBeGreaterThan(1);
    expect(got.at(-1)).toContain('上报');

    const look = await chain.ackLinks.look(tokenIn(got.at(-1) ?? ''));
    if (look.state !== 'ready') throw new Error(look.words);
    const action = chain.ackLinks.actionOf(look, look.receivers[0] ?? '');
    expect(await chain.core.submitAction(action!)).toMatchObject({ state: 'applied' });
    const told = got.length;
    for (let hour = 0; hour < 5; hour++) await pass(chain, 60 * MINUTE);
    expect(got).toHaveLength(told);
    // The link of the first notice is not needed any more, and says who was quicker.
    expect(await chain.ackLinks.look(tokenIn(got[0] ?? ''))).toMatchObject({ state: 'settled' });
    const { items } = await chain.queries.findNotices({}, { limit: 200 });
    expect(items.every((notice) => notice.state === 'sent' || notice.state === 'withheld')).toBe(true);
    expect(items.every((notice) => notice.decisions.length > 0)).toBe(true);
  });

  it('a robot that hangs up, says half and is too busy gets it in the end, once it answers', async () => {
    const moods = [
      (response: ServerResponse) => response.destroy(),
      (response: ServerResponse) => response.end('{"errcode":'),
      (response: ServerResponse) => response.end('{"errcode":45009,"errmsg":"api freq out of limit"}'),
      (response: ServerResponse) => response.writeHead(500).end(),
    ];
    const { host, got } = await robot((response, count) => (moods[count - 1] ?? taken)(response));
    const chain = await chainWith(host);
    for (let i = 0; i < 12 && got.length < 5; i++) await pass(chain, MINUTE);
    const { items } = await chain.queries.findNotices({}, { limit: 200 });
    const first = items.filter(({ channel }) => channel === 'wecom').at(-1);
    expect(first).toMatchObject({ state: 'sent', attempts: 5, reason: 'raised' });
    expect(new Set(got.slice(0, 5)).size).toBe(1);
  });

  it('what was decided and not yet sent goes out after a restart', async () => {
    let well = false;
    const { host, got } = await robot((response) => (well ? taken(response) : response.writeHead(503).end()));
    const chain = await chainWith(host);
    const before = got.length;
    well = true;
    closers.pop();
    const again = await chain.restart();
    closers.push(() => again.close());
    await pass(again, MINUTE);
    expect(got.length).toBe(before + 1);
    const { items } = await again.queries.findNotices({}, { limit: 200 });
    expect(items.filter(({ channel, state }) => channel === 'wecom' && state !== 'sent')).toEqual([]);
  });
});
