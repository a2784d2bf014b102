import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RuleErrors } from '../../../rules/errors.ts';
import { loadRules, readRules } from '../../../rules/load.ts';
import { GOOD_RULES, withRuleFolder } from '../../support/rule-folder.ts';
import { segmentedSubject } from '../../support/segmented-subject.ts';

/** `file:line:column code` of every diagnostic. */
async function placesOf(changes: Record<string, string | Uint8Array | null>): Promise<string[]> {
  return withRuleFolder(changes, async (dir) => {
    const { diagnostics } = await readRules(dir);
    return diagnostics.map((one) => `${relative(dir, one.path ?? '')}:${one.line}:${one.column} ${one.code}`);
  });
}

function changed(name: string, from: string, to: string): Record<string, string> {
  const text = GOOD_RULES[name] ?? '';
  if (!text.includes(from)) throw new Error(`${name} does not hold ${from}`);
  return { [name]: text.replace(from, to) };
}

describe('loading rules', () => {
  it('gives a set that is ready to run', async () => {
    await withRuleFolder({}, async (dir) => {
      const set = await loadRules(dir);
      expect(
        set.rules.map(({ id, pack, topic, owner, domain, line }) => ({ id, pack, topic, owner, domain, line })),
      ).toEqual([{ id: 'quality.leak', pack: 'quality', topic: '工程质量安全', owner: '质监站', domain: 1, line: 7 }]);
      const hits = set.matcher.match(segmentedSubject({ text: '阳光花园总是漏水' }));
      expect(hits.map((hit) => hit.spans.map((span) => span.term))).toEqual([['阳光花园', '漏水']]);
      expect(set.version).toMatch(/^[0-9a-f]{12}$/);
      expect(set.fold('ＡＢ漏')).toBe('ab漏');
    });
  });

  it('names a version by content: the same for the same files, another after any edit', async () => {
    const version = (changes: Record<string, string>) =>
      withRuleFolder(changes, async (dir) => (await loadRules(dir)).version);
    const first = await version({});
    expect(await version({})).toBe(first);
    expect(await version(changed('scoring.yaml', 'perDoubling: 4', 'perDoubling: 5'))).not.toBe(first);
    expect(await version({ 'lexicon/segmentation.txt': '公租房\n' })).not.toBe(first);
  });

  it('reports every problem of every file at once', async () => {
    const files = {
      'packs/quality.yaml': `id: quality
name: 工程质量
role: topic
owner: 质监科
rules:
  - id: quality.leak
    name: 房屋渗漏
    expression: (漏水|渗水 + 房屋
    severity: -3
  - id: quality.leak
    name: 又一条
    expression: 漏水 + @楼盘
    severty: 3
  - id: Quality
    name: ''
    expression: "漏水，\\"墙面\\" + 标体:墙"
`,
      'packs/more.yaml': 'id: more\nname: 更多\nrole: urgency\nrules:\n\t- id: x\n',
      'packs/other.yml': 'id: other\n',
      'packs/latin.yaml': new Uint8Array([0xc2, 0xa9, 0xd6, 0xd0]),
      'lexicon/again.yaml': 'name: 小区\nentries: [甲]\n',
      'routing.yaml': (GOOD_RULES['routing.yaml'] ?? '')
        .replace("'lead:联络员'", "'lead:科长', '新闻中心:联络员', 人事科")
        .replace('lead: 质监站\ncases', 'lead: 质安站\n      policy: 加急\ncases'),
      'escalation.yaml': null,
      'scoring.yaml': (GOOD_RULES['scoring.yaml'] ?? '').replace('橙: 60', '橙: 40'),
    };
    expect(await placesOf(files)).toEqual([
      'escalation.yaml:1:1 unreadable-file',
      'lexicon/estates.yaml:1:7 duplicate-id',
      'packs/latin.yaml:1:1 bad-encoding',
      'packs/more.yaml:5:1 bad-yaml',
      'packs/other.yml:1:1 file-name',
      'packs/quality.yaml:8:17 unclosed-bracket',
      'packs/quality.yaml:12:22 unknown-list',
      'packs/quality.yaml:13:5 unknown-key',
      'packs/quality.yaml:14:9 bad-value',
      'packs/quality.yaml:15:11 bad-value',
      'packs/quality.yaml:16:20 unexpected-character',
      'packs/quality.yaml:16:30 unknown-field',
      'routing.yaml:8:26 unknown-role',
      'routing.yaml:8:37 unknown-department',
      'routing.yaml:8:49 bad-receiver',
      'routing.yaml:13:13 unknown-department',
      'scoring.yaml:2:28 levels-not-rising',
    ]);
  });

  it('reports every mistake inside expressions with line and column of the file', async () => {
    const pack = (expressions: readonly string[]) =>
      `id: quality\nname: 质量\nrole: topic\ntopic: 工程质量安全\nrules:\n${expressions
        .map((text, index) => `  - id: quality.n${index}\n    name: 第 ${index} 条\n    expression: ${text}\n`)
        .join('')}`;
    const found = await placesOf({
      'packs/quality.yaml': pack([
        '漏水，墙',
        "'漏水 + ''墙'",
        '"漏水 + \\"墙\\" + (屋顶"',
        '"\\u6f0f水，墙"',
        '>-\n      漏水 + 墙面\n      + 屋顶 + @楼盘',
        '|\n      漏水 # 说明\n\n      + (墙面',
        '漏水\n      + 墙面，屋顶',
      ]),
    });
    expect(found).toEqual([
      'packs/quality.yaml:8:19 unexpected-character',
      'packs/quality.yaml:11:23 unexpected-character',
      'packs/quality.yaml:14:31 unclosed-bracket',
      'packs/quality.yaml:17:25 unexpected-character',
      'packs/quality.yaml:22:14 unknown-list',
      'packs/quality.yaml:28:9 unclosed-bracket',
      'packs/quality.yaml:32:11 unexpected-character',
    ]);
  });

  it.each([
    ['routing.yaml', 'topic: 工程质量安全 }\n      lead', 'topic: 工程质量 }\n      lead', 'unknown-topic'],
    ['routing.yaml', 'lead: 人事科', 'lead: 人事', 'unknown-department'],
    ['routing.yaml', '  policy: 常规\n', '', 'incomplete-root'],
    ['routing.yaml', '  policy: 常规\n', '  policy: 常规级\n', 'unknown-policy'],
    ['routing.yaml', '  name: 全部\n', '  name: 全部\n  when: { level: 红 }\n', 'root-with-condition'],
    ['routing.yaml', 'when: { topic: 工程质量安全 }', 'when: { level: 紫 }', 'unknown-level'],
    ['routing.yaml', 'when: { topic: 工程质量安全 }', 'when: { rule: quality.leek }', 'unknown-rule'],
    ['routing.yaml', 'expect: { lead: 质监站 }', 'expect: { lead: 质检站 }', 'unknown-department'],
    ['routing.yaml', 'aliases: [质安站]', 'aliases: [人事科]', 'duplicate-id'],
    ['escalation.yaml', '橙: [', '橙色: [', 'unknown-level'],
    ['escalation.yaml', "'人事科:负责人'", "'人事科:局长'", 'unknown-role'],
    ['escalation.yaml', 'waitMinutes: 15', 'waitMinutes: 0', 'bad-value'],
    ['escalation.yaml', 'waitMinutes: 15 }]', 'waitMinutes: 15, repeatFrom: 2 }]', 'unreachable-step'],
    [
      'escalation.yaml',
      'waitMinutes: 15 }]',
      "waitMinutes: 15, repeatFrom: 1 }, { receivers: ['lead:联络员'], waitMinutes: 5 }]",
      'unreachable-step',
    ],
    ['escalation.yaml', 'clocks: []', 'clocks: []\ngrouping: { growth: 2, wait: { 紫: 1 } }', 'unknown-level'],
    [
      'escalation.yaml',
      'clocks: []',
      'clocks: []\ninhibit: [{ name: 甲, source: { level: 黄 }, target: { level: [蓝, 黄] }, equal: [estate] }]',
      'contradicting-inhibition',
    ],
    [
      'escalation.yaml',
      'clocks: []',
      'clocks: []\ninhibit: [{ name: 甲, source: { level: 红 }, target: { level: 蓝 }, equal: [] }]',
      'bad-value',
    ],
    ['scoring.yaml', '红: 80', '红: 180', 'level-out-of-range'],
    ['scoring.yaml', 'furtherHits: 0.5\n', '', 'missing-key'],
    ['packs/quality.yaml', 'topic: 工程质量安全\n', '', 'missing-topic'],
    ['packs/quality.yaml', 'role: topic', 'role: relief', 'bad-severity'],
    ['packs/quality.yaml', 'severity: 30', 'severity: -30', 'bad-severity'],
    ['packs/quality.yaml', 'name: 工程质量\n', 'name: 工程质量\nname: 两遍\n', 'bad-yaml'],
    ['packs/quality.yaml', 'expression: (', 'expression: *', 'bad-yaml'],
    ['packs/quality.yaml', '@小区', '/(?=a)/', 'bad-regex'],
    ['packs/quality.yaml', '@小区', '/a*/', 'bad-regex'],
    ['packs/quality.yaml', '(漏水|渗水) + (房屋|屋顶|@小区) -演练', '-演练', 'only-exclusions'],
  ])('%s: %j → %j gives %s', async (name, from, to, code) => {
    const found = await placesOf(changed(name, from, to));
    expect(found.filter((one) => one.startsWith(`${name}:`)).map((one) => one.split(' ')[1])).toContain(code);
  });

  it('names the nearest key for a slip', async () => {
    await withRuleFolder(changed('packs/quality.yaml', 'severity: 30', 'severty: 30'), async (dir) => {
      const { diagnostics } = await readRules(dir);
      expect(diagnostics[0]).toMatchObject({ line: 10, column: 5, code: 'unknown-key' });
      expect(diagnostics[0]?.hint).toContain('severity');
    });
  });

  it('says in words what a value is to be, and counts from one', async () => {
    const said = async (from: string, to: string) =>
      withRuleFolder(changed('packs/quality.yaml', from, to), async (dir) => {
        const [first] = (await readRules(dir)).diagnostics;
        return `${first?.message}；${first?.hint}`;
      });
    expect(await said('name: 工程质量\n', 'name: 12329\n')).toBe('“name”要写文字，这里是数字 12329；加上引号："12329"');
    expect(await said('severity: 30', 'severity: 三十')).toBe(
      '“rules.1.severity”要写数字，这里是文字；写成不带引号的数字',
    );
  });

  it('tells no more than a screenful of a file that is lost early', async () => {
    await withRuleFolder({ 'packs/quality.yaml': '['.repeat(5000) }, async (dir) => {
      const found = (await readRules(dir)).diagnostics.filter(({ code }) => code === 'bad-yaml');
      expect(found).toHaveLength(21);
      expect(found.filter(({ message }) => /还有 \d+ 处/.test(message))).toHaveLength(1);
    });
  });

  it('reads the line ends of old computers', async () => {
    const files = changed('packs/quality.yaml', 'severity: 30', 'severity: 30');
    const old = { ...files, 'packs/quality.yaml': (files['packs/quality.yaml'] ?? '').replaceAll('\n', '\r') };
    expect(await placesOf(old)).toEqual([]);
  });

  it('finds branches that can never be reached', async () => {
    const routing = (branches: string) =>
      changed('routing.yaml', '    - name: 质量\n      when: { topic: 工程质量安全 }\n      lead: 质监站\n', branches);
    const codes = async (branches: string) => (await placesOf(routing(branches))).map((one) => one.split(' ')[1]);
    const shadowed =
      '    - { name: 甲, when: { level: [橙, 红] } }\n    - { name: 乙, when: { level: 红, district: 东昌府区 } }\n';
    expect(await codes(shadowed)).toEqual(['unreachable-branch']);
    expect(await codes(shadowed.replace('} }\n    - ', '}, continue: true }\n    - '))).toEqual([]);
    expect(
      await codes('    - { name: 甲, when: { level: 红 } }\n    - { name: 乙, when: { level: [橙, 红] } }\n'),
    ).toEqual([]);
    expect(
      await codes('    - { name: 甲, when: { level: 红 }, branches: [{ name: 乙, when: { level: 橙 } }] }\n'),
    ).toEqual(['unreachable-branch']);
  });

  it.each([
    [
      '前面几个分支合起来',
      '{ name: 甲, when: { level: [红, 橙] } }',
      '{ name: 乙, when: { level: 黄 } }',
      '{ name: 丙, when: { level: [橙, 黄] } }',
      'unreachable-branch',
    ],
    [
      '留下一种情形',
      '{ name: 甲, when: { level: 红 } }',
      '{ name: 乙, when: { level: 黄 } }',
      '{ name: 丙, when: { level: [橙, 黄] } }',
      undefined,
    ],
    [
      '同名',
      '{ name: 甲, when: { level: 红 } }',
      '{ name: 乙, when: { level: 黄 } }',
      '{ name: 甲, when: { level: 橙 } }',
      'duplicate-id',
    ],
    [
      '牵头被前面定了',
      '{ name: 甲, when: { level: [红, 橙] }, lead: 人事科, continue: true }',
      '{ name: 乙, when: { level: 黄 } }',
      '{ name: 丙, when: { level: 红 }, lead: 质监站 }',
      'contradicting-route',
    ],
    [
      '只有一部分被前面定了',
      '{ name: 甲, when: { level: 红 }, lead: 人事科, continue: true }',
      '{ name: 乙, when: { level: 黄 } }',
      '{ name: 丙, when: { level: [红, 橙] }, lead: 质监站 }',
      undefined,
    ],
    [
      '既牵头又协同',
      '{ name: 甲, when: { level: 红 }, lead: 质监站, co: [质监站] }',
      '{ name: 乙, when: { level: 黄 } }',
      '{ name: 丙, when: { level: 橙 } }',
      'contradicting-route',
    ],
    [
      '没有的事件类型',
      '{ name: 甲, when: { kind: 事故 } }',
      '{ name: 乙, when: { level: 黄 } }',
      '{ name: 丙, when: { level: 橙 } }',
      'unknown-kind',
    ],
    [
      '期望里写错标签',
      '{ name: 甲, when: { level: 红 }, cases: [{ with: { topics: 甲 }, expect: { lead: 人事科 } }] }',
      '{ name: 乙, when: { level: 黄 } }',
      '{ name: 丙, when: { level: 橙 } }',
      'unknown-key',
    ],
    [
      '期望里写错主题',
      '{ name: 甲, when: { level: 红 }, cases: [{ with: { topic: 工程质量 }, expect: { lead: 人事科 } }] }',
      '{ name: 乙, when: { level: 黄 } }',
      '{ name: 丙, when: { level: 橙 } }',
      'unknown-topic',
    ],
    [
      '期望互相矛盾',
      '{ name: 甲, when: { level: 红 }, cases: [{ with: {}, expect: { lead: 人事科 } }, { with: {}, expect: { lead: 质监站 } }] }',
      '{ name: 乙, when: { level: 黄 } }',
      '{ name: 丙, when: { level: 橙 } }',
      'contradicting-route',
    ],
  ])('%s: %s, %s, %s gives %s', async (_, first, second, third, code) => {
    const branches = [first, second, third].map((one) => `    - ${one}\n`).join('');
    const found = await placesOf(
      changed('routing.yaml', '    - name: 质量\n      when: { topic: 工程质量安全 }\n      lead: 质监站\n', branches),
    );
    expect(found.map((one) => one.split(' ')[1])).toEqual(code === undefined ? [] : [code]);
  });

  it('keeps the ids of retired rules and runs none of them', async () => {
    const retired = `  - id: quality.old
    name: 旧规则
    expression: 漏水 + @没有的名单
    retired: 误报太多，由 quality.leak 代替
`;
    await withRuleFolder({ 'packs/quality.yaml': `${GOOD_RULES['packs/quality.yaml']}${retired}` }, async (dir) => {
      expect((await loadRules(dir)).rules.map((rule) => rule.id)).toEqual(['quality.leak']);
    });
    const again = `${GOOD_RULES['packs/quality.yaml']}${retired.replace('quality.old', 'quality.leak')}`;
    expect(await placesOf({ 'packs/quality.yaml': again })).toEqual(['packs/quality.yaml:14:9 duplicate-id']);
  });

  it('throws RuleErrors with all diagnostics; a folder that is not there is one of them', async () => {
    await withRuleFolder(changed('packs/quality.yaml', '(漏水', '漏水'), async (dir) => {
      const error = await loadRules(dir).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(RuleErrors);
      expect(String(error)).toContain('packs/quality.yaml:9:22');
      await expect(loadRules(`${dir}/nothing`)).rejects.toBeInstanceOf(RuleErrors);
    });
  });
});
