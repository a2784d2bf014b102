import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ConfigError } from '../../pipeline/errors.ts';
import type { Logger } from '../../pipeline/stage.ts';
import { loadContent } from './load-content.ts';
import { answerPath } from './routes.ts';
import { createTimeline, type Timeline, type TownChange } from './timeline.ts';

export interface TownOptions {
  /** 0 = any free port. */
  port?: number;
  /** Epoch ms. All dates of the town count from the first reading. */
  now: () => number;
  /** Milliseconds between two releases, default 18,000; 0 = only by `tick()`. */
  growEveryMs?: number;
  /** Milliseconds to the first release, default 8,000 or `growEveryMs`, whichever is shorter. */
  firstAfterMs?: number;
  log: Logger;
}

export interface Town {
  readonly port: number;
  /** `http://127.0.0.1:<port>`, without a slash at the end: what `{town}` stands for in catalogue.yaml. */
  readonly origin: string;
  /** Releases the next post, answer or reply now. */
  tick(): TownChange;
  /** Stops the growth and every connection. May be called twice. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/**
 * Serves the example town on loopback only, never on another address. Throws ConfigError when the port is taken or a
 * content file is wrong.
 */
export async function startTown(options: TownOptions): Promise<Town> {
  const { now, log, growEveryMs = 18_000, firstAfterMs = Math.min(8_000, growEveryMs) } = options;
  const timeline = createTimeline(loadContent(), { now });
  let origin = '';
  const server = createServer((request, response) => {
    serve(request, response, { timeline, now, origin, log });
  });
  const port = await listen(server, options.port ?? 0);
  origin = `http://${HOST}:${port}`;

  function tick(): TownChange {
    const change = timeline.grow();
    log.info({ kind: change.kind, site: change.post.site, no: change.post.no, title: change.post.title }, 'town grew');
    return change;
  }
  const stopGrowth = growEveryMs > 0 ? repeat(tick, firstAfterMs, growEveryMs) : () => {};
  log.info({ origin, growEveryMs }, 'demo town open');

  let closing: Promise<void> | null = null;
  return {
    port,
    origin,
    tick,
    close() {
      closing ??= new Promise((resolve, reject) => {
        stopGrowth();
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      });
      return closing;
    },
  };
}

/** Runs `work` after `first` and then every `every` milliseconds, until the returned function is called. */
function repeat(work: () => void, first: number, every: number): () => void {
  let timer = setTimeout(next, first);
  function next() {
    timer = setTimeout(next, every);
    work();
  }
  return () => clearTimeout(timer);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new ConfigError(
              [{ where: `端口 ${port}`, message: '演示网站的端口已被占用', hint: '换一个端口，或停掉占用它的程序' }],
              { cause: error },
            )
          : error,
      );
    });
    server.listen({ host: HOST, port }, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the town got no TCP port'));
      else resolve(address.port);
    });
  });
}

interface Serving {
  timeline: Timeline;
  now: () => number;
  origin: string;
  log: Logger;
}

function serve(request: IncomingMessage, response: ServerResponse, { timeline, now, origin, log }: Serving): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD', 'content-length': 0 }).end();
    return;
  }
  if (!URL.canParse(request.url ?? '/', origin)) {
    response.writeHead(400, { 'content-length': 0 }).end();
    return;
  }
  const url = new URL(request.url ?? '/', origin);
  if (/^\/(?:zjj\/neibu|bbs\/member)\//.test(url.pathname)) {
    log.warn({ path: url.pathname, agent: request.headers['user-agent'] ?? null }, 'a page behind robots.txt was read');
  }
  const answer = answerPath({ timeline, now: now(), origin }, url.pathname, url.searchParams);
  const etag = `"${createHash('sha256').update(answer.body).digest('base64url').slice(0, 22)}"`;
  if (answer.status === 200 && request.headers['if-none-match'] === etag) {
    response.writeHead(304, { etag }).end();
    return;
  }
  response.writeHead(answer.status, {
    'content-type': answer.type,
    'content-length': answer.body.length,
    'cache-control': 'no-cache',
    ...(answer.status === 200 ? { etag } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}
