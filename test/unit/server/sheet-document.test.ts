import { expect, it } from 'vitest';
import { unpackText, zipEntries } from '../../../crawlers/import/zip-entries.ts';
import { sheetDocument } from '../../../dashboards/server/sheet-document.ts';
import type { Sheet } from '../../../pipeline/model/case.ts';
import { DRAFT, signAll, startCase } from '../../support/cases.ts';

async function textOf(flow: ReturnType<typeof startCase>, change: Partial<Sheet> = {}): Promise<string> {
  const [sheet] = flow.now.sheets;
  if (sheet === undefined) throw new Error('no sheet');
  const files = zipEntries(await sheetDocument(flow.now, { ...sheet, ...change })) ?? [];
  const body = files.find(({ name }) => name === 'word/document.xml');
  if (body === undefined) throw new Error('no document in the file');
  const { text: xml, damaged } = await unpackText(body);
  expect(damaged).toBe(false);
  return xml
    .replace(/<\/w:p>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

it('holds the fields of the bureau’s form, who has signed and who has not', async () => {
  const flow = startCase()
    .to('signing')
    .do('sign', 'qualityHead', { post: '质监站:科室负责人', reason: '同意，请注意口径' });
  const text = await textOf(flow);
  for (const field of [
    '拟公开内容提交部门',
    '拟公开内容',
    '公开形式',
    '公开时间',
    '公开期限',
    '科室负责人审查意见',
    '分管领导审查意见',
  ])
    expect(text).toContain(field);
  expect(text).toContain(DRAFT.text);
  expect(text).toMatch(/质监站 科室负责人：同意，请注意口径　质监站长 \d{4}-\d\d-\d\d \d\d:\d\d/);
  expect(text).toContain('新闻中心 科室负责人：（未签）');
  expect(text).toContain('局领导 分管领导：（未签）');
});

it('tells where and when it was published', async () => {
  const flow = startCase().to('signing');
  signAll(flow);
  flow.do('publish', 'news', { where: '领导留言板', url: null, publishedAt: '2026-03-02T09:00:00+08:00' });
  expect(await textOf(flow)).toMatch(/主动公开；领导留言板\n公开时间\n2026-03-02 09:00/);
});

it('takes whatever a text holds: markup stays text, signs that XML cannot hold are left out', async () => {
  const flow = startCase().to('signing');
  const text = await textOf(flow, { text: '第一行<w:p>&\u0000\u000b\ud800尾\n第二行🏠' });
  expect(text).toContain('第一行<w:p>&\ufffd尾\n第二行🏠');
});
