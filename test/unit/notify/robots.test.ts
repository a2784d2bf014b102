import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { PoisonError, RetryableError } from '../../../pipeline/errors.ts';
import { createDingtalk, dingtalkSign } from '../../../pipeline/notify/dingtalk.ts';
import { createFeishu, feishuSign } from '../../../pipeline/notify/feishu.ts';
import { ChannelFaultError, type Notifier, TooLongError } from '../../../pipeline/notify/notifier.ts';
import { splitText } from '../../../pipeline/notify/split-text.ts';
import { createWecom } from '../../../pipeline/notify/wecom.ts';
import { createGate } from '../../../pipeline/outbound/gate.ts';
import { createHttpClient } from '../../../pipeline/outbound/http-client.ts';
import { sampleContent, sampleOutgoing } from '../../support/outgoing.ts';

const SECRET = 'SEC-test-secret';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Got {
  path: string;
  body: unknown;
  bytes: number;
}

/** A platform on loopback: answers as told and keeps what it got. */
async function platform(answer: (response: ServerResponse) => void) {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      got.push({ path: request.url ?? '', body: JSON.parse(bytes.toString('utf8')), bytes: bytes.length });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got };
}

const json = (body: object) => (response: ServerResponse) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

type Kind = 'wecom' | 'dingtalk' | 'feishu';
const PATHS = {
  wecom: '/cgi-bin/webhook/send?key=TOP-SECRET',
  dingtalk: '/robot/send?access_token=TOP-SECRET',
  feishu: '/open-apis/bot/v2/hook/TOP-SECRET',
};

function robot(kind: Kind, origin: string, { now = 1_700_000_000_000, allow = true } = {}): Notifier {
  const gate = createGate({ allowPrivate: allow ? [new URL(origin).host] : [] });
  const client = createHttpClient({ gate, userAgent: 'test' });
  closers.push(async () => client.close());
  const options = { url: origin + PATHS[kind], client, now: () => now, timeoutMs: 2_000 };
  if (kind === 'wecom') return createWecom(options);
  return kind === 'dingtalk'
    ? createDingtalk({ ...options, secret: SECRET })
    : createFeishu({ ...options, secret: SECRET });
}

async function sendWith(kind: Kind, answer: (response: ServerResponse) => void) {
  const { origin, got } = await platform(answer);
  const error = await robot(kind, origin)
    .send(rendered(robot(kind, origin)))
    .then(
      () => null,
      (caught: unknown) => caught,
    );
  return { error, got };
}

function rendered(notifier: Notifier, more: Partial<Parameters<Notifier['send']>[0]> = {}) {
  const content = more.content ?? sampleContent();
  return sampleOutgoing({ content, text: notifier.shape?.render(content) ?? '', ...more });
}

describe('signatures', () => {
  it('are those of the platforms', () => {
    expect(dingtalkSign(SECRET, 1_700_000_000_000)).toBe('Mrhy389nC5p7fqYHgciQpNWFiBNjbTx4Rn5BqEH45jY=');
    expect(feishuSign(SECRET, '1700000000')).toBe('N/YfEei+5/EskDDCjSL3nvdh2x/Igb36CEA5Cc6MdHk=');
  });
});

