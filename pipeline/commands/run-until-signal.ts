import type { Logger } from '../stage.ts';
import { EXIT } from './command.ts';

interface Running {
  close(): Promise<void>;
}

/**
 * Starts something and keeps it until SIGTERM or SIGINT (drained, exit code 0) or until it says it cannot go on
 * (closed, exit code 1). A second signal ends the process at once.
 */
export async function runUntilSignal(
  log: Logger,
  start: (onFatal: (error: unknown) => void) => Promise<Running>,
): Promise<number> {
  const end = Promise.withResolvers<number>();
  let signalled = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (signalled) process.exit(EXIT.no);
    signalled = true;
    log.info({ signal }, 'stopping');
    end.resolve(EXIT.done);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  process.on('SIGXFSZ', onlyAnError);
  try {
    const running = await start((error) => {
      log.error({ err: error instanceof Error ? (error.stack ?? error.message) : String(error) }, 'cannot go on');
      end.resolve(EXIT.no);
    });
    const code = await end.promise;
    await running.close();
    log.info({}, 'stopped');
    return code;
  } finally {
    process.off('SIGTERM', onSignal);
    process.off('SIGINT', onSignal);
    process.off('SIGXFSZ', onlyAnError);
  }
}

/**
 * A file that reached the limit the system sets (`ulimit -f`): the write fails with an error of its own, which is told and
 * tried again like a full disk. Unless somebody listens, a library that cleans up at the end takes the signal for the end.
 */
function onlyAnError(): void {}
