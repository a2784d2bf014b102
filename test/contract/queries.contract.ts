import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CursorError } from '../../pipeline/errors.ts';
import type { Alert } from '../../pipeline/model/alert.ts';
import { NO_PLACES } from '../../pipeline/model/verdict.ts';
import type { Page, Paged, PostFilter, Queries } from '../../pipeline/store/queries.ts';
import type { AnalysedPost, Store } from '../../pipeline/store/store.ts';
import { withService } from '../services/shared-service.ts';
import { RESPOND_CLOCK, startCase } from '../support/cases.ts';
import { at, sampleEntry, sampleEvent, sampleNotice, sampleResponse } from '../support/engine-samples.ts';
import { sampleAlert, sampleAnalysed } from '../support/samples.ts';
import type { StoreEngine, StoreFixture } from './store.fixture.ts';

function worded(docId: string, title: string, text: string, minutes = 0) {
  return sampleAnalysed({ docId, title, text, eventTime: at(minutes) });
}

async function allPages<T>(read: (page: Page) => Promise<Paged<T>>, limit: number): Promise<T[][]> {
  const pages: T[][] = [];
  let cursor: string | undefined;
  do {
    const page: Paged<T> = await read(cursor === undefined ? { limit } : { limit, cursor });
    pages.push([...page.items]);
    cursor = page.next;
  } while (cursor !== undefined && pages.length < 1000);
  return pages;
}

