import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { EgressRefusedError } from './egress-reasons.ts';
import { type Gate, hostAndPort, type Scope } from './gate.ts';
import type { Exchange } from './http-client.ts';
import { networkProblem } from './network-problem.ts';
import type { TransportError } from './transport-reasons.ts';

/**
 * A forward proxy on loopback whose every connection passes the gate: the way out for a browser, which resolves names,
 * follows redirects and opens sockets by itself. Lives as long as one page and serves that page's scope.
 */
export interface GateProxy {
  /** `http://127.0.0.1:port`. */
  readonly address: string;
  /** Why the last connection to this `host:port` came to nothing; null when none did. */
  problemAt(pair: string): EgressRefusedError | TransportError | null;
  /** Cuts all connections. Idempotent. */
  close(): Promise<void>;
}

export interface GateProxyOptions {
  gate: Gate;
  scope: Scope;
  /** For all that comes in together; beyond it everything is cut and `onOverflow` called once. */
  maxBytes: number;
  onOverflow: () => void;
  onExchange?: (exchange: Exchange) => void;
}

export async function openGateProxy(options: GateProxyOptions): Promise<GateProxy> {
  const { gate, scope, maxBytes, onExchange } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const problems = new Map<string, EgressRefusedError | TransportError>();
  const sockets = new Set<Duplex>();
  let came = 0;

  function count(exchange: Exchange, bytes: number): void {
    exchange.bytes += bytes;
    const before = came;
    came += bytes;
    if (came > maxBytes && before <= maxBytes) {
      for (const socket of sockets) socket.destroy();
      options.onOverflow();
    }
  }

  /** The gate's answer to the text of an address; a refusal is remembered and told. */
  function checked(method: string, text: string): URL | null {
    try {
      return gate.check(text, scope);
    } catch (error) {
      failed({ method, url: text, address: null, status: null, bytes: 0, problem: null }, error);
      return null;
    }
  }

  function failed(exchange: Exchange, error: unknown): void {
    const problem = error instanceof EgressRefusedError ? error : networkProblem(error, exchange.url);
    if (URL.canParse(exchange.url)) problems.set(hostAndPort(new URL(exchange.url)), problem);
    onExchange?.({ ...exchange, problem: problem.reason });
  }

  function forward(asked: IncomingMessage, answer: ServerResponse): void {
    const method = asked.method ?? 'GET';
    const url = checked(method, asked.url ?? '');
    if (url === null) {
      // An answer of ours would look like one of the site's.
      answer.destroy();
      return;
    }
    const exchange: Exchange = { method, url: url.href, address: null, status: null, bytes: 0, problem: null };
    const out = request(url, { method, agent, lookup: gate.lookupFor(url), headers: endToEnd(asked.headers) });
    out.on('response', (response) => {
      exchange.status = response.statusCode ?? 0;
      exchange.address = response.socket.remoteAddress ?? null;
      answer.writeHead(exchange.status, response.statusMessage, endToEnd(response.headers));
      response.on('data', (chunk: Buffer) => count(exchange, chunk.length));
      response.on('error', () => answer.destroy());
      response.on('close', () => onExchange?.(exchange));
      response.pipe(answer);
    });
    out.on('error', (error) => {
      if (exchange.status === null) failed(exchange, error);
      answer.destroy();
    });
    answer.on('close', () => out.destroy());
    asked.pipe(out);
  }

  function tunnel(asked: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = checked('CONNECT', `https://${asked.url ?? ''}/`);
    if (url === null) {
      socket.destroy();
      return;
    }
    const exchange: Exchange = {
      method: 'CONNECT',
      url: url.href,
      address: null,
      status: null,
      bytes: 0,
      problem: null,
    };
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const out = connect({ host, port: Number(url.port || 443), lookup: gate.lookupFor(url) });
    keep(out);
    out.on('connect', () => {
      exchange.status = 200;
      exchange.address = out.remoteAddress ?? null;
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      out.write(head);
      out.on('data', (chunk) => count(exchange, chunk.length));
      out.pipe(socket);
      socket.pipe(out);
    });
    out.on('error', (error) => {
      if (exchange.status === null) failed(exchange, error);
      socket.destroy();
    });
    out.on('close', () => {
      if (exchange.status !== null) onExchange?.(exchange);
      socket.destroy();
    });
    socket.on('error', () => out.destroy());
    socket.on('close', () => out.destroy());
  }

  function keep(socket: Duplex): void {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  }

  const server = createServer(forward);
  server.on('connect', tunnel);
  server.on('connection', (socket: Socket) => keep(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  let closing: Promise<void> | null = null;
  return {
    address: `http://127.0.0.1:${portOf(server.address())}`,
    problemAt: (pair) => problems.get(pair) ?? null,
    close() {
      closing ??= new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
        agent.destroy();
      });
      return closing;
    },
  };
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
  return address.port;
}

/** RFC 9110, 7.6.1: what speaks of one connection is not passed on. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function endToEnd<T extends object>(headers: T): { [name: string]: string | string[] } {
  const kept = Object.entries(headers).filter(
    ([name, value]) => !HOP_BY_HOP.has(name.toLowerCase()) && value !== undefined,
  );
  return Object.fromEntries(kept);
}
