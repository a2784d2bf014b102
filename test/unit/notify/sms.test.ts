import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { PoisonError } from '../../../pipeline/errors.ts';
import { createSms, type SmsOptions } from '../../../pipeline/notify/sms.ts';
import { createGate } from '../../../pipeline/outbound/gate.ts';
import { createHttpClient } from '../../../pipeline/outbound/http-client.ts';
import { sampleContent, sampleOutgoing } from '../../support/outgoing.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function gateway(answer: string, more: Partial<SmsOptions>) {
  const got: { type: string; key: string; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      got.push({ type: request.headers['content-type'] ?? '', key: request.headers.authorization ?? '', body });
      response.end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createHttpClient({ gate: createGate({ allowPrivate: [host] }), userAgent: 'test' });
  closers.push(async () => client.close());
  const notifier = createSms({
    url: `http://${host}/send`,
    client,
    body: '',
    header: undefined,
    taken: undefined,
    ...more,
  });
  return { notifier, got };
}

const content = sampleContent({ brief: '【红】"外墙"\n渗漏&塌' });
const to = [{ name: '王五', mobile: '13800000000' }, { name: '赵六', mobile: '13900000000' }, { name: '无号' }];

describe('short messages', () => {
  it('as JSON: what is put in is escaped, several numbers are joined', async () => {
    const body = '{"phones":"{{手机}}","msg":{"text":"{{内容}}"},"id":"{{ 编号 }}","other":"{{别的}}"}';
    const { notifier, got } = await gateway('{ "code": 0 }', {
      body,
      header: 'Authorization: Bearer k',
      taken: '"code":0',
    });
    const text = notifier.shape?.render(content) ?? '';
    await notifier.send(sampleOutgoing({ key: 'n_1', content, text, to }));
    expect(got[0]).toMatchObject({ type: expect.stringContaining('json'), key: 'Bearer k' });
    expect(JSON.parse(got[0]?.body ?? '')).toEqual({
      phones: '13800000000,13900000000',
      msg: { text: '【红】"外墙" 渗漏&塌 https://yq.example.gov.cn/a/K3F9' },
      id: 'n_1',
      other: '{{别的}}',
    });
  });

  it('as a form', async () => {
    const { notifier, got } = await gateway('OK', { body: 'm={{手机}}&c={{内容}}' });
    await notifier.send(sampleOutgoing({ content, text: '内容&m=1', to }));
    expect(Object.fromEntries(new URLSearchParams(got[0]?.body))).toEqual({
      m: '13800000000,13900000000',
      c: '内容&m=1',
    });
  });

  it('a gateway that says no with HTTP 200 is believed', async () => {
    const { notifier } = await gateway('{"code":1001,"msg":"余额不足"}', {
      body: 'm={{手机}}&c={{内容}}',
      taken: '"code":0',
    });
    const error = await notifier.send(sampleOutgoing({ content, to })).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(PoisonError);
    expect(String(error)).toContain('余额不足');
  });
});
