import { describe, expect, it } from 'vitest';
import { receiversOf } from '../../../dashboards/server/accounts.ts';
import { desksOf, standingsOf } from '../../../pipeline/case/standing.ts';
import { PEOPLE, startCase } from '../../support/cases.ts';

const CASE = { lead: '质监站', co: [] };
const LAST = { post: '局领导:分管领导' };

describe('分管领导 and 局长', () => {
  it('are both of the leaders, each with a desk of their own; an account without a post goes on as 分管领导', () => {
    expect([PEOPLE.chief, PEOPLE.chief2, PEOPLE.oldChief].map(desksOf)).toEqual([
      ['局领导:分管领导'],
      ['局领导:局长'],
      ['局领导:分管领导'],
    ]);
    for (const who of [PEOPLE.chief, PEOPLE.chief2, PEOPLE.oldChief])
      expect(standingsOf(who, CASE).has('chief')).toBe(true);
  });

  it('the last signature is that of 分管领导; 局长 signs in place only, with a reason', () => {
    const flow = startCase().to('signing');
    flow
      .do('sign', 'qualityHead', { post: '质监站:科室负责人' })
      .do('sign', 'newsHead', { post: '新闻中心:科室负责人' });
    expect(flow.refusal('sign', 'chief2', { ...LAST, reason: null })).toBe('needs-reason');
    expect(flow.refusal('sign', 'hrHead', LAST)).toBe('not-entitled');
    flow.do('sign', 'chief', { ...LAST, reason: null });
    expect(flow.now.sheets[0]?.slots.at(-1)?.signature).toMatchObject({
      account: '分管局长',
      post: '分管领导',
      inPlace: false,
    });
  });

  it('an account without a post signs the last field as before', () => {
    const flow = startCase().to('signing');
    flow
      .do('sign', 'qualityHead', { post: '质监站:科室负责人' })
      .do('sign', 'newsHead', { post: '新闻中心:科室负责人' });
    flow.do('sign', 'oldChief', { ...LAST, reason: null });
    expect(flow.now.sheets[0]?.state).toBe('approved');
  });

  it('each is told what is meant for that post, and one without a post what is meant for either', () => {
    const departments = [{ name: '局领导', aliases: [], duty: '总负责', roles: ['分管领导', '局长'] }];
    const account = {
      ...{ account: 'a', name: '甲', role: 'leader' as const, department: '局领导', enabled: true },
      passwordHash: '',
      initialPassword: false,
      createdAt: '2026-03-02T09:00:00+08:00',
    };
    const told = (post: string | null) =>
      receiversOf({ ...account, post }, departments).filter((one) => !one.endsWith(':领导'));
    expect(told('分管领导')).toEqual(['局领导:分管领导']);
    expect(told('局长')).toEqual(['局领导:局长']);
    expect(told(null)).toEqual(['局领导:分管领导', '局领导:局长']);
    // A post that the routing no longer has must not leave anybody untold.
    expect(told('总工程师')).toEqual(told(null));
  });
});
