import { describe, expect, it } from 'vitest';
import { alertsQuery } from '../../../dashboards/alert-contract.ts';
import { postsQuery } from '../../../dashboards/record-contract.ts';
import { queryString } from '../../../dashboards/web/data/api.ts';
import {
  countFilters,
  readBoardFilters,
  timeBounds,
  toAlertsQuery,
  toggled,
} from '../../../dashboards/web/text/board-filters.ts';
import { readSearchFilters, toPostsQuery } from '../../../dashboards/web/text/search-filters.ts';

const NOW = Date.parse('2026-11-23T09:12:30+08:00');
const board = (search: string) => readBoardFilters(new URLSearchParams(search));
/** What the server would read from the request. */
const asked = (query: Record<string, unknown>) => Object.fromEntries(new URLSearchParams(queryString(query as never)));

describe('the address of the board', () => {
  it('without anything shows what is not closed', () => {
    expect(toAlertsQuery(board(''), NOW)).toEqual({ order: 'urgent', state: ['open', 'acknowledged'] });
    expect(toAlertsQuery(board('order=newest'), NOW).order).toBe('newest');
    expect(toAlertsQuery(board('order=weird'), NOW).order).toBe('urgent');
    expect(countFilters(board(''))).toBe(0);
  });

  it('carries every filter to the API in the form of the contract', () => {
    const filters = board(
      'state=all&level=红,橙&topic=公积金&district=临清市&channel=forum&department=人事科&q=塔吊&range=24h&alert=a_1',
    );
    expect(countFilters(filters)).toBe(8);
    const query = toAlertsQuery(filters, NOW);
    expect(alertsQuery.parse(asked(query))).toMatchObject({
      level: ['红', '橙'],
      topic: '公积金',
      district: '临清市',
      channel: 'forum',
      department: '人事科',
      q: '塔吊',
      from: '2026-11-22T09:10:00+08:00',
    });
    expect(query).not.toHaveProperty('state');
  });

  it('takes a level in, and out again, in the order of gravity', () => {
    expect(toggled([], '黄')).toEqual(['黄']);
    expect(toggled(['黄'], '红')).toEqual(['红', '黄']);
    expect(toggled(['红', '黄'], '红')).toEqual(['黄']);
  });

  it('takes what it does not understand as not given', () => {
    const filters = board('state=lost&level=紫,红&channel=carrier-pigeon&range=ever&from=yesterday&q=%20%20');
    expect(toAlertsQuery(filters, NOW)).toEqual({ order: 'urgent', state: ['open', 'acknowledged'], level: ['红'] });
  });

  it('a fixed range stays where it is, a moving one moves in steps', () => {
    const fixed = board('from=2026-11-01T00:00:00%2B08:00&to=2026-11-02T00:00:00%2B08:00');
    expect(timeBounds(fixed, NOW)).toEqual({ from: '2026-11-01T00:00:00+08:00', to: '2026-11-02T00:00:00+08:00' });
    const moving = board('range=7d');
    expect(timeBounds(moving, NOW)).toEqual(timeBounds(moving, NOW + 60_000));
    expect(timeBounds(moving, NOW)).not.toEqual(timeBounds(moving, NOW + 600_000));
    expect(timeBounds(board('range=today'), NOW)).toEqual({ from: '2026-11-23T00:00:00+08:00' });
  });
});

describe('the address of the search', () => {
  it('carries every filter to the API in the form of the contract', () => {
    const filters = readSearchFilters(
      new URLSearchParams('q=外墙 "渗漏 三栋"&level=橙&topic=公积金&source=s1&rule=q.leak&domain=true&range=30d'),
    );
    const given = postsQuery.parse(asked(toPostsQuery(filters, NOW)));
    expect(given).toMatchObject({ q: '外墙 "渗漏 三栋"', level: ['橙'], source: 's1', rule: 'q.leak', domain: true });
    expect(postsQuery.parse(asked(toPostsQuery(readSearchFilters(new URLSearchParams()), NOW)))).toEqual({ limit: 50 });
  });
});
