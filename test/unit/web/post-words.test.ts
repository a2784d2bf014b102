import { expect, it } from 'vitest';
import { missingInputs } from '../../../dashboards/web/text/missing-inputs.ts';
import { placesOf } from '../../../dashboards/web/text/places.ts';
import { NO_PLACES } from '../../../pipeline/model/verdict.ts';
import { samplePost } from '../../support/samples.ts';

it('names what the score would count and nobody knows', () => {
  const of = (reposts: number | null, comments: number | null) =>
    missingInputs(samplePost({ metrics: { reposts, comments, likes: null, reads: null } }));
  expect(of(0, 3)).toEqual([]);
  expect(of(null, 0)).toEqual(['转发数未知']);
  expect(of(null, null)).toEqual(['转发数未知', '评论数未知']);
});

it('tells places from the largest to the smallest, and which name the post itself does not write', () => {
  const post = samplePost({ title: '龙湾漏水', text: '开发商是ａbc置业' });
  const places = { ...NO_PLACES, estate: '龙湾公馆', district: '东昌府区', developer: 'ABC置业' };
  expect(placesOf(post, places)).toEqual([
    { what: '区县', name: '东昌府区', isWritten: false },
    { what: '小区', name: '龙湾公馆', isWritten: false },
    { what: '开发商', name: 'ABC置业', isWritten: true },
  ]);
  expect(placesOf(post, NO_PLACES)).toEqual([]);
});
