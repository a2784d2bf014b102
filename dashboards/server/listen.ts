import { createAdaptorServer, type Http2Bindings, type HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import { ConfigError } from '../../pipeline/errors.ts';
import type { AppEnv } from './endpoint.ts';

export interface Listening {
  /** `http://127.0.0.1:8080`, with the port really taken. */
  address: string;
  /** Takes no new requests, ends live feeds, waits for what is in flight, at most 5 s. Idempotent. */
  close(): Promise<void>;
}

const LONGEST_CLOSE_MS = 5_000;

/** Opens the socket. ConfigError naming the setting when the port or the host cannot be had. Port 0 = any free one. */
export async function listen(app: Hono<AppEnv>, { host, port }: { host: string; port: number }): Promise<Listening> {
  const feeds = new Set<Http2Bindings['outgoing'] | HttpBindings['outgoing']>();
  const server = createAdaptorServer({
    hostname: host,
    async fetch(request, bindings) {
      const response = await app.fetch(request, bindings);
      const { outgoing } = bindings;
      if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
        feeds.add(outgoing);
        outgoing.once('close', () => feeds.delete(outgoing));
      }
      return response;
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(whyNot(error, host, port)));
    server.listen(port, host, () => resolve());
  });

  let closing: Promise<void> | undefined;
  const close = () =>
    new Promise<void>((resolve) => {
      const force = setTimeout(() => closeAll(server), LONGEST_CLOSE_MS);
      server.close(() => {
        clearTimeout(force);
        resolve();
      });
      for (const feed of feeds) feed.destroy();
      if ('closeIdleConnections' in server) server.closeIdleConnections();
    });
  return {
    address: addressOf(server.address(), host),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

type AdaptorServer = ReturnType<typeof createAdaptorServer>;

function closeAll(server: AdaptorServer) {
  if ('closeAllConnections' in server) server.closeAllConnections();
}

function addressOf(address: ReturnType<AdaptorServer['address']>, host: string): string {
  if (address === null || typeof address === 'string') return `http://${host}`;
  const shown = address.address === '0.0.0.0' || address.address === '::' ? '127.0.0.1' : address.address;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${address.port}`;
}

const REASONS: Readonly<
  Record<string, { setting: string; message: (host: string, port: number) => string; hint: string }>
> = {
  EADDRINUSE: {
    setting: 'YUQING_PORT',
    message: (host, port) => `端口 ${port} 已被占用（${host}:${port}）`,
    hint: '请停掉占用该端口的程序，或用 YUQING_PORT 指定其他端口，例如 YUQING_PORT=8081',
  },
  EACCES: {
    setting: 'YUQING_PORT',
    message: (_, port) => `没有权限使用端口 ${port}`,
    hint: '1024 以下的端口需要管理员权限，请用 YUQING_PORT 指定 1024 以上的端口',
  },
  EADDRNOTAVAIL: {
    setting: 'YUQING_HOST',
    message: (host) => `本机没有地址 ${host}`,
    hint: '请用 YUQING_HOST 指定本机的地址，例如 127.0.0.1 或 0.0.0.0',
  },
  ENOTFOUND: {
    setting: 'YUQING_HOST',
    message: (host) => `找不到主机 ${host}`,
    hint: '请用 YUQING_HOST 指定本机的地址，例如 127.0.0.1 或 0.0.0.0',
  },
};

function whyNot(error: Error, host: string, port: number): Error {
  const reason = 'code' in error && typeof error.code === 'string' ? REASONS[error.code] : undefined;
  if (reason === undefined) return error;
  return new ConfigError([{ where: reason.setting, message: reason.message(host, port), hint: reason.hint }], {
    cause: error,
  });
}
