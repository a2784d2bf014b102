import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dayOf,
  fromShanghai,
  shanghaiFields,
  startOfDay,
  toEpoch,
  toShanghai,
} from '../../../pipeline/model/calendar.ts';
import { deterministicId } from '../../../pipeline/model/ids.ts';
import { createRawItem } from '../../../pipeline/model/raw-item.ts';

const epochSecond = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000);

describe('calendar', () => {
  it('goes to Shanghai time and back', () => {
    fc.assert(
      fc.property(epochSecond, (ms) => {
        expect(toEpoch(toShanghai(ms))).toBe(ms);
        const { year, month, day, hour, minute, second } = shanghaiFields(ms);
        expect(fromShanghai(year, month, day, hour, minute, second)).toBe(ms);
        expect(dayOf(startOfDay(ms))).toBe(dayOf(ms));
        expect(toShanghai(startOfDay(ms))).toMatch(/T00:00:00\+08:00$/);
      }),
    );
  });

  it.each([
    [2019, 2, 30, 0, 0],
    [2019, 4, 25, 25, 0],
    [2019, 13, 1, 0, 0],
  ])('has no %i-%i-%i %i:%i', (...fields) => {
    expect(fromShanghai(...fields)).toBeNull();
  });
});

describe('ids', () => {
  it('does not confuse parts', () => {
    expect(deterministicId('x', 'a', 'bc')).not.toBe(deterministicId('x', 'ab', 'c'));
    expect(deterministicId('x', 'a')).toMatch(/^x_[a-z2-7]{20}$/);
  });
});

describe('createRawItem', () => {
  const input = {
    sourceId: 'forum',
    sourceName: '论坛',
    channel: 'forum' as const,
    nativeId: null,
    url: 'http://forum.example/1',
    title: '漏水',
    body: '车库漏水',
    fetchedAt: '2026-03-02T09:00:00+08:00',
  };

  it('names the post by its address and the version by its content', () => {
    const first = createRawItem(input);
    const edited = createRawItem({ ...input, body: '车库漏水，已经修好' });
    const again = createRawItem({ ...input, fetchedAt: '2026-03-03T09:00:00+08:00', metrics: { reads: 5 } });
    expect(edited.docId).toBe(first.docId);
    expect(edited.rawId).not.toBe(first.rawId);
    expect(again.rawId).toBe(first.rawId);
  });
});
