import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkRules } from '../../../rules/check.ts';
import { GOOD_RULES, withRuleFolder } from '../../support/rule-folder.ts';
import { segmentedSubject } from '../../support/segmented-subject.ts';

async function check(changes: Record<string, string>) {
  return withRuleFolder(changes, async (dir) =>
    (await checkRules(dir, { toSubject: (post) => segmentedSubject(post), lint: {} })).map((one) => ({
      ...one,
      path: relative(dir, one.path ?? ''),
    })),
  );
}

const PACK = GOOD_RULES['packs/quality.yaml'] ?? '';

describe('checking rules', () => {
  it('finds nothing in good rules', async () => {
    expect(await check({})).toEqual([]);
  });

  it('points at the sample that came out wrong and says why', async () => {
    const samples = PACK.replace('三个月了 }]', '三个月了 }, 小区停电]').replace(
      '[消防演练用的漏水屋顶]',
      '\n        - 屋顶漏水',
    );
    expect(await check({ 'packs/quality.yaml': samples })).toMatchObject([
      { path: 'packs/quality.yaml', line: 12, column: 51, code: 'sample-missed', severity: 'error' },
      { path: 'packs/quality.yaml', line: 14, column: 11, code: 'sample-hit', severity: 'error' },
    ]);
  });

  it('runs samples even when another file is broken', async () => {
    const found = await check({
      'packs/quality.yaml': PACK.replace('屋顶漏水没人修', '停电'),
      'scoring.yaml': 'levels: 3\n',
    });
    expect(found.map((one) => one.code)).toContain('sample-missed');
    expect(found.map((one) => one.path)).toContain('scoring.yaml');
  });

  it('asks for samples of topic and urgency rules only', async () => {
    const bare = PACK.slice(0, PACK.indexOf('    samples:'));
    expect((await check({ 'packs/quality.yaml': bare })).map((one) => one.code)).toEqual(['missing-samples']);
    const harm = bare.replace('role: topic\ntopic: 工程质量安全\n', 'role: harm\n');
    const routed = (GOOD_RULES['routing.yaml'] ?? '').replaceAll('topic: 工程质量安全 }', 'level: 红 }');
    expect(await check({ 'packs/quality.yaml': harm, 'routing.yaml': routed })).toEqual([]);
  });

  it('warns of rules that say the same in other words', async () => {
    const twin = `${PACK}  - id: quality.twin
    name: 同一条
    expression: '（漏水｜渗水）（房屋|屋顶|@小区）－演练'
    samples: { hit: [屋顶漏水], miss: [停电] }
`;
    expect(await check({ 'packs/quality.yaml': twin })).toMatchObject([
      { line: 16, severity: 'warning', code: 'duplicate-expression' },
    ]);
  });

  it('adds what the caller checks', async () => {
    const extra = { line: 1, column: 1, severity: 'error' as const, code: 'wrong-route', message: 'm', hint: 'h' };
    const found = await withRuleFolder({}, (dir) =>
      checkRules(dir, {
        toSubject: (post) => segmentedSubject(post),
        more: (set) => (set.rules.length === 1 ? [extra] : []),
      }),
    );
    expect(found).toEqual([extra]);
  });
});

describe('checking handling limits and calls', () => {
  const ESCALATION = GOOD_RULES['escalation.yaml'] ?? '';
  const withCalls = (calls: string) => check({ 'escalation.yaml': `${ESCALATION}\ncalls:\n${calls}` });
  const codes = async (calls: string) => (await withCalls(calls)).map(({ code, line }) => [code, line > 5]);

  it('refuses receivers that are not there, and knows desks', async () => {
    expect(await codes("  - {clocks: [handle], remind: [{passed: 50, receivers: [desks, '人事科:科长']}]}\n")).toEqual([
      ['unknown-role', true],
    ]);
  });

  it('refuses an entry that can never hold, also behind several that share it', async () => {
    const some = (levels: string) =>
      `  - {clocks: [handle], levels: [${levels}], remind: [{passed: 50, receivers: [desks]}]}\n`;
    expect(await codes(some('红, 橙') + some('蓝, 黄'))).toEqual([]);
    expect(await codes(some('红, 橙') + some('蓝, 黄') + some('橙, 蓝'))).toEqual([['unreachable-call', true]]);
  });

  it('refuses working days for a clock of hours, two spans at once, and none', async () => {
    expect(await codes('  - {clocks: [respond], remind: [{workingDaysBefore: 1, receivers: [desks]}]}\n')).toEqual([
      ['unfit-span', true],
    ]);
    expect(await codes('  - {clocks: [handle], remind: [{passed: 50, hoursBefore: 2, receivers: [desks]}]}\n')).toEqual(
      [['bad-value', true]],
    );
    const [none] = await withCalls('  - {clocks: [handle], overdue: [{receivers: [desks]}]}\n');
    expect(none?.message).toContain('hoursAfter、workingDaysAfter 中的一个');
  });

  it('names a level that is not there, and levels that were left out', async () => {
    const handling = ESCALATION.replace(
      /^( +)levels:/m,
      '$1handling: {黄: {workingDays: 5}, 紫: {hours: 2}}\n$1levels:',
    );
    const found = await check({ 'escalation.yaml': handling });
    expect(found.map(({ code }) => code).sort()).toEqual(['policy-without-handling', 'unknown-level']);
    expect(found.find(({ code }) => code === 'policy-without-handling')?.message).toContain('蓝、橙、红');
  });
});

describe('checking templates of cases', () => {
  it('knows the fields of the kind of notice, and tells file and line of any other', async () => {
    const notices = `decided: {by: 甲, on: 2026-01-01, reason: 试}
templates:
  case-reminder:
    title: '{{标题}}'
    body: |
      {{时限名称}}
      风险分 {{风险分}}
    short: '{{时限}}'
`;
    const [wrong, ...more] = await check({ 'notices.yaml': notices });
    expect(more).toEqual([]);
    expect(wrong).toMatchObject({ code: 'unknown-field', line: 7, message: '没有“风险分”这个字段' });
    expect(wrong?.hint).toContain('时限依据');
  });
});
