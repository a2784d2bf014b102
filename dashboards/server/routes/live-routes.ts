import type { LiveEvent } from '../../../pipeline/notify/live-feed.ts';
import { liveMessage } from '../../contract.ts';
import { ApiProblem } from '../api-problem.ts';
import { type Endpoint, endpoint, noBody, noQuery } from '../endpoint.ts';
import type { ServerDeps } from '../server-deps.ts';
import type { LiveSession, Sessions } from '../sessions.ts';

const MOST_STREAMS = 500;
const MOST_STREAMS_OF_ONE = 20;
/** Messages a reader may lag behind; beyond it is cut off and catches up by Last-Event-ID. */
const MOST_WAITING = 256;
const RETRY_MS = 2_000;

type Deps = Pick<ServerDeps, 'live' | 'random' | 'log'> & { sessions: Pick<Sessions, 'peek'>; heartbeatMs: number };

/** The live feed. Ids carry a mark of this process, since its count starts anew with each start. */
export function liveRoutes(deps: Deps): Endpoint[] {
  const start = Buffer.from(deps.random(6)).toString('hex');
  const open = new Map<string, number>();
  const spec = {
    method: 'get',
    path: '/api/live',
    tag: '总览',
    summary: '实时更新（server-sent events）',
    query: noQuery,
    body: noBody,
    answers: { 200: liveMessage },
    contentType: 'text/event-stream',
  } as const;
  return [
    endpoint('login', spec, ({ c, session }) => {
      const { account } = session.account;
      refuseTooMany(open, account);
      const stream = liveStream(deps, {
        start,
        session,
        lastId: c.req.header('last-event-id'),
        aborted: c.req.raw.signal,
        opened: () => open.set(account, (open.get(account) ?? 0) + 1),
        closed: () => release(open, account),
      });
      return c.body(stream, 200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store, no-transform',
        'X-Accel-Buffering': 'no',
      });
    }),
  ];
}

function refuseTooMany(open: ReadonlyMap<string, number>, account: string) {
  const all = [...open.values()].reduce((sum, count) => sum + count, 0);
  if (all < MOST_STREAMS && (open.get(account) ?? 0) < MOST_STREAMS_OF_ONE) return;
  throw new ApiProblem('unavailable', '实时连接过多', { hint: '请关闭不用的页面', retryAfter: 30 });
}

function release(open: Map<string, number>, account: string) {
  const left = (open.get(account) ?? 1) - 1;
  if (left > 0) open.set(account, left);
  else open.delete(account);
}

interface StreamOptions {
  start: string;
  session: LiveSession;
  lastId: string | undefined;
  aborted: AbortSignal;
  opened(): void;
  closed(): void;
}

function liveStream(deps: Deps, options: StreamOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let end = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const write = (text: string) => {
          if ((controller.desiredSize ?? 0) <= -MOST_WAITING) return end();
          controller.enqueue(encoder.encode(text));
        };
        const unsubscribe = deps.live.subscribe((event) => write(messageOf(options.start, event)));
        const beat = setInterval(() => void heartbeat(deps, options.session, write, () => end()), deps.heartbeatMs);
        let ended = false;
        end = () => {
          if (ended) return;
          ended = true;
          clearInterval(beat);
          unsubscribe();
          options.closed();
          try {
            controller.close();
          } catch {
            // Closed by the reader already: the state we want.
          }
        };
        options.opened();
        options.aborted.addEventListener('abort', () => end(), { once: true });
        for (const text of greeting(deps, options)) write(text);
      },
      cancel: () => end(),
    },
    { highWaterMark: 16 },
  );
}

/** What a reader gets first: what it missed, or the advice to read everything again. */
function greeting({ live }: Deps, { start, lastId }: StreamOptions): string[] {
  const hello = `retry: ${RETRY_MS}\n${named(start, live.last(), 'hello', {})}`;
  if (lastId === undefined || lastId === '') return [hello];
  const [mark, count] = lastId.split('.');
  const missed = mark === start && /^\d+$/.test(count ?? '') ? live.since(Number(count)) : null;
  if (missed === null) return [hello, named(start, live.last(), 'reload', {})];
  return [`retry: ${RETRY_MS}\n\n`, ...missed.map((event) => messageOf(start, event))];
}

async function heartbeat(deps: Deps, session: LiveSession, write: (text: string) => void, end: () => void) {
  try {
    // Without this an open page would go on seeing the feed after its account was disabled or logged out.
    if ((await deps.sessions.peek(session.id)) === null) return end();
    write(': still here\n\n');
  } catch (error) {
    deps.log.warn({ error: String(error) }, 'live feed could not check its session');
    end();
  }
}

function messageOf(start: string, event: LiveEvent): string {
  return named(start, event.id, event.kind, event);
}

function named(start: string, id: number, kind: string, data: object): string {
  return `id: ${start}.${id}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
}
