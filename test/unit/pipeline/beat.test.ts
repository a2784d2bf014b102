import { describe, expect, it } from 'vitest';
import { startBeat } from '../../../pipeline/beat.ts';
import { RetryableError } from '../../../pipeline/errors.ts';
import { createLiveFeed } from '../../../pipeline/notify/live-feed.ts';
import { until } from '../../support/waiting.ts';

describe('a beat that fails', () => {
  it('goes on, and calls only that an error which does not pass by itself', async () => {
    const told: string[] = [];
    const tell = (level: string) => (fields: object) => told.push(`${level} ${JSON.stringify(fields)}`);
    const failures = [new RetryableError('away'), new Error('broken'), new RetryableError('away again')];
    let rounds = 0;
    const stop = startBeat(
      async () => {
        rounds += 1;
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
      },
      {
        name: 'sweep',
        everyMs: 5,
        live: createLiveFeed(),
        log: { info: tell('info'), warn: tell('warn'), error: tell('error') },
      },
    );
    await until(
      async () => rounds,
      (count) => count > 3,
    );
    await stop();
    expect(told.map((line) => line.split(' ')[0])).toEqual(['warn', 'error', 'warn']);
    expect(told[0]).toContain('away');
    expect(told[0]).toContain('sweep');
  });
});
