import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { PoisonError, RetryableError } from '../errors.ts';
import { EGRESS_REASONS, EgressRefusedError } from '../outbound/egress-reasons.ts';
import type { OpenMailSocket } from '../outbound/mail-socket.ts';
import { reasonOfCode } from '../outbound/network-problem.ts';
import { TRANSPORT_WORDS, type TransportReason } from '../outbound/transport-reasons.ts';
import { plain, plainText } from './content.ts';
import { ChannelFaultError, type Notifier } from './notifier.ts';
import { utf8Bytes } from './split-text.ts';

export interface EmailOptions {
  /** `smtps://user:password@host:465`, or `smtp://…:587`, which turns to TLS when the server offers it. */
  url: string;
  from: string;
  openSocket: OpenMailSocket;
  /** For each step of the conversation. */
  timeoutMs?: number;
}

const MINUTE_MS = 60_000;
/** Mails are read on phones: beyond this the rest is on the page. */
const MOST_BYTES = 64 * 1024;

/**
 * E-mail over SMTP (RFC 5321). The Message-ID is the idempotency key, so that a mail sent twice (the connection broke
 * after DATA) is one mail to those who compare. 4xx is tried again (greylisting), 5xx is not.
 */
export function createEmail({ url, from, openSocket, timeoutMs = 20_000 }: EmailOptions): Notifier {
  const server = new URL(url);
  const secure = server.protocol === 'smtps:';
  const port = Number(server.port) || (secure ? 465 : 587);
  const domain = from.split('@').at(-1)?.replace(/>.*/, '') ?? 'localhost';
  const transport = createTransport({
    host: server.hostname,
    port,
    secure,
    ...(server.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(server.username), pass: decodeURIComponent(server.password) } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    // A mail of ours has no attachments; nothing may make it read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
    getSocket(_options, callback) {
      openSocket(server.hostname, port).then(
        (connection) => callback(null, { connection }),
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });

  return {
    channel: 'email',
    shape: {
      addressOf: ({ email }) => email,
      rates: [{ count: 60, perMs: MINUTE_MS }],
      limit: MOST_BYTES,
      measure: utf8Bytes,
      render: plainText,
    },
    async send({ key, content, text, part, parts, to }) {
      const mark = parts > 1 ? `(${part}/${parts}) ` : '';
      try {
        const done = await transport.sendMail({
          from,
          to: to.flatMap(({ email }) => email ?? []),
          subject: mark + plain(content.title),
          text,
          messageId: `<${key}@${domain}>`,
          priority: content.level === '红' ? 'high' : 'normal',
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        const refused = done.rejected.length > 0 ? `，${done.rejected.length} 个地址被拒` : '';
        return { answer: `${done.accepted.length} 个地址已接收${refused}` };
      } catch (error) {
        throw asMailError(error);
      }
    },
  };
}

/** `originalCode` is that of the system or of TLS, where `code` is the mail library's own. */
const smtpError = z.object({
  code: z.string().optional(),
  originalCode: z.string().optional(),
  responseCode: z.number().optional(),
});
const BY_LIBRARY_CODE: Readonly<Record<string, TransportReason>> = { ETLS: 'tls', ECONNECTION: 'connection-lost' };
const ENCRYPTION = '请检查服务器的证书，以及 YUQING_SMTP_URL 该用 smtps（465 端口）还是 smtp（587 端口）';

function asMailError(error: unknown): Error {
  if (error instanceof EgressRefusedError && error.reason !== 'unresolved') {
    return new ChannelFaultError(
      `邮件服务器被出站闸门拒绝：${EGRESS_REASONS[error.reason]}；内网地址须写入 YUQING_ALLOW_PRIVATE`,
    );
  }
  const parsed = smtpError.safeParse(error);
  const { code, originalCode, responseCode } = parsed.success ? parsed.data : {};
  const words = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, 200);
  if (responseCode !== undefined && responseCode < 500) return new RetryableError(`邮件服务器暂不接收：${words}`);
  if (code === 'EAUTH' || code === 'EOAUTH2' || code === 'ENOAUTH') {
    return new ChannelFaultError(`邮件服务器不让登录：${words}；请检查 YUQING_SMTP_URL`);
  }
  if (responseCode !== undefined) return new PoisonError(`邮件服务器拒收：${words}`);
  const reason = BY_LIBRARY_CODE[code ?? ''] ?? reasonOfCode(originalCode ?? code ?? '');
  if (reason === null) return new RetryableError(`邮件没有送达：${words}`);
  const told = `邮件没有送达：${TRANSPORT_WORDS[reason]}${originalCode === undefined ? '' : `（${originalCode}）`}`;
  return new RetryableError(reason === 'tls' ? `${told}；${ENCRYPTION}` : told);
}