describe('what is sent', () => {
  it('企业微信: Markdown with the link in it', async () => {
    const { got, error } = await sendWith('wecom', json({ errcode: 0, errmsg: 'ok' }));
    expect(error).toBeNull();
    expect(got[0]?.path).toBe('/cgi-bin/webhook/send?key=TOP-SECRET');
    expect(got[0]?.body).toEqual({
      msgtype: 'markdown',
      markdown: { content: '**【红】某小区外墙渗漏**\n> 风险分：82\n[查看并签收](https://yq.example.gov.cn/a/K3F9)' },
    });
  });

  it('钉钉: a card with a button, signed in the address', async () => {
    const { got, error } = await sendWith('dingtalk', json({ errcode: 0, errmsg: 'ok' }));
    expect(error).toBeNull();
    expect(got[0]?.path).toBe(
      '/robot/send?access_token=TOP-SECRET&timestamp=1700000000000&sign=Mrhy389nC5p7fqYHgciQpNWFiBNjbTx4Rn5BqEH45jY%3D',
    );
    expect(got[0]?.body).toEqual({
      msgtype: 'actionCard',
      actionCard: {
        title: '【红】某小区外墙渗漏',
        text: '### 【红】某小区外墙渗漏\n- 风险分：82',
        btnOrientation: '1',
        btns: [{ title: '查看并签收', actionURL: 'https://yq.example.gov.cn/a/K3F9' }],
      },
    });
  });

  it('飞书: a card coloured by level, signed in the body', async () => {
    const { got, error } = await sendWith('feishu', json({ code: 0, msg: 'success' }));
    expect(error).toBeNull();
    expect(got[0]?.body).toEqual({
      timestamp: '1700000000',
      sign: 'N/YfEei+5/EskDDCjSL3nvdh2x/Igb36CEA5Cc6MdHk=',
      msg_type: 'interactive',
      card: {
        schema: '2.0',
        header: { title: { tag: 'plain_text', content: '【红】某小区外墙渗漏' }, template: 'red' },
        body: {
          elements: [
            { tag: 'markdown', content: '**【红】某小区外墙渗漏**\n风险分：82' },
            {
              tag: 'button',
              text: { tag: 'plain_text', content: '查看并签收' },
              behaviors: [{ type: 'open_url', default_url: 'https://yq.example.gov.cn/a/K3F9' }],
            },
          ],
        },
      },
    });
  });

  it.each<Kind>(['wecom', 'dingtalk', 'feishu'])(
    '%s: crawled text forges no link, mention or heading',
    async (kind) => {
      const { origin, got } = await platform(json({ errcode: 0, code: 0 }));
      const notifier = robot(kind, origin);
      const evil = '[点此](http://evil.example/)<@all>**假**\n# 假标题 \u202e<font color="red">';
      const content = sampleContent({ title: `【红】${evil}`, lines: [{ text: evil, link: null }], link: null });
      await notifier.send(rendered(notifier, { content }));
      const sent = JSON.stringify(got[0]?.body);
      expect(sent).not.toMatch(/\]\(http|<@|<font|http:\/\/evil|\n# /);
      expect(sent).not.toContain('\u202e');
    },
  );

  it.each<[Kind, number]>([
    ['wecom', 4096],
    ['dingtalk', 20_000],
    ['feishu', 20 * 1024],
  ])('%s: no part is above the limit of the platform', async (kind, most) => {
    const { origin, got } = await platform(json({ errcode: 0, code: 0 }));
    const notifier = robot(kind, origin);
    const lines = fc.array(fc.string({ unit: 'grapheme', maxLength: 400 }), { maxLength: 60 });
    for (const sample of fc.sample(lines, 8)) {
      const long = [...sample, '漏水“严重”\n'.repeat(900)].map((text) => ({ text, link: null }));
      const content = sampleContent({ title: `【红】${'长'.repeat(200)}`, lines: long });
      const { shape } = notifier;
      const texts = splitText(shape?.render(content) ?? '', {
        limit: shape?.limit ?? 0,
        measure: shape?.measure ?? (() => 0),
      });
      for (const [i, text] of texts.entries()) {
        await notifier.send(sampleOutgoing({ content, text, part: i + 1, parts: texts.length }));
      }
    }
    for (const { body, bytes } of got) {
      const content = (body as { markdown?: { content: string } }).markdown?.content;
      expect(kind === 'wecom' ? Buffer.byteLength(content ?? '') : bytes).toBeLessThanOrEqual(most);
    }
  });
});

describe('what the codes mean', () => {
  const kinds = { retry: RetryableError, split: TooLongError, 'give-up': PoisonError, fault: ChannelFaultError };
  it.each<[Kind, number, keyof typeof kinds]>([
    ['wecom', 40058, 'split'],
    ['wecom', 45009, 'retry'],
    ['wecom', 93000, 'fault'],
    ['wecom', 12345, 'retry'],
    ['dingtalk', 310000, 'fault'],
    ['dingtalk', 130101, 'retry'],
    ['dingtalk', 410100, 'retry'],
    ['dingtalk', 460101, 'split'],
    ['dingtalk', 101002, 'split'],
    ['dingtalk', 400101, 'fault'],
    ['dingtalk', 430101, 'give-up'],
    ['feishu', 19021, 'fault'],
    ['feishu', 19024, 'fault'],
    ['feishu', 9499, 'give-up'],
    ['feishu', 11232, 'retry'],
    ['feishu', 19036, 'split'],
  ])('%s %i with HTTP 200: %s', async (kind, code, meaning) => {
    const { error } = await sendWith(kind, json({ errcode: code, code, errmsg: '平台原话', msg: '平台原话' }));
    expect(error).toBeInstanceOf(kinds[meaning]);
    expect(String(error)).toContain('平台原话');
  });

  it('waits ten minutes after 钉钉 has blocked the robot', async () => {
    const { error } = await sendWith('dingtalk', json({ errcode: 130101, errmsg: '' }));
    expect(error).toMatchObject({ retryAfterMs: 600_000 });
  });

  it('takes the older answer of 飞书', async () => {
    const { error } = await sendWith('feishu', json({ StatusCode: 0, StatusMessage: 'success' }));
    expect(error).toBeNull();
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['a page of a proxy', (response) => response.writeHead(200).end('<html>')],
    ['half an answer', (response) => response.writeHead(200).end('{"errcode":')],
    ['no code', (response) => response.writeHead(200).end('{}')],
    ['a cut connection', (response) => response.destroy()],
    ['no answer', () => {}],
    ['HTTP 500', (response) => response.writeHead(500).end()],
  ])('tries again after %s, and never tells the address', async (_, answer) => {
    for (const kind of ['wecom', 'dingtalk', 'feishu'] as const) {
      const { error } = await sendWith(kind, answer);
      expect(error).toBeInstanceOf(RetryableError);
      expect(told(error)).not.toMatch(/SECRET|127\.0\.0\.1/);
    }
  });

  it.each([
    ['seconds', { 'retry-after': '90' }, 90_000],
    [
      'a date, by the clock of the answer',
      { 'retry-after': 'Wed, 21 Oct 2015 07:30:00 GMT', date: 'Wed, 21 Oct 2015 07:28:00 GMT' },
      120_000,
    ],
    ['days: an hour is believed', { 'retry-after': '99999999' }, 3_600_000],
    ['a date that is over', { 'retry-after': 'Wed, 21 Oct 2015 07:27:00 GMT', date: 'Wed, 21 Oct 2015 07:28:00 GMT' }],
    ['what nobody can read', { 'retry-after': 'soon' }],
  ])('429 that asks for %s', async (_, headers, asked?: number) => {
    for (const kind of ['wecom', 'dingtalk', 'feishu'] as const) {
      const { error } = await sendWith(kind, (response) => response.writeHead(429, headers).end());
      expect(error).toBeInstanceOf(RetryableError);
      expect(error).toHaveProperty('retryAfterMs', asked);
    }
  });

  it('is told by the gate about a private address, without the address', async () => {
    const { origin, got } = await platform(json({ errcode: 0 }));
    const notifier = robot('wecom', origin, { allow: false });
    const error = await notifier.send(rendered(notifier)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ChannelFaultError);
    expect(told(error)).toContain('YUQING_ALLOW_PRIVATE');
    expect(told(error)).not.toMatch(/SECRET|127\.0\.0\.1/);
    expect(got).toEqual([]);
  });
});

/** All that a log could print of an error. */
function told(error: unknown): string {
  const parts: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause) parts.push(String(at.stack), JSON.stringify(at));
  return parts.join('\n').replaceAll(/ {4}at .*/g, '');
}
