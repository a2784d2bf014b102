import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clockTime,
  durationWords,
  exactTime,
  fromField,
  relativeTime,
  shortTime,
  startOfDay,
  toField,
  toIso,
} from '../../../dashboards/web/text/time.ts';

const NOW = Date.parse('2026-11-23T09:12:30+08:00');
const ago = (ms: number) => toIso(NOW - ms);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('times on pages are Beijing time', () => {
  it('whatever the offset of the instant', () => {
    expect(exactTime('2026-11-22T17:00:05Z')).toBe('2026-11-23 01:00:05');
    expect(shortTime('2026-11-22T17:00:05Z', NOW)).toBe('11-23 01:00');
    expect(shortTime('2025-12-31T16:00:00Z', NOW)).toBe('01-01 00:00');
    expect(shortTime('2025-12-31T15:59:59Z', NOW)).toBe('2025-12-31 23:59');
    expect(clockTime(NOW)).toBe('09:12:30');
  });

  it('a day begins at Beijing midnight', () => {
    expect(toIso(startOfDay(NOW))).toBe('2026-11-23T00:00:00+08:00');
    expect(toIso(startOfDay(Date.parse('2026-11-22T15:59:59Z')))).toBe('2026-11-22T00:00:00+08:00');
  });
});

describe('relative times', () => {
  it.each([
    [0, '刚刚'],
    [59_000, '刚刚'],
    [MINUTE, '1 分钟前'],
    [59 * MINUTE + 59_000, '59 分钟前'],
    [HOUR, '1 小时前'],
    [9 * HOUR, '9 小时前'],
    [10 * HOUR, '昨天 23:12'],
    [34 * HOUR, '11-21 23:12'],
  ])('%i ms ago is %s', (ms, words) => {
    expect(relativeTime(ago(ms), NOW)).toBe(words);
  });

  it('shortly after midnight last evening is still counted in hours', () => {
    expect(relativeTime('2026-11-22T22:30:00+08:00', Date.parse('2026-11-23T00:40:00+08:00'))).toBe('2 小时前');
  });

  it('a time ahead is given in full, a clock that differs by seconds is not ahead', () => {
    expect(relativeTime(toIso(NOW + 10_000), NOW)).toBe('刚刚');
    expect(relativeTime(toIso(NOW + HOUR), NOW)).toBe('11-23 10:12');
  });
});

describe('durations', () => {
  it.each([
    [9_999, '9 秒'],
    [4 * MINUTE + 9_000, '4 分 09 秒'],
    [2 * HOUR + 5 * MINUTE, '2 小时 5 分'],
    [2 * HOUR, '2 小时'],
    [76 * HOUR, '3 天 4 小时'],
    [-76 * HOUR, '3 天 4 小时'],
  ])('%i ms is %s', (ms, words) => {
    expect(durationWords(ms)).toBe(words);
  });
});

describe('date fields', () => {
  it('read and write Beijing time', () => {
    expect(fromField('2026-11-23T09:12')).toBe('2026-11-23T09:12:00+08:00');
    expect(toField('2026-11-23T01:12:00Z')).toBe('2026-11-23T09:12');
    expect(fromField('')).toBeNull();
    expect(fromField('2026-13-40T09:12')).toBeNull();
  });

  it('give back what they were given', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000_000 }), (minutes) => {
        const field = toField(toIso(minutes * 60_000));
        const back = fromField(field);
        expect(back && Date.parse(back)).toBe(minutes * 60_000);
      }),
    );
  });
});
