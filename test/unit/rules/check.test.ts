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
