import { expect, it } from 'vitest';
import { countsWords } from '../../../dashboards/web/text/counts-words.ts';

const none = { reads: null, comments: null, likes: null, reposts: null };

it('counts that changed, from the first shown to the last', () => {
  expect(countsWords([])).toBeNull();
  expect(countsWords([none, none])).toBeNull();
  expect(
    countsWords([
      { ...none, reads: 5 },
      { ...none, reads: 5 },
    ]),
  ).toBeNull();
  const series = [none, { ...none, reads: 100, comments: 2 }, { ...none, reads: 12_345 }, { ...none, comments: 1 }];
  expect(countsWords(series)).toBe('阅读 100 → 12,345，评论 2 → 1');
});
