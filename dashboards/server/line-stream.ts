import type { AppContext } from './endpoint.ts';
import { problemOf } from './error-answer.ts';
import type { ServerDeps } from './server-deps.ts';

export const LINES = 'application/x-ndjson';

/**
 * An answer of one JSON value a line, each sent as it comes. The signal of the work is aborted when the reader goes away.
 * What fails on the way is a last line of kind `failed`, since the status has been sent by then.
 */
export function lineStream<Line>(
  c: AppContext,
  deps: Pick<ServerDeps, 'log' | 'random'>,
  work: (options: { tell(line: Line): void; signal: AbortSignal }) => Promise<void>,
): Response {
  const encoder = new TextEncoder();
  const gone = new AbortController();
  const signal = AbortSignal.any([c.req.raw.signal, gone.signal]);
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (line: unknown) => {
        if (!signal.aborted) controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      };
      try {
        await work({ tell: send, signal });
      } catch (error) {
        if (signal.aborted) return;
        const { message, hint } = problemOf(error, c, deps);
        send({ kind: 'failed', message, hint });
      }
      if (!signal.aborted) controller.close();
    },
    cancel: () => gone.abort(),
  });
  return c.body(stream, 200, {
    'Content-Type': `${LINES}; charset=utf-8`,
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  });
}
