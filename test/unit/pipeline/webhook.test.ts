import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { PoisonError, RetryableError } from '../../../pipeline/errors.ts';
import { composeNotices } from '../../../pipeline/notify/compose.ts';
import { ChannelFaultError } from '../../../pipeline/notify/notifier.ts';
import { createOutbox } from '../../../pipeline/notify/outbox.ts';
import { createWebhookNotifier } from '../../../pipeline/notify/webhook.ts';
import { createGate } from '../../../pipeline/outbound/gate.ts';
import { createHttpClient } from '../../../pipeline/outbound/http-client.ts';
import { type Chain, openChain } from '../../support/chain.ts';
import { sampleOutgoing } from '../../support/outgoing.ts';
import { MONDAY_NINE, SILENT_LOG, sampleAlert } from '../../support/samples.ts';

const SECRET = 'a secret of more than twenty-four characters';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A receiver on loopback that answers as told and keeps what it got. */
async function receiver(answer: (request: IncomingMessage, response: ServerResponse, count: number) => void) {
  const got: { headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      got.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      answer(request, response, got.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, got };
}

const alert = sampleAlert();
const [notice] = composeNotices({
  alert,
  receivers: ['质监站:联络员', '人事科:联络员'],
  channels: ['webhook'],
  reason: 'raised',
  round: 0,
  at: alert.detectedAt,
});

const message = sampleOutgoing({ alert }, notice!);

function hook(url: string, timeoutMs = 2_000, allowPrivate = [new URL(url).host]) {
  const client = createHttpClient({ gate: createGate({ allowPrivate }), userAgent: 'test' });
  closers.push(async () => client.close());
  return createWebhookNotifier({
    url,
    client,
    secret: SECRET,
    now: () => MONDAY_NINE,
    timeoutMs,
    linkOf: (id) => `http://board/alerts/${id}`,
  });
}

describe('the webhook', () => {
  it('signs what it sends, after Standard Webhooks', async () => {
    const { url, got } = await receiver((_, response) => response.writeHead(204).end());
    await hook(url).send(message);
    const { headers, body } = got[0]!;
    const expected = createHmac('sha256', SECRET)
      .update(`${notice!.noticeId}.${Math.floor(MONDAY_NINE / 1000)}.${body}`)
      .digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${expected}`);
    expect(headers['webhook-id']).toBe(notice!.noticeId);
    expect(JSON.parse(body)).toMatchObject({ type: 'notice', alert: { link: 'http://board/alerts/a_1' } });
    expect(JSON.parse(body).notice.body).toContain('为什么通知我');
  });

  it.each([
    [500, RetryableError],
    [429, RetryableError],
    [400, PoisonError],
    [404, ChannelFaultError],
    [302, ChannelFaultError],
  ])('takes HTTP %i for what it is', async (status, kind) => {
    const { url } = await receiver((_, response) =>
      response.writeHead(status, { 'retry-after': '7', location: '/' }).end(),
    );
    const error = await hook(url)
      .send(message)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(kind);
    if (error instanceof RetryableError) expect(error.retryAfterMs).toBe(7_000);
  });

  it('tries again after no answer, a slow one and a cut one', async () => {
    const slow = await receiver(() => {});
    const cut = await receiver((_, response) => response.destroy());
    await expect(hook(slow.url, 100).send(message)).rejects.toBeInstanceOf(RetryableError);
    await expect(hook(cut.url).send(message)).rejects.toBeInstanceOf(RetryableError);
    await expect(hook('http://127.0.0.1:19/').send(message)).rejects.toBeInstanceOf(RetryableError);
  });
});

it('does not push to where the gate refuses, and says what to set', async () => {
  const { url, got } = await receiver((_, response) => response.end());
  const refused = await hook(url, 2_000, [])
    .send(message)
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ChannelFaultError);
  expect(String(refused)).toContain('YUQING_ALLOW_PRIVATE');
  expect(got).toEqual([]);
});

describe('the outbox', () => {
  async function chainWithNotice(): Promise<Chain> {
    const chain = await openChain();
    closers.push(() => chain.close());
    await chain.store.commit({ alerts: [alert], notices: [notice!] });
    return chain;
  }

  it('delivers once after the other side has come back, waiting longer each time, with jitter', async () => {
    const { url, got } = await receiver((_, response, count) => response.writeHead(count < 3 ? 503 : 200).end());
    const chain = await chainWithNotice();
    let now = MONDAY_NINE;
    const outbox = createOutbox({
      store: chain.store,
      notifiers: [hook(url)],
      now: () => now,
      random: () => 0.5,
      log: SILENT_LOG,
    });
    const waits: number[] = [];
    for (let i = 0; i < 3; i++) {
      await outbox.deliver();
      const [row] = (await chain.queries.findNotices({}, { limit: 10 })).items;
      if (row?.nextAttemptAt) {
        waits.push(Date.parse(row.nextAttemptAt) - now);
        now = Date.parse(row.nextAttemptAt);
      }
    }
    expect(waits).toEqual([3_000, 5_000]);
    expect(await outbox.deliver()).toBe(0);
    expect(got).toHaveLength(3);
    expect((await chain.queries.findNotices({}, { limit: 10 })).items[0]).toMatchObject({
      state: 'sent',
      attempts: 3,
      problem: null,
    });
  });

  it('withholds with a named reason what no channel is set up for', async () => {
    const chain = await chainWithNotice();
    await createOutbox({
      store: chain.store,
      notifiers: [],
      now: () => MONDAY_NINE,
      random: () => 0,
      log: SILENT_LOG,
    }).deliver();
    expect((await chain.queries.findNotices({}, { limit: 10 })).items[0]).toMatchObject({
      state: 'withheld',
      problem: '渠道“推送接口”没有配置',
      decisions: [{ code: 'queued' }, { code: 'no-channel' }],
    });
  });
});
