import { pino } from 'pino';
import type { Logger } from './stage.ts';

/**
 * JSON lines, one an event. `start` and `demo` write them to standard output after the address; commands that print
 * results keep standard output for those and log to standard error.
 */
export function createLogger(level: string, to: 'stdout' | 'stderr'): Logger {
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['*.password', '*.secret', '*.authorization'],
    },
    pino.destination({ dest: to === 'stdout' ? 1 : 2, sync: true }),
  );
  return {
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
  };
}