/** The promises of `Queries`, for any engine. */
export function testQueries(engine: StoreEngine): void {
  describe(`queries: ${engine.name}`, () => {
    let fixture: StoreFixture;
    let store: Store;
    let queries: Queries;

    if (engine.find) withService(engine.name, engine.find);
    beforeEach(async () => {
      fixture = await engine.create();
      ({ store, queries } = fixture);
    });
    afterEach(() => fixture.dispose());

    async function keep(posts: readonly AnalysedPost[]): Promise<void> {
      await store.commit({ posts });
      await fixture.refresh();
    }
    const ids = async (filter: PostFilter): Promise<string[]> =>
      (await queries.findPosts(filter, { limit: 100 })).items.map(({ post }) => post.docId);

    describe('paging', () => {
      it('goes through 1,000 posts with equal times, each once, newest first, ties by id', async () => {
        const posts = Array.from({ length: 1000 }, (_, i) =>
          sampleAnalysed({
            docId: `d_${String((i * 7919) % 1000).padStart(4, '0')}`,
            eventTime: at(Math.trunc(i / 40)),
          }),
        );
        await keep(posts);
        const expected = posts
          .map(({ post }) => post)
          .toSorted((a, b) => Date.parse(b.eventTime) - Date.parse(a.eventTime) || (a.docId < b.docId ? -1 : 1))
          .map(({ docId }) => docId);
        const pages = await allPages((page) => queries.findPosts({ domain: true }, page), 33);
        expect(pages.flat().map(({ post }) => post.docId)).toEqual(expected);
        expect(pages.slice(0, -1).every((page) => page.length === 33)).toBe(true);
        const first = await queries.findPosts({}, { limit: 200 });
        expect(first).toMatchObject({ total: 1000, totalCapped: false });
        const whole = await queries.findPosts({ from: at(24) }, { limit: 40 });
        expect(whole.items).toHaveLength(40);
        expect(whole.next).toBeUndefined();
      });

      it('neither repeats nor skips old posts while new ones arrive', async () => {
        await keep(Array.from({ length: 30 }, (_, i) => sampleAnalysed({ docId: `d_${i}`, eventTime: at(i) })));
        const seen: string[] = [];
        let cursor: string | undefined;
        for (let round = 0; ; round += 1) {
          const page = await queries.findPosts({}, cursor === undefined ? { limit: 7 } : { limit: 7, cursor });
          seen.push(...page.items.map(({ post }) => post.docId));
          cursor = page.next;
          if (cursor === undefined) break;
          await keep([sampleAnalysed({ docId: `new_${round}`, eventTime: at(100 + round) })]);
        }
        expect(seen).toEqual(Array.from({ length: 30 }, (_, i) => `d_${29 - i}`));
      });

      it('refuses a cursor of another filter, of another list, or damaged', async () => {
        await keep(Array.from({ length: 5 }, (_, i) => sampleAnalysed({ docId: `d_${i}` })));
        const { next } = await queries.findPosts({ domain: true }, { limit: 2 });
        const cursor = next!;
        await expect(queries.findPosts({ domain: false }, { limit: 2, cursor })).rejects.toThrow(CursorError);
        await expect(queries.findAlerts({}, { limit: 2, cursor })).rejects.toThrow(CursorError);
        await expect(queries.findPosts({ domain: true }, { limit: 2, cursor: 'x' })).rejects.toThrow(CursorError);
        await expect(queries.findPosts({ domain: true }, { limit: 2, cursor: '' })).rejects.toThrow(CursorError);
        expect((await queries.findPosts({ domain: true }, { limit: 3, cursor })).items).toHaveLength(3);
      });

      it('does not let one unreadable record take the page with it', async () => {
        await keep(Array.from({ length: 5 }, (_, i) => sampleAnalysed({ docId: `d_${i}`, eventTime: at(i) })));
        await fixture.damagePost('d_3');
        const pages = await allPages((page) => queries.findPosts({}, page), 2);
        expect(pages.flat().map(({ post }) => post.docId)).toEqual(['d_4', 'd_2', 'd_1', 'd_0']);
        await expect(queries.post('d_3')).rejects.toThrow(/d_3/);
        expect((await store.posts(['d_2', 'd_3'])).size).toBe(1);
      });
    });

    describe('filters of posts', () => {
      it('take periods as half open', async () => {
        await keep([0, 1, 2].map((n) => sampleAnalysed({ docId: `d_${n}`, eventTime: at(n) })));
        expect(await ids({ from: at(0), to: at(2) })).toEqual(['d_1', 'd_0']);
        expect(await ids({ from: at(2) })).toEqual(['d_2']);
        expect(await ids({ to: at(0) })).toEqual([]);
        expect(await ids({ from: '2026-03-02T01:01:00Z' })).toEqual(['d_2', 'd_1']);
      });

      it('must all hold together', async () => {
        const risk = (level: '蓝' | '红' | null) => ({ score: 1, level, parts: [] });
        const hit = (rule: string) => ({ rule, name: rule, version: 'v', spans: [] });
        const places = (district: string | null) => ({ ...NO_PLACES, district });
        await keep([
          sampleAnalysed(
            { docId: 'a', eventTime: at(3), sourceId: 's1', channel: 'forum' },
            {
              risk: risk('蓝'),
              topics: [{ topic: '公积金', weight: 1 }],
              hits: [hit('fund.loan')],
              places: places('东昌府区'),
            },
          ),
          sampleAnalysed(
            { docId: 'b', eventTime: at(2), sourceId: 's1', channel: 'news' },
            {
              risk: risk('红'),
              topics: [
                { topic: '供热', weight: 1 },
                { topic: '公积金', weight: 0.4 },
              ],
              hits: [hit('fund'), hit('heat'), hit('heat')],
              places: places('茌平区'),
            },
          ),
          sampleAnalysed(
            { docId: 'c', eventTime: at(1), sourceId: 's2', channel: 'news' },
            { risk: risk(null), topics: [], domain: false, places: places(null) },
          ),
        ]);
        await store.commit({ memberships: [{ docId: 'b', eventId: 'e_9', at: at(0), copyOf: null, trace: '' }] });
        await fixture.refresh();
        expect(await ids({ topic: '公积金' })).toEqual(['a', 'b']);
        expect(await ids({ topic: '公积' })).toEqual([]);
        expect(await ids({ rule: 'fund' })).toEqual(['b']);
        expect(await ids({ rule: 'fund.loan' })).toEqual(['a']);
        expect(await ids({ levels: ['红'] })).toEqual(['b']);
        expect(await ids({ levels: ['红', '蓝'] })).toEqual(['a', 'b']);
        expect(await ids({ levels: [] })).toEqual(['a', 'b', 'c']);
        expect(await ids({ district: '茌平区' })).toEqual(['b']);
        expect(await ids({ sourceId: 's1' })).toEqual(['a', 'b']);
        expect(await ids({ channel: 'news' })).toEqual(['b', 'c']);
        expect(await ids({ domain: false })).toEqual(['c']);
        expect(await ids({ eventId: 'e_9' })).toEqual(['b']);
        expect(await ids({ sourceId: 's1', channel: 'news', topic: '公积金', domain: true, from: at(2) })).toEqual([
          'b',
        ]);
        expect(await ids({ sourceId: 's2', channel: 'forum' })).toEqual([]);
        const found = await queries.post('b');
        expect(found).toMatchObject({ eventId: 'e_9', post: { docId: 'b' }, verdict: { docId: 'b' } });
        expect((await queries.post('a'))!.eventId).toBeNull();
        expect(await queries.post('none')).toBeNull();

        const terms = (field: Parameters<Queries['topTerms']>[1], filter: PostFilter = {}) =>
          queries.topTerms(filter, field, 10);
        expect(await terms('topic')).toEqual([
          { value: '公积金', count: 2 },
          { value: '供热', count: 1 },
        ]);
        expect(await queries.topTerms({}, 'topic', 1)).toEqual([{ value: '公积金', count: 2 }]);
        expect(await terms('source')).toEqual([
          { value: 's1', count: 2 },
          { value: 's2', count: 1 },
        ]);
        expect(await terms('channel', { sourceId: 's1' })).toEqual([
          { value: 'forum', count: 1 },
          { value: 'news', count: 1 },
        ]);
        expect((await terms('level')).toSorted((x, y) => (x.value < y.value ? -1 : 1))).toEqual([
          { value: '红', count: 1 },
          { value: '蓝', count: 1 },
        ]);
        expect(await terms('district')).toHaveLength(2);
        expect((await terms('rule')).map(({ count }) => count)).toEqual([1, 1, 1]);
        expect((await terms('keyword'))[0]!.count).toBe(3);
      });
    });

    describe('search by text', () => {
      it('finds a stretch however it is cut into words, in title or text, never across them', async () => {
        await keep([
          worded('a', '地下车库漏水', '物业没有人管', 3),
          worded('b', '地下大车库', '漏水车库', 2),
          worded('c', '车库地下', '漏水', 1),
        ]);
        expect(await ids({ contains: ['车库'] })).toEqual(['a', 'b', 'c']);
        expect(await ids({ contains: ['地下车库'] })).toEqual(['a']);
        expect(await ids({ contains: ['库漏'] })).toEqual(['a']);
        expect(await ids({ contains: ['漏水物'] })).toEqual([]);
        expect(await ids({ contains: ['没有人管'] })).toEqual(['a']);
        expect(await ids({ contains: ['车库', '漏水'] })).toEqual(['a', 'b', 'c']);
        expect(await ids({ contains: ['地下', '管'] })).toEqual(['a']);
        expect(await ids({ contains: ['大'] })).toEqual(['b']);
        expect(await ids({ contains: ['下'] })).toEqual(['a', 'b', 'c']);
        expect(await ids({ contains: ['火'] })).toEqual([]);
        expect(await ids({ contains: ['车库'], from: at(2) })).toEqual(['a', 'b']);
        expect(await ids({ contains: [] })).toHaveLength(3);
        expect(await ids({ contains: ['', '漏水车库'] })).toEqual(['b']);
      });

      it('does not look into source, channel or author', async () => {
        await keep([sampleAnalysed({ docId: 'a', sourceName: '水城论坛', author: 'abcd' })]);
        expect(await ids({ contains: ['水城论坛'] })).toEqual([]);
        expect(await ids({ contains: ['abcd'] })).toEqual([]);
      });

      it('takes both sides out of width, case, traditional characters and disguise', async () => {
        await keep([
          worded('a', '業主維權ＡＢＣ', '房子漏.水、漏😀水，拆拆迁', 2),
          worded('b', '业主 维权', '渗.漏', 1),
        ]);
        expect(await ids({ contains: ['业主维权'] })).toEqual(['a', 'b']);
        expect(await ids({ contains: ['業主'] })).toEqual(['a', 'b']);
        expect(await ids({ contains: ['aBc'] })).toEqual(['a']);
        expect(await ids({ contains: ['漏水'] })).toEqual(['a']);
        expect(await ids({ contains: ['渗*漏'] })).toEqual(['b']);
        expect(await ids({ contains: ['拆迁'] })).toEqual(['a']);
      });

      it('finds whatever a text holds, each sign as it is', async () => {
        const parts = ['3.5', 'c++', 'a-b', '"引号"', "it's", 'NEAR', 'AND', 'or', 'not', 'title:', '(', '^', 'é'];
        parts.push(
          '👨‍👩‍👧',
          '50%',
          '①',
          '𠮷',
          '，',
          '2019年',
          '{x}',
          '\\',
          '_',
          '~',
          '#话题#',
          '@某人',
          'http://x.cn/?a=1',
        );
        await keep(parts.map((part, i) => worded(`d_${i}`, '', `x ${part} y`)));
        for (const [i, part] of parts.entries()) {
          expect([part, await ids({ contains: [`x ${part} y`] })]).toEqual([part, [`d_${i}`]]);
          expect([part, await ids({ contains: [part] })]).toContainEqual(expect.arrayContaining([`d_${i}`]));
        }
      });

      it('copes with white space, control characters, halves of surrogate pairs and very long texts', async () => {
        const odd = '聊城\t12345\n\u0000热线\u3000a\u2028b\ud83d c';
        await keep([worded('a', '', odd, 2), worded('b', '', `${'开发商拖欠工程款，'.repeat(40_000)}尾声x`, 1)]);
        for (const text of ['城\t1', '5\n\u0000热', 'a\u2028b', '热线 a', 'b\ud83d c']) {
          expect([text, await ids({ contains: [text] })]).toEqual([text, ['a']]);
        }
        expect(await ids({ contains: ['尾声x'] })).toEqual(['b']);
        expect(await ids({ contains: ['x'] })).toEqual(['b']);
        expect(await ids({ contains: ['开发商拖欠工程款，'.repeat(30)] })).toEqual(['b']);
        expect(await ids({ contains: ['𠮷'] })).toEqual([]);
      });

      it('counts exactly up to 10,000 and says when there are more, and pages by words that are everywhere', async () => {
        const everywhere = (i: number) =>
          worded(`d_${String(i).padStart(5, '0')}`, '物业', i % 100 === 0 ? '供热' : '漏水', i % 50);
        for (let from = 0; from < 10_001; from += 1000) {
          await store.commit({
            posts: Array.from({ length: Math.min(1000, 10_001 - from) }, (_, i) => everywhere(from + i)),
          });
        }
        await fixture.refresh();
        expect(await queries.findPosts({ contains: ['物业'] }, { limit: 1 })).toMatchObject({
          total: 10_000,
          totalCapped: true,
        });
        expect(await queries.findPosts({}, { limit: 1 })).toMatchObject({ total: 10_000, totalCapped: true });
        const rare = await allPages((page) => queries.findPosts({ contains: ['物业', '供热'] }, page), 40);
        expect(new Set(rare.flat().map(({ post }) => post.docId)).size).toBe(101);
        const common = await allPages((page) => queries.findPosts({ contains: ['漏水'], from: at(49) }, page), 60);
        expect(common.flat()).toHaveLength(200);
        const single = await allPages((page) => queries.findPosts({ contains: ['漏'], from: at(49) }, page), 60);
        expect(single).toEqual(common);
        const { total } = await queries.findPosts({ contains: ['漏水'], from: at(49) }, { limit: 1 });
        expect(total).toBe(200);
      });
    });

    describe('buckets', () => {
      it('are aligned to Asia/Shanghai, with the empty ones', async () => {
        const times = ['2026-03-01T00:00:00+08:00', '2026-03-01T23:59:59+08:00', '2026-03-03T00:30:00+08:00'];
        await keep(times.map((eventTime, i) => sampleAnalysed({ docId: `d_${i}`, eventTime })));
        expect(await queries.countPosts({}, 'day')).toEqual([
          { from: '2026-03-01T00:00:00+08:00', count: 2 },
          { from: '2026-03-02T00:00:00+08:00', count: 0 },
          { from: '2026-03-03T00:00:00+08:00', count: 1 },
        ]);
        const range = { from: '2026-02-28T15:30:00Z', to: '2026-03-01T02:00:00+08:00' };
        expect(await queries.countPosts(range, 'hour')).toEqual([
          { from: '2026-02-28T23:00:00+08:00', count: 0 },
          { from: '2026-03-01T00:00:00+08:00', count: 1 },
          { from: '2026-03-01T01:00:00+08:00', count: 0 },
        ]);
        expect(await queries.countPosts({ ...range, district: '无' }, 'day')).toEqual([
          { from: '2026-02-28T00:00:00+08:00', count: 0 },
          { from: '2026-03-01T00:00:00+08:00', count: 0 },
        ]);
        expect(await queries.countPosts({ contains: ['无'] }, 'day')).toEqual([]);
        const total = (await queries.countPosts({ contains: ['漏水'] }, 'hour')).reduce(
          (sum, { count }) => sum + count,
          0,
        );
        expect(total).toBe(3);
      });

      it('are the same however the posts are found, with ends given and open, few and many', async () => {
        const posts = Array.from({ length: 60 }, (_, i) =>
          sampleAnalysed({ docId: `d_${i}`, eventTime: at(i * i * 7) }),
        );
        await keep(posts);
        await store.commit({
          memberships: posts.map(({ post }) => ({
            docId: post.docId,
            eventId: 'e_1',
            at: post.eventTime,
            copyOf: null,
            trace: '',
          })),
        });
        await fixture.refresh();
        const ranges = [{}, { from: at(100) }, { to: at(20_000) }, { from: at(7), to: at(9_999) }];
        for (const range of [...ranges, { from: at(-600_000), to: at(60) }, { from: at(63), to: at(63) }]) {
          for (const bucket of ['hour', 'day'] as const) {
            const counted = await queries.countPosts(range, bucket);
            const inRange = posts.filter(({ post: { eventTime } }) => {
              return (
                (range.from === undefined || eventTime >= range.from) &&
                (range.to === undefined || eventTime < range.to)
              );
            });
            expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(inRange.length);
            expect(await queries.countPosts({ ...range, contains: ['漏水'] }, bucket)).toEqual(counted);
            expect(await queries.countPosts({ ...range, eventId: 'e_1' }, bucket)).toEqual(counted);
          }
        }
      });
    });

    it('leaves out, where asked to, posts whose hour of posting is not known', async () => {
      const posts = [
        sampleAnalysed({ docId: 'd_timed', publishedAt: at(5) }),
        sampleAnalysed({ docId: 'd_day', publishedAt: at(5), dayOnly: true }),
        sampleAnalysed({ docId: 'd_unknown', publishedAt: null, publishedAtProblem: '来源未给出发布时间' }),
      ].map(({ post, verdict }) => ({ verdict, post: { ...post, eventTime: at(5) } }));
      await store.commit({ posts });
      await fixture.refresh();
      const range = { from: at(0), to: at(60) };
      const counts = async (filter: object) => (await queries.countPosts({ ...range, ...filter }, 'hour'))[0]?.count;
      expect(await counts({})).toBe(3);
      expect(await counts({ hourKnown: true })).toBe(1);
      expect(await counts({ hourKnown: true, contains: ['漏水'] })).toBe(1);
      const { items } = await queries.findPosts({ ...range, hourKnown: true }, { limit: 10 });
      expect(items.map(({ post: { docId } }) => docId)).toEqual(['d_timed']);
    });

    describe('members of an event', () => {
      const copiedTo = (docId: string, minutes: number, eventId = 'e_1') => ({
        ...{ docId, eventId, at: at(minutes), copyOf: 'd_1', trace: '' },
      });

      it('count in no hour where their hour of posting is not known, and stay members', async () => {
        const hourless = { ...copiedTo('c_2', 5), hourless: true as const };
        await store.commit({ events: [sampleEvent({ eventId: 'e_1' })], memberships: [copiedTo('c_1', 5), hourless] });
        await fixture.refresh();
        const range = { from: at(0), to: at(60) };
        for (const filter of [range, { eventId: 'e_1', ...range }]) {
          expect((await queries.countMembers(filter)).map(({ count }) => count)).toEqual([1]);
          expect(await queries.someMembers(filter, 10)).toEqual(['c_1']);
        }
        expect(await store.membersOf('e_1')).toEqual([copiedTo('c_1', 5), hourless]);
        const told = copiedTo('c_2', 7);
        await store.commit({ memberships: [told] });
        await fixture.refresh();
        expect((await queries.countMembers({ eventId: 'e_1', ...range })).map(({ count }) => count)).toEqual([2]);
        expect(await store.membersOf('e_1')).toEqual([copiedTo('c_1', 5), told]);
      });

      it('are counted by hour, copies included, under every id that leads to the event', async () => {
        const members = [copiedTo('c_3', 0), copiedTo('c_1', 59), copiedTo('c_2', 60), copiedTo('x', 0, 'e_other')];
        await store.commit({ events: [sampleEvent({ eventId: 'e_1' })], memberships: members });
        await store.commit({
          merged: [{ from: 'e_1', into: 'e_2', version: 1 }],
          events: [sampleEvent({ eventId: 'e_2' })],
          memberships: [copiedTo('c_4', 190, 'e_2')],
        });
        await fixture.refresh();
        const range = { from: at(-60), to: at(240) };
        for (const eventId of ['e_1', 'e_2']) {
          const hours = await queries.countMembers({ eventId, ...range });
          expect(hours.map(({ count }) => count)).toEqual([0, 2, 1, 0, 1]);
          expect(hours[0]?.from).toBe(at(-60));
          expect(await queries.someMembers({ eventId, ...range }, 10)).toEqual(['c_1', 'c_2', 'c_3', 'c_4']);
          expect(await queries.someMembers({ eventId, ...range }, 2)).toEqual(['c_1', 'c_2']);
          expect(await queries.someMembers({ eventId, from: at(0), to: at(60) }, 10)).toEqual(['c_1', 'c_3']);
        }
        expect((await queries.countMembers(range)).map(({ count }) => count)).toEqual([0, 3, 1, 0, 1]);
        expect(await queries.someMembers({ from: at(0), to: at(60) }, 10)).toEqual(['c_1', 'c_3', 'x']);
        expect(await queries.countMembers({ eventId: 'e_1', from: at(0), to: at(0) })).toEqual([]);
        const none = await queries.countMembers({ eventId: 'unknown', from: at(0), to: at(60) });
        expect(none).toEqual([{ from: at(0), count: 0 }]);
      });
    });

    describe('alerts, events, notices', () => {
      it('finds alerts by every filter, newest first', async () => {
        const route = (lead: string, co: string[]) => ({ lead, co, receivers: [], path: [], policy: '' });
        await store.commit({
          alerts: [
            sampleAlert({
              alertId: 'a',
              detectedAt: at(1),
              level: '蓝',
              route: route('物业科', ['人事科']),
              title: 'ABC 小区',
            }),
            sampleAlert({
              alertId: 'b',
              detectedAt: at(2),
              state: 'closed',
              topic: '供热',
              channel: 'news',
              eventId: 'e_2',
            }),
            sampleAlert({ alertId: 'c', detectedAt: at(2), level: '红', summary: '百分之100%的_问题' }),
          ],
        });
        await fixture.refresh();
        const found = async (filter: Parameters<Queries['findAlerts']>[0]) =>
          (await queries.findAlerts(filter, { limit: 10 })).items.map(({ alertId }) => alertId).join('');
        expect(await found({})).toBe('bca');
        expect(await found({ states: ['open'] })).toBe('ca');
        expect(await found({ states: ['closed', 'open'] })).toBe('bca');
        expect(await found({ levels: ['红', '蓝'] })).toBe('ca');
        expect(await found({ topic: '供热' })).toBe('b');
        expect(await found({ channel: 'news' })).toBe('b');
        expect(await found({ eventId: 'e_2' })).toBe('b');
        expect(await found({ district: '东昌府区' })).toBe('bca');
        expect(await found({ department: '物业科' })).toBe('a');
        expect(await found({ department: '人事科' })).toBe('bca');
        expect(await found({ department: '人事' })).toBe('');
        expect(await found({ text: 'abc' })).toBe('a');
        expect(await found({ text: '100%' })).toBe('c');
        expect(await found({ text: '%' })).toBe('c');
        expect(await found({ text: '_' })).toBe('c');
        expect(await found({ from: at(1), to: at(2) })).toBe('a');
        expect((await queries.alert('c'))!.level).toBe('红');
        expect(await queries.alert('z')).toBeNull();
        const pages = await allPages((page) => queries.findAlerts({ states: ['open', 'closed'] }, page), 1);
        expect(pages.flat().map(({ alertId }) => alertId)).toEqual(['b', 'c', 'a']);
      });

      it('keeps records with words and texts of any length, and finds stretches of them', async () => {
        const word = 'a'.repeat(40_000);
        const title = Array.from({ length: 8_000 }, (_, i) => `第${i}处漏水`).join('');
        const post = worded('long', title, word);
        await store.commit({
          posts: [{ ...post, verdict: { ...post.verdict, keywords: [word, '漏水'] } }],
          alerts: [sampleAlert({ alertId: 'long', title, summary: word })],
        });
        await fixture.refresh();
        expect((await store.posts(['long'])).get('long')?.verdict.keywords).toEqual([word, '漏水']);
        expect(await ids({ contains: ['第7999处漏水'] })).toEqual(['long']);
        const found = async (text: string) =>
          (await queries.findAlerts({ text }, { limit: 10 })).items.map(({ alertId }) => alertId);
        for (let i = 0; i < 8_000; i += 97) expect(await found(`第${i}处漏水第${i + 1}处`)).toEqual(['long']);
        expect(await found('a'.repeat(200))).toEqual(['long']);
        expect(await found('第8000处')).toEqual([]);
      });

      it('lists alerts by urgency: grave before mild, unacknowledged first, most overdue first, closed last', async () => {
        const due = (kind: 'acknowledge' | 'respond', dueAt: string | null) => ({ ...RESPOND_CLOCK, kind, dueAt });
        const one = (alertId: string, level: Alert['level'], more: Partial<Alert>) =>
          sampleAlert({ alertId, eventId: `e_${alertId}`, level, detectedAt: at(1), ...more });
        await store.commit({
          alerts: [
            one('blue-late', '蓝', { deadlines: [due('acknowledge', at(-500))] }),
            one('red-new', '红', { deadlines: [due('acknowledge', at(60)), due('respond', at(900))] }),
            one('red-late', '红', { deadlines: [due('acknowledge', at(-60))], detectedAt: at(0) }),
            one('red-taken', '红', {
              state: 'acknowledged',
              deadlines: [due('acknowledge', at(-90)), due('respond', at(300))],
            }),
            one('red-taken-sooner', '红', { state: 'acknowledged', deadlines: [due('respond', at(200))] }),
            one('red-unknown', '红', { deadlines: [due('respond', null)] }),
            one('yellow', '黄', { deadlines: [] }),
            one('red-closed', '红', { state: 'closed', deadlines: [due('acknowledge', at(-900))], detectedAt: at(5) }),
            one('blue-closed', '蓝', { state: 'closed', deadlines: [], detectedAt: at(6) }),
          ],
        });
        await fixture.refresh();
        const pages = await allPages((page) => queries.findAlerts({}, page, 'urgent'), 2);
        expect(pages.flat().map(({ alertId }) => alertId)).toEqual([
          ...['red-late', 'red-new', 'red-unknown', 'red-taken-sooner', 'red-taken'],
          ...['yellow', 'blue-late', 'blue-closed', 'red-closed'],
        ]);
        const first = await queries.findAlerts({}, { limit: 2 }, 'urgent');
        await expect(queries.findAlerts({}, { limit: 2, cursor: first.next ?? '' })).rejects.toThrow('翻页位置');
      });

      it('finds cases by every filter: overdue first, those without a deadline next, the archive last', async () => {
        const open = (n: number, ground: Parameters<typeof startCase>[0] = {}) =>
          startCase({ eventId: `e_${n}`, alertId: `a_${n}`, ...ground }, `c_${n}`);
        const due = (minutes: number) => [{ ...RESPOND_CLOCK, dueAt: at(minutes) }];
        const cases = [
          open(1, { deadlines: due(300), level: '红' }),
          open(2, { deadlines: due(200), title: '幸福里电梯停运', lead: '物业科', co: [] }),
          open(3, { deadlines: [] }).to('handling'),
          open(4, { deadlines: due(100) }).to('archived'),
          open(5, { deadlines: due(200) }).to('signing'),
        ].map((flow) => ({ ...flow.now, version: 1 }));
        await store.commit({ cases });
        await fixture.refresh();
        const found = async (filter: Parameters<Queries['findCases']>[0]) =>
          (await queries.findCases(filter, { limit: 50 })).items.map(({ caseId }) => caseId);
        expect(await found({})).toEqual(['c_2', 'c_5', 'c_1', 'c_3', 'c_4']);
        expect((await allPages((page) => queries.findCases({}, page), 2)).flat()).toEqual(
          (await queries.findCases({}, { limit: 50 })).items,
        );
        expect(await found({ states: ['assessing'] })).toEqual(['c_2', 'c_1']);
        expect(await found({ states: ['archived', 'signing'] })).toEqual(['c_5', 'c_4']);
        expect(await found({ levels: ['红'] })).toEqual(['c_1']);
        expect(await found({ department: '物业科' })).toEqual(['c_2', 'c_5', 'c_1', 'c_3', 'c_4']);
        expect(await found({ department: '质监站', text: '漏水' })).toEqual(['c_5', 'c_1', 'c_3', 'c_4']);
        expect(await found({ text: '电梯' })).toEqual(['c_2']);
        expect(await found({ desks: ['统筹'] })).toEqual(['c_2', 'c_1']);
        expect(await found({ desks: ['新闻中心:科室负责人', '质监站:联络员'] })).toEqual(['c_5', 'c_3']);
        expect(await found({ desks: [] })).toEqual([]);
        await expect(
          queries.findCases({}, { limit: 2, cursor: (await queries.findCases({ text: '漏' }, { limit: 2 })).next! }),
        ).rejects.toThrow(CursorError);
      });

      it('finds events, latest first', async () => {
        await store.commit({
          events: [
            sampleEvent({ eventId: 'a', lastAt: at(30), level: null }),
            sampleEvent({ eventId: 'b', lastAt: at(50), topic: '供热' }),
            sampleEvent({ eventId: 'c', lastAt: at(40) }),
          ],
        });
        await fixture.refresh();
        const found = async (filter: Parameters<Queries['findEvents']>[0]) =>
          (await queries.findEvents(filter, { limit: 10 })).items.map(({ eventId }) => eventId).join('');
        expect(await found({})).toBe('bca');
        expect(await found({ topic: '供热' })).toBe('b');
        expect(await found({ levels: ['橙'] })).toBe('bc');
        expect(await found({ from: at(30), to: at(50) })).toBe('ca');
      });

      it('finds notices by receiver and alert, newest first; nobody sees none', async () => {
        await store.commit({
          notices: [
            sampleNotice({ noticeId: 'a', createdAt: at(1), receiver: '甲:联络员' }),
            sampleNotice({ noticeId: 'b', createdAt: at(2), receiver: '乙:联络员' }),
            sampleNotice({ noticeId: 'c', createdAt: at(3), receiver: '甲:联络员', alertId: 'a_2' }),
          ],
        });
        await fixture.refresh();
        const found = async (filter: Parameters<Queries['findNotices']>[0]) =>
          (await queries.findNotices(filter, { limit: 10 })).items.map(({ noticeId }) => noticeId).join('');
        expect(await found({})).toBe('cba');
        expect(await found({ receivers: ['甲:联络员'] })).toBe('ca');
        expect(await found({ receivers: ['甲:联络员', '乙:联络员'], alertId: 'a_1' })).toBe('ba');
        expect(await found({ receivers: [] })).toBe('');
      });

      it('pages notices to several receivers as one list, a receiver named twice included', async () => {
        const notices = Array.from({ length: 11 }, (_, i) =>
          sampleNotice({
            noticeId: `n_${i}`,
            receiver: ['甲:联络员', '乙:联络员', '丙:联络员'][i % 3] ?? '',
            createdAt: at(i >> 1),
          }),
        );
        await store.commit({ notices });
        await fixture.refresh();
        const receivers = ['乙:联络员', '甲:联络员', '乙:联络员'];
        const pages = await allPages((page) => queries.findNotices({ receivers }, page), 3);
        expect(pages.flat().map(({ noticeId }) => noticeId)).toEqual([
          'n_10',
          'n_9',
          'n_6',
          'n_7',
          'n_4',
          'n_3',
          'n_0',
          'n_1',
        ]);
        expect((await queries.findNotices({ receivers }, { limit: 1 })).total).toBe(8);
      });

      it('pages the audit log, newest first, whole or of one object', async () => {
        await store.commit({ audit: Array.from({ length: 9 }, (_, i) => sampleEntry({ object: `o${i % 2}` })) });
        await fixture.refresh();
        const pages = await allPages((page) => queries.findAudit({}, page), 4);
        expect(pages.flat().map(({ seq }) => seq)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
        const ofOne = await allPages((page) => queries.findAudit({ object: 'o1' }, page), 3);
        expect(ofOne.flat().map(({ seq }) => seq)).toEqual([8, 6, 4, 2]);
      });

      it('tells the whole trail of an event', async () => {
        const posts = [1, 2, 3].map((n) => sampleAnalysed({ docId: `d_${n}`, eventTime: at(n) }));
        await store.commit({
          posts: [...posts, sampleAnalysed({ docId: 'd_other' })],
          memberships: posts.map(({ post }) => ({
            docId: post.docId,
            eventId: 'e_1',
            at: at(5),
            copyOf: null,
            trace: '',
          })),
          events: [sampleEvent()],
          alerts: [sampleAlert(), sampleAlert({ alertId: 'a_2', eventId: 'e_2' })],
          notices: [sampleNotice(), sampleNotice({ noticeId: 'n_2', eventId: 'e_2', alertId: 'a_2' })],
          responses: [
            sampleResponse({ responseId: 'p_1', docId: 'd_2', at: at(9) }),
            sampleResponse({ responseId: 'p_2', docId: null, eventId: 'e_1', at: at(8) }),
            sampleResponse({ responseId: 'p_3', docId: 'd_other' }),
          ],
          audit: [
            sampleEntry({ object: 'a_1' }),
            sampleEntry({ object: 'a_2' }),
            sampleEntry({ object: 'e_1', action: 'event.graded' }),
          ],
        });
        await fixture.refresh();
        const trail = (await queries.eventTrail('e_1'))!;
        expect(trail.event).toEqual(sampleEvent());
        expect(trail.posts.map(({ post }) => post.docId)).toEqual(['d_3', 'd_2', 'd_1']);
        expect(trail.posts.every(({ eventId }) => eventId === 'e_1')).toBe(true);
        expect(trail.alerts.map(({ alertId }) => alertId)).toEqual(['a_1']);
        expect(trail.notices.map(({ noticeId }) => noticeId)).toEqual(['n_1']);
        expect(trail.responses.map(({ responseId }) => responseId)).toEqual(['p_2', 'p_1']);
        expect(trail.audit.map(({ object }) => object)).toEqual(['a_1', 'e_1']);
        expect(await queries.eventTrail('none')).toBeNull();
      });

      it('shows at most 500 posts in a trail', async () => {
        const posts = Array.from({ length: 510 }, (_, i) => sampleAnalysed({ docId: `d_${i}`, eventTime: at(i) }));
        await store.commit({
          posts,
          memberships: posts.map(({ post }) => ({
            docId: post.docId,
            eventId: 'e_1',
            at: at(5),
            copyOf: null,
            trace: '',
          })),
          events: [sampleEvent({ postCount: 510 })],
        });
        await fixture.refresh();
        const { posts: shown } = (await queries.eventTrail('e_1'))!;
        expect(shown).toHaveLength(500);
        expect([shown[0]!.post.docId, shown.at(-1)!.post.docId]).toEqual(['d_509', 'd_10']);
      });
    });

    it('counts the whole', async () => {
      const zero = await queries.totals();
      expect(zero).toMatchObject({
        posts: 0,
        domainPosts: 0,
        events: 0,
        alerts: { open: 0, acknowledged: 0, closed: 0 },
      });
      await store.commit({
        posts: [sampleAnalysed({ docId: 'a' }), sampleAnalysed({ docId: 'b' }, { domain: false })],
        events: [sampleEvent()],
        alerts: [
          sampleAlert({ alertId: 'x', level: '红' }),
          sampleAlert({ alertId: 'y', level: '红' }),
          sampleAlert({ alertId: 'z', level: '黄', state: 'acknowledged' }),
        ],
        notices: [sampleNotice(), sampleNotice({ noticeId: 'n_2', state: 'failed' })],
        outcomes: (['indexed', 'indexed', 'duplicate', 'dropped', 'dead'] as const).map((kind, i) => ({
          rawId: `r_${i}`,
          docId: `d_${i}`,
          sourceId: 's',
          kind,
          duplicateOf: null,
          reason: null,
          at: at(0),
        })),
      });
      await fixture.refresh();
      expect(await queries.totals()).toEqual({
        posts: 2,
        domainPosts: 1,
        events: 1,
        alerts: { open: 2, acknowledged: 1, closed: 0 },
        openByLevel: { 蓝: 0, 黄: 0, 橙: 0, 红: 2 },
        outcomes: { indexed: 2, duplicate: 1, dropped: 1, dead: 1 },
        notices: { pending: 1, sent: 0, failed: 1, withheld: 0 },
      });
    });

    it('sees what another process committed', async () => {
      const other = await fixture.another();
      await other.store.commit({ posts: [sampleAnalysed({ docId: 'd_new' })] });
      await fixture.refresh();
      expect(await ids({})).toEqual(['d_new']);
    });
  });
}
