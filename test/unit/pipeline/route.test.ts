import { describe, expect, it } from 'vitest';
import { decideRoute } from '../../../pipeline/route/route.ts';
import { checkRouteCases } from '../../../pipeline/route/route-cases.ts';
import { routeBranch } from '../../../rules/schema.ts';
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

describe('kinds of event and what a branch decides', () => {
  const routing = {
    ...ROUTING,
    kinds: { 群体风险: ['urgency.collective'] },
    root: routeBranch.parse({
      ...ROUTING.root,
      branches: [
        { name: '群体', when: { kind: '群体风险' }, policy: '群体', continue: true },
        { name: '带头的', when: { topic: '公积金', district: '甲区' }, lead: '质监站', continue: true },
        { name: '公积金', when: { topic: '公积金' }, lead: '新闻中心', policy: '紧急', co: ['质监站'] },
      ],
    }),
  };

  it('tells the kind by the rules that hit, or takes it as given', () => {
    const labels = { topic: '公积金', rule: ['x', 'urgency.collective'] };
    expect(decideRoute(routing, labels).policy).toBe('群体');
    expect(decideRoute(routing, { topic: '公积金', kind: '群体风险' }).policy).toBe('群体');
    expect(decideRoute(routing, { topic: '公积金', rule: 'x' }).path.join()).toContain('事件类型为「未知」');
  });

  it('lets lead and policy each be decided by the first branch that names one', () => {
    expect(decideRoute(routing, { topic: '公积金', kind: '群体风险' })).toMatchObject({
      lead: '新闻中心',
      policy: '群体',
    });
    expect(decideRoute(routing, { topic: '公积金', district: '甲区' })).toMatchObject({
      lead: '质监站',
      policy: '紧急',
      co: ['人事科'],
    });
  });
});

describe('checkRouteCases', () => {
  const withCases = (cases: object[]) => ({
    ...ROUTING,
    cases: [],
    root: routeBranch.parse({
      ...ROUTING.root,
      cases: [{ with: { level: '蓝' }, expect: { lead: '办公室' } }],
      branches: [{ name: '质量', when: { topic: '工程质量安全' }, lead: '质监站', cases }],
    }),
  });

  it('passes what holds and names what does not', () => {
    const problems = checkRouteCases(ROUTING).filter(({ kind }) => kind === 'wrong');
    expect(problems).toEqual([]);
    const wrong = { ...ROUTING, cases: [{ with: { topic: '公积金' }, expect: { lead: '质监站', co: ['新闻中心'] } }] };
    expect(checkRouteCases(wrong)[0]).toEqual({
      path: ['cases', 0],
      kind: 'wrong',
      message: 'topic=公积金：牵头应为「质监站」，实为「办公室」；协同缺少「新闻中心」',
    });
  });

  it('takes from the branch what a case leaves out, and holds the case to its branch', () => {
    expect(checkRouteCases(withCases([{ with: { level: '橙' }, expect: { lead: '质监站' } }]))).toEqual([]);
    const elsewhere = withCases([{ with: { topic: '公积金' }, expect: { lead: '办公室' } }]);
    expect(checkRouteCases(elsewhere)).toEqual([
      { path: ['root', 'branches', 0, 'cases', 0], kind: 'wrong', message: 'topic=公积金：走不到“质量”' },
      expect.objectContaining({ kind: 'missing', path: ['root', 'branches', 0] }),
    ]);
  });

  it('names a branch that no case comes to', () => {
    expect(checkRouteCases(withCases([])).map(({ kind, path }) => [kind, ...path])).toEqual([
      ['missing', 'root', 'branches', 0],
    ]);
  });
});
