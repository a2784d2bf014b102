import { describe, expect, it } from 'vitest';
import { checkRouteCases, decideRoute } from '../../../pipeline/route/route.ts';
import { ROUTING } from '../../support/samples.ts';

describe('decideRoute', () => {
  it('inherits, adds, and explains every branch tried', () => {
    const decision = decideRoute(ROUTING, { topic: '工程质量安全', level: '橙' });
    expect(decision).toMatchObject({ lead: '质监站', co: ['人事科', '新闻中心'], policy: '常规' });
    expect(decision.receivers).toEqual(['人事科:联络员', '质监站:联络员']);
    expect(decision.path).toEqual([
      '✓ 全部（牵头 办公室；协同 人事科；策略 常规）',
      '　✓ 橙级以上（协同 新闻中心）',
      '　✓ 质量（牵头 质监站）',
      '　　✗ 红色质量：级别为「橙」，要求「红」',
    ]);
  });

  it('lets the deepest match decide the policy', () => {
    expect(decideRoute(ROUTING, { topic: '工程质量安全', level: '红' }).policy).toBe('紧急');
  });

  it('does not match on a label the post lacks', () => {
    const decision = decideRoute(ROUTING, { level: '蓝' });
    expect(decision).toMatchObject({ lead: '办公室', co: ['人事科'] });
    expect(decision.path.at(-1)).toContain('主题为「未知」');
  });
});

describe('checkRouteCases', () => {
  it('passes what holds and names what does not', () => {
    expect(checkRouteCases(ROUTING)).toEqual([]);
    const wrong = { ...ROUTING, cases: [{ with: { topic: '公积金' }, expect: { lead: '质监站', co: ['新闻中心'] } }] };
    expect(checkRouteCases(wrong)).toEqual([
      { number: 1, message: '牵头应为「质监站」，实为「办公室」；协同缺少「新闻中心」' },
    ]);
  });
});
