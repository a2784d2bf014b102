import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const DECIDED = 'decided: { by: 测试, on: 2026-01-01, reason: 测试 }';

/** A small set of rules without a mistake: a starting point for tests that put one in. */
export const GOOD_RULES: Readonly<Record<string, string>> = {
  'packs/quality.yaml': `id: quality
name: 工程质量
role: topic
topic: 工程质量安全
owner: 质监站
rules:
  - id: quality.leak
    name: 房屋渗漏
    expression: (漏水|渗水) + (房屋|屋顶|@小区) -演练
    severity: 30
    samples:
      hit: [屋顶漏水没人修, { title: 房屋渗水, text: 三个月了 }]
      miss: [消防演练用的漏水屋顶]
`,
  'lexicon/estates.yaml': 'name: 小区\nentries: [阳光花园, { name: 湖西雅居, aliases: [湖西] }]\n',
  'routing.yaml': `${DECIDED}
departments:
  - { name: 人事科, duty: 舆情牵头, roles: [联络员, 负责人] }
  - { name: 质监站, aliases: [质安站], duty: 工程质量, roles: [联络员] }
root:
  name: 全部
  lead: 人事科
  receivers: ['人事科:负责人', 'lead:联络员']
  policy: 常规
  branches:
    - name: 质量
      when: { topic: 工程质量安全 }
      lead: 质监站
cases:
  - with: { topic: 工程质量安全 }
    expect: { lead: 质监站 }
`,
  'escalation.yaml': `${DECIDED}
policies:
  常规:
    levels:
      蓝: [{ receivers: ['lead:联络员'], waitMinutes: 60 }]
      黄: [{ receivers: ['lead:联络员'], waitMinutes: 60 }]
      橙: [{ receivers: ['lead:联络员'], waitMinutes: 30 }]
      红: [{ receivers: ['lead:联络员', '人事科:负责人'], waitMinutes: 15 }]
clocks: []
`,
  'scoring.yaml': `${DECIDED}
levels: { 蓝: 20, 黄: 40, 橙: 60, 红: 80 }
domain: { threshold: 1 }
furtherHits: 0.5
limits: { topic: 60 }
sentiment: { negative: 5, positive: -5 }
channels: { news: 6 }
interaction: { perDoubling: 1, most: 6 }
spread: { perDoubling: 4, most: 12 }
official: -20
`,
};

/** Writes the files into a new folder, runs, and removes the folder. A null leaves a file of GOOD_RULES out. */
export async function withRuleFolder<Result>(
  changes: Readonly<Record<string, string | Uint8Array | null>>,
  run: (dir: string) => Promise<Result>,
): Promise<Result> {
  const dir = await mkdtemp(join(tmpdir(), 'yuqing-rules-'));
  try {
    await writeRuleFolder(dir, changes);
    return await run(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export async function writeRuleFolder(
  dir: string,
  changes: Readonly<Record<string, string | Uint8Array | null>> = {},
): Promise<void> {
  const files: Record<string, string | Uint8Array | null> = { ...GOOD_RULES, ...changes };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    if (content !== null) await writeFile(join(dir, name), content);
  }
}
