import { describe, expect, it } from 'vitest';
import type { LintOptions } from '../../../../rules/lint/lint.ts';
import { lintRules } from '../../../../rules/lint/lint-rules.ts';
import { readRules } from '../../../../rules/load.ts';
import { withRuleFolder } from '../../../support/rule-folder.ts';
import { segmentedSubject, segmentedText } from '../../../support/segmented-subject.ts';

interface Written {
  id: string;
  expression: string;
  severity?: number;
}

const pack = (
  rules: readonly Written[],
  head = 'id: quality\nname: 质量\nrole: topic\ntopic: 工程质量安全\nowner: 质监站',
) =>
  `${head}\nrules:\n${rules
    .map(
      ({ id, expression, severity = 10 }) =>
        `  - id: ${id}\n    name: ${id}\n    severity: ${severity}\n    expression: >-\n      ${expression}\n`,
    )
    .join('')}`;

async function lint(files: Record<string, string>, options: Partial<LintOptions> = {}) {
  return withRuleFolder(files, async (dir) => {
    const reading = await readRules(dir);
    expect(reading.diagnostics).toEqual([]);
    return lintRules(reading, { cut: segmentedText, ...options });
  });
}

const one = (rules: readonly Written[], options?: Partial<LintOptions>) =>
  lint({ 'packs/quality.yaml': pack(rules) }, options);

const posts = (texts: readonly string[]) => texts.map((text) => segmentedSubject({ text }));

describe('lints', () => {
  it('are silent on ordinary rules', async () => {
    expect(
      await one([
        { id: 'a', expression: '(漏水 | 渗水) + 屋顶 -演练' },
        { id: 'b', expression: '漏水 -屋顶' },
      ]),
    ).toEqual([]);
  });

  it('tell a rule that can never fire, and the alternative that never counts, with their places', async () => {
    const found = await one([
      { id: 'dead', expression: '渗漏水 + 屋顶 -*漏水*' },
      { id: 'half', expression: '(停电 | 渗漏水) -*漏水*' },
    ]);
    expect(found).toMatchObject([
      { code: 'dead-rule', severity: 'warning', line: 11, column: 7 },
      { code: 'dead-branch', severity: 'warning', line: 16, column: 13 },
    ]);
    expect(found[1]?.message).toContain('渗漏水');
  });

  it('tell a shadowed rule, but not one that weighs more or has an exclusion less', async () => {
    const wide = { id: 'wide', expression: '漏水 | 停电', severity: 20 };
    expect(await one([wide, { id: 'narrow', expression: '漏水 + 屋顶', severity: 20 }])).toMatchObject([
      { code: 'shadowed-rule', message: expect.stringContaining('“narrow”被“wide”') },
    ]);
    expect(await one([wide, { id: 'graver', expression: '漏水 + 屋顶', severity: 21 }])).toEqual([]);
    expect(
      await one([
        { ...wide, expression: '(漏水 | 停电) -演练' },
        { id: 'b', expression: '漏水 + 屋顶' },
      ]),
    ).toEqual([]);
  });

  it('tell duplicates in another order and in other words', async () => {
    const found = await one([
      { id: 'a', expression: '(漏水 | 渗水) + 屋顶' },
      { id: 'b', expression: '屋顶 + (渗水 | 漏水)' },
      { id: 'c', expression: '(漏水 + 屋顶) | (渗水 + 屋顶)' },
    ]);
    expect(found.map(({ code }) => code)).toEqual(['duplicate-expression', 'duplicate-expression']);
  });

  it('tell a rule that hits too much of a sample, and nothing on a small one', async () => {
    const rules = [
      { id: 'wide', expression: '小区' },
      { id: 'fine', expression: '漏水' },
    ];
    const texts = Array.from({ length: 60 }, (_, i) =>
      i % 3 === 0 ? '我们小区没有电' : i % 20 === 1 ? '漏水' : '停水',
    );
    expect(await one(rules, { sample: posts(texts) })).toMatchObject([
      { code: 'too-broad', message: expect.stringContaining('33%') },
    ]);
    expect(await one(rules, { sample: posts(texts.slice(0, 30)) })).toEqual([]);
  });

  it('tell a term that the segmentation cuts each time', async () => {
    const sample = posts(['上海市长宁区', '本市长期停水', '北京市长安街', '去上海市长宁区']);
    const found = await one([{ id: 'mayor', expression: '市长 | 停水' }], { sample });
    expect(found).toMatchObject([{ code: 'unaligned-term', line: 11, column: 7 }]);
    expect(await one([{ id: 'mayor', expression: '*市长*' }], { sample })).toEqual([]);
    expect(await one([{ id: 'mayor', expression: '市长' }], { sample: [...sample, ...posts(['市长来了'])] })).toEqual(
      [],
    );
  });

  it('tell an owner whom the routing does not know of, unless a branch names the rule', async () => {
    const rules = [{ id: 'a', expression: '漏水' }];
    const leads = (topic: string, named: string) => ({
      leadOf: ({ rule }: { rule: string | null }) => (rule === null ? topic : named),
    });
    expect(await one(rules, leads('人事科', '人事科'))).toMatchObject([{ code: 'conflicting-route' }]);
    expect(await one(rules, leads('质监站', '质监站'))).toEqual([]);
    expect(await one(rules, leads('质监站', '人事科'))).toEqual([]);
  });

  it('tell the same words with two owners', async () => {
    const other = pack(
      [{ id: 'p', expression: '屋顶 + 漏水' }],
      'id: p\nname: 物业\nrole: topic\ntopic: 物业\nowner: 人事科',
    );
    const found = await lint({
      'packs/a.yaml': pack([{ id: 'a', expression: '漏水 + 屋顶' }]),
      'packs/quality.yaml': other,
    });
    expect(found.map(({ code }) => code)).toContain('conflicting-route');
  });
});
