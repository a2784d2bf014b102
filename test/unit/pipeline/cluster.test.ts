import { describe, expect, it } from 'vitest';
import { chooseEvent, joinEvent, openEvent, titleOf } from '../../../pipeline/cluster/cluster.ts';
import { NO_PLACES } from '../../../pipeline/model/verdict.ts';
import { sampleAnalysed } from '../../support/samples.ts';

const at = (day: string) => ({
  publishedAt: `2026-03-${day}T10:00:00+08:00`,
  eventTime: `2026-03-${day}T10:00:00+08:00`,
});
const estate = (name: string | null, district: string | null = null) => ({
  places: { ...NO_PLACES, district, estate: name },
});

describe('chooseEvent', () => {
  const leak = openEvent(sampleAnalysed(at('02')));

  it('joins posts on the same estate and matter', () => {
    const post = sampleAnalysed({ docId: 'd_2', ...at('03') }, { keywords: ['车库', '漏水', '开发商'] });
    expect(chooseEvent(post, [leak])?.eventId).toBe(leak.eventId);
  });

  it('keeps another estate, another district and another week apart', () => {
    const elsewhere = sampleAnalysed({ docId: 'd_2', ...at('03') }, estate('东湖雅苑'));
    const otherDistrict = sampleAnalysed({ docId: 'd_3', ...at('03') }, estate(null, '临清市'));
    const later = sampleAnalysed({ docId: 'd_4', ...at('20') });
    for (const post of [elsewhere, otherDistrict, later]) expect(chooseEvent(post, [leak])).toBeNull();
  });

  it('does not care in which order candidates come', () => {
    const other = openEvent(sampleAnalysed({ docId: 'd_9', ...at('01') }));
    const post = sampleAnalysed({ docId: 'd_2', ...at('03') });
    expect(chooseEvent(post, [leak, other])).toEqual(chooseEvent(post, [other, leak]));
    expect(chooseEvent(post, [leak, other])?.eventId).toBe(other.eventId);
  });
});

describe('joinEvent', () => {
  it('counts posts and sources and widens the time', () => {
    const event = openEvent(sampleAnalysed(at('02')));
    const joined = joinEvent(event, sampleAnalysed({ docId: 'd_2', sourceId: 'news', ...at('01') }));
    expect(joined).toMatchObject({ postCount: 2, sourceCount: 2, sources: ['forum', 'news'] });
    expect(joined.firstAt).toContain('2026-03-01');
    expect(joined.lastAt).toContain('2026-03-02');
  });
});

describe('titleOf', () => {
  it('takes the text’s first sentence where there is no title, never longer than 40 characters', () => {
    expect(titleOf(sampleAnalysed({ title: ' ', text: '楼道里没有灯。晚上很危险。' }))).toBe('楼道里没有灯');
    expect(Array.from(titleOf(sampleAnalysed({ title: '很'.repeat(90) })))).toHaveLength(40);
  });
});
