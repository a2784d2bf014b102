import { createServer as createNetServer, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { PoisonError, RetryableError } from '../../../pipeline/errors.ts';
import { createEmail } from '../../../pipeline/notify/email.ts';
import { ChannelFaultError } from '../../../pipeline/notify/notifier.ts';
import { createGate } from '../../../pipeline/outbound/gate.ts';
import type { Exchange } from '../../../pipeline/outbound/http-client.ts';
import { createMailSocket } from '../../../pipeline/outbound/mail-socket.ts';
import { sampleOutgoing } from '../../support/outgoing.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A real mail server on loopback. */
async function mailServer(options: SMTPServerOptions = {}) {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString('utf8'));
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, mails };
}

const refusal = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode });

function email(port: number, { allow = true, auth = '', timeoutMs = 5_000, scheme = 'smtp' } = {}) {
  const exchanges: Exchange[] = [];
  const gate = createGate({ allowPrivate: allow ? [`127.0.0.1:${port}`] : [] });
  const openSocket = createMailSocket(gate, (exchange) => exchanges.push(exchange));
  const notifier = createEmail({
    url: `${scheme}://${auth}127.0.0.1:${port}`,
    from: '住建舆情 <yuqing@example.gov.cn>',
    openSocket,
    timeoutMs,
  });
  return { notifier, exchanges };
}

const MAIL = sampleOutgoing({
  key: 'n_key',
  text: '【红】某小区外墙渗漏\n.\n风险分：82',
  to: [
    { name: '王五', email: 'wang@example.gov.cn' },
    { name: '赵六', email: 'zhao@example.gov.cn' },
  ],
});

async function failureWith(options: SMTPServerOptions, more = {}) {
  const { port } = await mailServer(options);
  return email(port, more)
    .notifier.send(MAIL)
    .then(
      () => null,
      (error: unknown) => error,
    );
}

