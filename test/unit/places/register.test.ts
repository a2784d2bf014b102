import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addRegisterRow, emptyLists, entriesOf, put, registerColumns } from '../../../pipeline/places/register.ts';
import { runCommand } from '../../support/run-command.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yuqing-register-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function importRegister(csv: string) {
  const file = join(folder, 'register.csv');
  writeFileSync(file, csv);
  return runCommand(['gazetteer', 'import', file, '--out', join(folder, 'lexicon')]);
}

const listed = (name: string) => parse(readFileSync(join(folder, 'lexicon', name), 'utf8')).entries;

const REGISTER = [
  '商品房项目登记表,,,,,',
  '项目名称*,推广名（案名）,开发企业,物业企业,施工单位,区县',
  '云上一期工程,云栖谷、云栖,某市云上置业有限公司,暂无,,东昌府区',
  ',,孤零零公司,,,',
  '二号地块,长河府,长河房地产开发有限公司,,,茌平区',
].join('\n');

describe('gazetteer import', () => {
  it('fills the lists, tells rows that name nothing, and keeps what was there', async () => {
    const { code, out, err } = await importRegister(REGISTER);
    expect(code).toBe(1);
    expect(out).toContain('读 3 行，收 2 行，未收 1 行');
    expect(err).toContain('register.csv:4: 没有项目名称也没有小区名称');
    expect(listed('estates.yaml')).toEqual([
      {
        name: '云栖谷',
        aliases: ['云栖'],
        belongs: { 区县: '东昌府区', 开发商: '某市云上置业有限公司', 项目: '云上一期工程' },
      },
      {
        name: '长河府',
        aliases: [],
        belongs: { 区县: '茌平区', 开发商: '长河房地产开发有限公司', 项目: '二号地块' },
      },
    ]);
    expect(listed('developers.yaml')[0]).toEqual({
      name: '某市云上置业有限公司',
      aliases: ['某市云上置业'],
    });
    await importRegister('小区,别名\n长河府,长河\n新月苑,');
    expect(listed('estates.yaml').map(({ name }: { name: string }) => name)).toEqual(['云栖谷', '长河府', '新月苑']);
    expect(listed('estates.yaml')[1].aliases).toEqual(['长河']);
  });

  it('leaves out a row whose name no rule may look for, and says so', async () => {
    const { code, out, err } = await importRegister(`小区,别名\n长河府,长河\n新月苑,${'长'.repeat(101)}`);
    expect(code).toBe(1);
    expect(out).toContain('读 2 行，收 1 行，未收 1 行');
    expect(err).toContain('register.csv:3: 名称太长（101 个字符，最多 100 个）：长长');
    expect(listed('estates.yaml').map(({ name }: { name: string }) => name)).toEqual(['长河府']);
  });

  it('says which headings it wants', async () => {
    const { code, err } = await importRegister('甲,乙\n1,2');
    expect(code).toBe(2);
    expect(err).toContain('没有找到登记表的表头');
  });
});

describe('one name in two districts', () => {
  it('keeps only what both agree on', () => {
    const lists = emptyLists();
    const columns = registerColumns(['小区', '区县', '开发商']);
    if (columns === null) throw new Error('no columns');
    addRegisterRow(lists, ['阳光苑', '甲区', '云上置业'], columns);
    addRegisterRow(lists, ['阳光苑', '乙区', '云上置业'], columns);
    addRegisterRow(lists, ['阳光苑', '丙区', '云上置业'], columns);
    expect(entriesOf(lists.estate)).toEqual([{ name: '阳光苑', aliases: [], belongs: { 开发商: '云上置业' } }]);
  });

  it('is joined the same the second time', () => {
    const list = new Map();
    const entry = { name: '甲', aliases: ['乙'], belongs: { 区县: '丙区' } };
    put(list, entry);
    put(list, entry);
    expect([...list.values()]).toEqual([entry]);
  });
});
