import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextDigest, parseQuietHours, quietUntil } from '../../../pipeline/notify/quiet-hours.ts';
import { createSendWindow } from '../../../pipeline/notify/send-window.ts';

const rate = fc.record({ count: fc.integer({ min: 1, max: 30 }), perMs: fc.integer({ min: 100, max: 60_000 }) });

describe('a send window', () => {
  it('never lets more through in any stretch than its rates say, and always some', () => {
    const waits = fc.array(fc.tuple(fc.integer({ min: 0, max: 5_000 }), fc.boolean()), {
      minLength: 50,
      maxLength: 200,
    });
    fc.assert(
      fc.property(fc.array(rate, { minLength: 1, maxLength: 3 }), waits, (rates, steps) => {
        const window = createSendWindow(rates);
        const sent: number[] = [];
        let now = 1_000_000;
        for (const [wait, urgent] of steps) {
          now += wait;
          const free = window.nextFree(now, urgent);
          expect(window.mayLeave(now, urgent)).toBe(free === now);
          expect(window.mayLeave(free, urgent)).toBe(true);
          if (free !== now) continue;
          window.take(now);
          sent.push(now);
          for (const { count, perMs } of rates) {
            expect(sent.filter((at) => at > now - perMs).length).toBeLessThanOrEqual(count);
          }
        }
        expect(sent.length).toBeGreaterThan(0);
      }),
    );
  });

  it('goes on where it was after a restart', () => {
    const rates = [{ count: 3, perMs: 60_000 }];
    const window = createSendWindow(rates);
    for (const at of [0, 1, 2]) window.take(1_000_000 + at);
    const again = createSendWindow(rates, window.times(1_000_010));
    expect(again.nextFree(1_000_010, true)).toBe(window.nextFree(1_000_010, true));
    expect(again.mayLeave(1_000_010, true)).toBe(false);
  });
});

describe('quiet hours', () => {
  const at = (text: string) => Date.parse(`2026-03-02T${text}+08:00`);
  const night = parseQuietHours('22:00-07:00');
  const noon = parseQuietHours('12:00—14:00');

  it.each([
    ['21:59:59', null],
    ['22:00:00', '2026-03-03T07:00:00+08:00'],
    ['00:00:00', '2026-03-02T07:00:00+08:00'],
    ['06:59:59', '2026-03-02T07:00:00+08:00'],
    ['07:00:00', null],
  ])('over midnight, at %s', (time, end) => {
    expect(quietUntil(night, at(time))).toBe(end === null ? null : Date.parse(end));
  });

  it('within a day', () => {
    expect(quietUntil(noon, at('13:59:59'))).toBe(at('14:00:00'));
    expect(quietUntil(noon, at('14:00:00'))).toBeNull();
  });

  it.each(['', '22-7', '24:00-07:00', '22:60-07:00', '07:00-07:00', 'x22:00-07:00'])('“%s” is none', (text) => {
    expect(parseQuietHours(text)).toBeNull();
  });

  it('digests leave seven minutes past the hour', () => {
    expect(nextDigest(at('09:00:00'))).toBe(at('09:07:00'));
    expect(nextDigest(at('09:07:00'))).toBe(at('09:07:00'));
    expect(nextDigest(at('09:07:01'))).toBe(at('10:07:00'));
    expect(nextDigest(at('23:30:00'))).toBe(at('00:07:00') + 86_400_000);
  });
});