describe('e-mail', () => {
  it('arrives whole at everybody on duty, with the key as Message-ID', async () => {
    const { port, mails } = await mailServer();
    const { notifier, exchanges } = email(port);
    expect(await notifier.send(MAIL)).toEqual({ answer: '2 个地址已接收' });
    const [mail = ''] = mails;
    expect(mail).toContain('Message-ID: <n_key@example.gov.cn>');
    expect(mail).toContain('Auto-Submitted: auto-generated');
    expect(mail).toMatch(/^To: wang@example.gov.cn, zhao@example.gov.cn/m);
    const text = Buffer.from(mail.split('\r\n\r\n').slice(1).join('\r\n\r\n').replace(/\s/g, ''), 'base64').toString(
      'utf8',
    );
    expect(text.replaceAll('\r\n', '\n').trimEnd()).toBe(MAIL.text);
    expect(exchanges).toMatchObject([{ method: 'SMTP', url: `smtp://127.0.0.1:${port}`, problem: null }]);
  });

  it.each<[string, SMTPServerOptions, new (...args: never[]) => Error]>([
    ['greylisting', { onRcptTo: (_a, _s, done) => done(refusal(451, 'try again later')) }, RetryableError],
    ['an unknown mailbox', { onRcptTo: (_a, _s, done) => done(refusal(550, 'no such user')) }, PoisonError],
    [
      'a full disk after DATA',
      {
        onData: (stream, _s, done) => {
          stream.resume();
          stream.on('end', () => done(refusal(452, 'full')));
        },
      },
      RetryableError,
    ],
    [
      'refused content',
      {
        onData: (stream, _s, done) => {
          stream.resume();
          stream.on('end', () => done(refusal(554, 'spam')));
        },
      },
      PoisonError,
    ],
    ['a busy server', { onConnect: (_s, done) => done(refusal(421, 'busy')) }, RetryableError],
  ])('%s', async (_, options, kind) => {
    expect(await failureWith(options)).toBeInstanceOf(kind);
  });

  it('a wrong password is for the administrator', async () => {
    const wrong: SMTPServerOptions = {
      authOptional: false,
      onAuth: (_a, _s, done) => done(refusal(535, 'bad password')),
    };
    const error = await failureWith(wrong, { auth: 'yuqing:secret%21pass@' });
    expect(error).toBeInstanceOf(ChannelFaultError);
    expect(String(error)).not.toContain('secret!pass');
  });

  it('one refused address of two is told, the mail is not sent twice', async () => {
    const { port, mails } = await mailServer({
      onRcptTo: ({ address }, _s, done) => done(address.startsWith('zhao') ? refusal(550, 'no') : null),
    });
    expect((await email(port).notifier.send(MAIL)).answer).toBe('1 个地址已接收，1 个地址被拒');
    expect(mails).toHaveLength(1);
  });

  it('is tried again when nobody answers, the greeting is slow, or the line breaks after DATA', async () => {
    const sockets: Socket[] = [];
    const silent = createNetServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    closers.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => silent.close(resolve));
    });
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(email(port, { timeoutMs: 200 }).notifier.send(MAIL)).rejects.toBeInstanceOf(RetryableError);
    const sink = createNetServer((socket) => {
      socket.write('220 ready\r\n');
      socket.on('data', (chunk) => {
        const said = chunk.toString();
        // Takes the whole mail, and is gone before it says so.
        if (/^\.\r?$/m.test(said)) socket.destroy();
        else if (/^DATA/m.test(said)) socket.write('354 go on\r\n');
        else socket.write('250 ok\r\n');
      });
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => sink.close(() => resolve())));
    const place = sink.address();
    const cut = email(typeof place === 'object' && place !== null ? place.port : 0).notifier.send(MAIL);
    await expect(cut).rejects.toBeInstanceOf(RetryableError);
    await expect(email(1).notifier.send(MAIL)).rejects.toBeInstanceOf(RetryableError);
  });

  it.each<[string, 'smtp' | 'smtps', SMTPServerOptions]>([
    ['a certificate that nobody vouches for, after STARTTLS', 'smtp', { disabledCommands: [] }],
    ['the same from the start', 'smtps', { secure: true }],
    ['a server that knows no TLS at that port', 'smtps', {}],
  ])('is not sent past %s, and says so in words', async (_, scheme, options) => {
    const { port, mails } = await mailServer(options);
    const error = await email(port, { scheme })
      .notifier.send(MAIL)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RetryableError);
    expect(String(error)).toMatch(/证书或加密协商失败（\w+）；请检查服务器的证书，以及 YUQING_SMTP_URL/);
    expect(mails).toEqual([]);
  });

  it.each([
    ['nobody at the port', (socket: Socket) => socket.resetAndDestroy(), /连接(被拒绝|中断)/],
    ['a line that is closed at once', (socket: Socket) => socket.end(), /连接中断/],
  ])('%s is told in words', async (_, behave, words) => {
    const server = createNetServer((socket) => {
      socket.on('error', () => {});
      behave(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => server.close(() => resolve())));
    const place = server.address();
    const sent = email(typeof place === 'object' && place !== null ? place.port : 0).notifier.send(MAIL);
    await expect(sent).rejects.toThrow(words);
  });

  it('goes nowhere that the gate refuses', async () => {
    const { port, mails } = await mailServer();
    const { notifier, exchanges } = email(port, { allow: false });
    const error = await notifier.send(MAIL).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ChannelFaultError);
    expect(String(error)).toContain('YUQING_ALLOW_PRIVATE');
    expect(mails).toEqual([]);
    expect(exchanges).toMatchObject([{ problem: 'private-address' }]);
  });

  it('a title cannot add headers', async () => {
    const { port, mails } = await mailServer();
    const title = '【红】标题\r\nBcc: evil@example.com';
    await email(port).notifier.send({ ...MAIL, content: { ...MAIL.content, title } });
    expect(mails[0]).not.toMatch(/^Bcc:/m);
  });
});
