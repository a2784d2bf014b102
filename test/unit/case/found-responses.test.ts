import { expect, it } from 'vitest';
import { foundResponses } from '../../../pipeline/case/found-responses.ts';
import type { EventTrail } from '../../../pipeline/store/queries.ts';
import { at, sampleEvent, sampleResponse } from '../../support/engine-samples.ts';
import { sampleAnalysed } from '../../support/samples.ts';

const found = (docId: string, post: object, verdict: object = {}) => ({
  ...sampleAnalysed({ docId, ...post }, verdict),
  eventId: 'e_1',
});
const official = { official: true, sourceName: '市住建局网站', title: '关于龙湾公馆漏水的说明', publishedAt: at(180) };

const trail = (more: Partial<EventTrail>): EventTrail => ({
  ...{ event: sampleEvent(), posts: [found('d_1', {})], alerts: [], notices: [], responses: [], audit: [] },
  ...more,
});
const nothing = { proposals: [], responses: [] };

it('a reply to a post of the event is proposed with the post it answers', () => {
  const [made] = foundResponses(nothing, trail({ responses: [sampleResponse({ docId: 'd_1' })] }));
  expect(made?.why[0]).toBe('答复的是本案帖文“龙湾公馆地下车库漏水”（水城论坛）');
  expect(made).toMatchObject({ where: '水城论坛' });
});

it('an article of an official source in the same event is proposed with when and what it shares', () => {
  const article = found('d_2', { ...official, eventTime: at(180) }, { keywords: ['漏水', '说明'] });
  const [made] = foundResponses(nothing, trail({ posts: [found('d_1', {}), article] }));
  expect(made?.why).toEqual([
    '市住建局网站是公开机构，这篇“关于龙湾公馆漏水的说明”与本案属同一事件',
    '比首帖晚 3 小时',
    '共有词语：漏水',
  ]);
});

it.each([
  ['the post that began the event', found('d_1', { ...official })],
  ['an article from before', found('d_2', { ...official, publishedAt: at(-60) })],
  ['one whose time nobody knows', found('d_2', { ...official, publishedAt: null })],
  ['a post of anybody', found('d_2', { ...official, official: false })],
])('%s is no answer', (_name, one) => {
  expect(foundResponses(nothing, trail({ posts: [one] }))).toEqual([]);
});

it('what was proposed or is on record is not proposed again, nor what people entered', () => {
  const responses = [sampleResponse({ docId: 'd_1' }), sampleResponse({ responseId: 'act_1', origin: 'entered' })];
  const [made] = foundResponses(nothing, trail({ responses }));
  const known = { ...nothing, proposals: [{ ...made!, state: 'refused' as const }] };
  expect(foundResponses(known, trail({ responses }))).toEqual([]);
});
