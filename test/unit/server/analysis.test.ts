import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { burstsAnswer, wordsAnswer } from '../../../dashboards/record-contract.ts';
import type { KeptBurst } from '../../../pipeline/model/burst.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { MONDAY_NINE, sampleAnalysed } from '../../support/samples.ts';
import { codeOf, openServer, type TestServer } from './fixture.ts';

const DAY = 24 * 3_600_000;
/** Far from the posts of the fixture. */
const THEN = MONDAY_NINE + 100 * DAY;
let server: TestServer;
let cookie: string;
beforeAll(async () => {
  server = await openServer();
  cookie = await server.loginAs('duty');
  const post = (name: string, at: number, keywords: string[]) =>
    sampleAnalysed({ docId: `w-${name}`, contentHash: name, publishedAt: toShanghai(at) }, { keywords });
  await server.store.commit({
    posts: [
      ...Array.from({ length: 40 }, (_, i) => post(`before-${i}`, THEN - 2 * DAY - i * 60_000, ['物业', '停车'])),
      ...Array.from({ length: 10 }, (_, i) => post(`now-${i}`, THEN - i * 60_000, ['物业', '供暖'])),
    ],
  });
});
afterAll(() => server.close());

const BURST: KeptBurst = {
  burstId: 'b_1',
  subject: { kind: 'topic', ref: '工程质量安全', name: '工程质量安全' },
  at: toShanghai(MONDAY_NINE),
  ...{ count: 12, usual: 1, spread: 0, tail: 1e-9, compared: 20, level: 'hour-and-day', version: 'heat-2' },
  foundAt: toShanghai(MONDAY_NINE),
};
const words = (from: number, to: number, more = '') => {
  const query = new URLSearchParams({ from: toShanghai(from), to: toShanghai(to) });
  return server.call('GET', `/api/words?${query}${more}`, { cookie });
};

describe('analysis over the API', () => {
  it('gives hot and new words with the figures behind', async () => {
    const answer = wordsAnswer.parse((await words(THEN - DAY, THEN + 60_000)).json);
    expect(answer.posts).toBe(10);
    expect(answer.baseline).toMatchObject({ posts: 40, enough: true });
    expect(answer.items).toMatchObject([{ word: '供暖', posts: 10, share: 1, usualShare: 0, isNew: true }]);
    const other = wordsAnswer.parse((await words(THEN - DAY, THEN + 60_000, '&topic=没有这个主题')).json);
    expect(other).toMatchObject({ items: [], posts: 0, baseline: { posts: 0 } });
  });

  it('refuses a period that is none, or too long', async () => {
    expect(codeOf((await words(THEN, THEN)).json)).toBe('invalid-request');
    expect(codeOf((await words(THEN - 100 * DAY, THEN)).json)).toBe('invalid-request');
  });

  it('lists bursts, all or of one subject, and passes over rows of another shape', async () => {
    await server.store.putState('burst', 'b_1', BURST, null);
    await server.store.putState('burst', 'b_2', { ...BURST, burstId: 'b_2', at: toShanghai(THEN) }, null);
    await server.store.putState('burst', 'b_3', { shape: 'other' }, null);
    const list = async (query = '') =>
      burstsAnswer.parse((await server.call('GET', `/api/bursts${query}`, { cookie })).json).items;
    expect((await list()).map(({ burstId }) => burstId)).toEqual(['b_2', 'b_1']);
    expect(await list('?subject=e_none')).toEqual([]);
    expect(await list(`?subject=${encodeURIComponent(BURST.subject.ref)}`)).toHaveLength(2);
  });
});
