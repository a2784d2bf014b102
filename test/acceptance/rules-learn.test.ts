import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { learnedSpec } from '../../rules/schema.ts';
import { judgedPosts } from '../support/judged-posts.ts';
import { runCommand } from '../support/run-command.ts';

let folder: string;
let rulesDir: string;
let labelled: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuqing-rules-learn-'));
  rulesDir = join(folder, 'rules');
  await cp(new URL('../../rules', import.meta.url), rulesDir, { recursive: true });
  labelled = join(folder, 'labelled.csv');
  const rows = judgedPosts(160, 3).map(({ text, ours }) => `${text},${ours ? '住建' : '其他'}`);
  await writeFile(labelled, ['正文,类别', ...rows].join('\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runCommand(args, { YUQING_RULES: rulesDir, YUQING_DATA: join(folder, 'data') });
const PHONE = '屋顶漏水泡坏手机，售后退货纠纷';

async function riskOf(text: string) {
  const path = join(folder, 'one.txt');
  await writeFile(path, text);
  const { out } = await run('analyse', path);
  const line: { domain: boolean; risk: { score: number; parts: { name: string; points: number; why: string }[] } } =
    JSON.parse(out);
  return line;
}

describe('rules learn', () => {
  it('writes readable weights that are not in use until a person says so', async () => {
    const before = await riskOf(PHONE);
    const learned = await run('rules', 'learn', labelled, '--label', '类别=住建', '--by', '李分析', '--json');
    expect(learned).toMatchObject({ code: 0, err: '' });
    const path = join(rulesDir, 'learned.yaml');
    expect(JSON.parse(learned.out)).toMatchObject({ file: path, trained: { by: '李分析', examples: 160, ours: 80 } });
    const text = await readFile(path, 'utf8');
    const model = learnedSpec.parse(parse(text));
    expect(model.inUse).toBe(false);
    expect(await riskOf(PHONE)).toMatchObject({ domain: before.domain, risk: before.risk });
    expect((await run('rules', 'check')).code).toBe(0);

    await writeFile(path, text.replace('inUse: false', 'inUse: true'));
    const after = await riskOf(PHONE);
    const parts = after.risk.parts.filter(({ name }) => name === '学习所得');
    expect(parts).toHaveLength(1);
    expect(parts[0]?.points).toBeLessThan(0);
    expect(parts[0]?.why).toContain('学到的用词：');
    const sum = after.risk.parts.reduce((total, { points }) => total + points, 0);
    expect(Math.round(sum * 10) / 10 + 0).toBe(after.risk.score);
  });

  it('says what is missing in the order', async () => {
    const said = async (...args: string[]) => (await run('rules', 'learn', ...args)).err;
    expect(await said()).toContain('标注文件');
    expect(await said(labelled, '--label', '类别=住建')).toContain('--by');
    expect(await said(labelled, '--by', '李')).toContain('--label 列名=值');
    expect(await said(labelled, '--label', '分类=住建', '--by', '李')).toContain('没有“分类”这一列');
    expect(await said(labelled, '--label', '类别=教育', '--by', '李')).toContain('属于本局的 0 条');
    expect(await said('--feedback', '--by', '李')).toContain('标注还不够');
  });
});
