import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createToSubject } from '../../../pipeline/commands/text-subject.ts';
import { decideRoute } from '../../../pipeline/route/route.ts';
import { checkRouteCases } from '../../../pipeline/route/route-cases.ts';
import { checkRules } from '../../../rules/check.ts';
import { loadRules } from '../../../rules/load.ts';
import type { RuleSet } from '../../../rules/rule-set.ts';

const RULES = join(import.meta.dirname, '../../../rules');

/** The topics and departments of the bureau's plan: a pack or department that goes missing is a broken promise. */
const TOPICS = [
  '房地产市场',
  '住房保障',
  '建筑市场',
  '工程质量安全',
  '物业与小区',
  '城市建设与市政',
  '村镇建设与农村危房',
  '征收拆迁',
  '公积金',
  '行政作风',
];
const DEPARTMENTS = [
  ...['办公室', '人事科', '新闻中心', '政策法规科', '勘察设计科', '财务审计科', '住房保障科', '建管处', '村镇建设科'],
  ...['城市建设科', '房地产市场监管科', '物业科', '质监站', '市场办', '节能办', '科教科', '城镇化办公室', '12319'],
];
const LEVELS = ['蓝', '黄', '橙', '红'];

let rules: RuleSet;
beforeAll(async () => {
  rules = await loadRules(RULES);
});

describe('packs', () => {
  it('load without a finding, and every sample comes out as written', async () => {
    const toSubject = createToSubject(RULES, rules.fold);
    expect(await checkRules(RULES, { toSubject: (post) => toSubject(post) })).toEqual([]);
  });

  it('give every rule at least two samples each way', () => {
    const thin = rules.rules.filter(
      ({ samples }) => samples === undefined || samples.hit.length < 2 || samples.miss.length < 2,
    );
    expect(thin.map(({ id }) => id)).toEqual([]);
  });

  it('name every rule after its pack', () => {
    const strangers = rules.rules.filter(({ id, pack }) => !id.startsWith(`${pack}.`));
    expect(strangers.map(({ id }) => id)).toEqual([]);
  });

  it.each(TOPICS)('speak of %s and say who owns it', (topic) => {
    const packs = rules.packs.filter((pack) => pack.role === 'topic' && pack.topic === topic);
    expect(packs).toHaveLength(1);
    expect(packs[0]?.owner).toBeDefined();
  });

  it('score by topic, urgency, harm, spread, authority and relief, and know what is others’ business', () => {
    const roles = new Set(rules.packs.map(({ role }) => role));
    expect([...roles].sort()).toEqual(['authority', 'harm', 'outside', 'relief', 'spread', 'topic', 'urgency']);
    for (const { id, role, severity, domain } of rules.rules) {
      if (role === 'relief') expect(severity, id).toBeLessThan(0);
      else expect(severity, id).toBeGreaterThanOrEqual(0);
      if (role === 'topic') expect(domain, id).toBeGreaterThanOrEqual(0);
      if (role === 'outside') expect(domain, id).toBeLessThanOrEqual(0);
    }
  });
});

describe('routing', () => {
  it.each(DEPARTMENTS)('knows %s, its duty, its 联络员 and 科室负责人', (name) => {
    const department = rules.routing.departments.find((one) => one.name === name);
    expect(department?.duty).toBeTruthy();
    expect(department?.roles).toEqual(expect.arrayContaining(['联络员', '科室负责人']));
  });

  it('meets every case it carries, for each topic at several levels', () => {
    expect(checkRouteCases(rules.routing)).toEqual([]);
    for (const topic of TOPICS) {
      const branch = rules.routing.root.branches.find(({ when }) => when?.topic?.includes(topic));
      expect(branch?.cases.length, topic).toBeGreaterThanOrEqual(3);
    }
  });

  it('leads a topic by the owner of its pack', () => {
    for (const { topic, owner } of rules.packs) {
      if (topic !== undefined) expect(decideRoute(rules.routing, { topic }).lead, topic).toBe(owner);
    }
  });

  it.each(TOPICS.flatMap((topic) => LEVELS.map((level) => ({ topic, level }))))(
    'tells 人事科 and 新闻中心 of $topic at $level, and adds leaders at 红',
    ({ topic, level }) => {
      const { lead, co, receivers } = decideRoute(rules.routing, { topic, level });
      expect([lead, ...co]).toContain('人事科');
      expect(receivers).toEqual(expect.arrayContaining([`${lead}:联络员`, '人事科:联络员', '新闻中心:联络员']));
      expect(co.includes('新闻中心')).toBe(level === '橙' || level === '红');
      expect(receivers.includes('局领导:局长')).toBe(level === '红');
    },
  );

  it('falls back to the hotline for a matter without a topic', () => {
    expect(decideRoute(rules.routing, { level: '蓝' }).lead).toBe('12319');
  });
});

describe('escalation', () => {
  it('has rungs for every level in every policy, the graver the faster', () => {
    for (const [name, { levels }] of Object.entries(rules.escalation.policies)) {
      const first = LEVELS.map((level) => levels[level]?.[0]?.waitMinutes ?? Number.NaN);
      expect(first, name).toEqual([...first].sort((a, b) => b - a));
      expect(first.every(Number.isFinite), name).toBe(true);
    }
  });

  it('climbs from 联络员 to 局长 and ends outside the bureau at 红', () => {
    const rungs = rules.escalation.policies.常规?.levels.红 ?? [];
    expect(rungs[0]?.waitMinutes).toBe(15);
    expect(rungs[0]?.receivers).toContain('lead:联络员');
    expect(rungs.at(-2)?.receivers).toContain('局领导:局长');
    expect(rungs.at(-1)?.receivers).toEqual(['市委宣传部:联络员', '市委网信办:联络员']);
  });

  it('keeps the clocks of the State Council documents', () => {
    expect(rules.escalation.clocks.map(({ kind }) => kind)).toEqual([
      'respond',
      'publish',
      'press-conference',
      'answer-consultation',
    ]);
    const proposed = rules.escalation.clocks.filter(({ kind }) => kind.startsWith('p'));
    expect(proposed).toHaveLength(2);
    for (const { levels, name } of proposed) {
      expect(levels).toEqual(['红']);
      expect(name).toContain('由人认定后生效');
    }
  });
});
