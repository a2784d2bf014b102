import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { draftDetail, registerPreview } from '../../../dashboards/rulebook-contract.ts';
import { openServer, type TestServer } from './fixture.ts';

let server: TestServer;
let analyst: string;
beforeAll(async () => {
  server = await openServer({}, { ownRules: true });
  analyst = await server.loginAs('analyst');
});
afterAll(() => server.close());

const send = (content: string | Buffer, name = '登记表.csv', cookie = analyst) =>
  server.call('POST', '/api/rule-files/register', {
    cookie,
    body: { name, content: Buffer.from(content).toString('base64') },
  });
const REGISTER = [
  '某市项目登记表,,,',
  '项目名称,推广名,区县,开发企业',
  '金桂二期,金桂雅苑,甲区,某市云上置业有限公司',
  ',,乙区,',
  '银杏里,银杏公馆,乙区,某市云上置业有限公司',
].join('\n');

describe('a register of projects', () => {
  it('is shown as what it makes of the lists, and kept nowhere', async () => {
    const { status, json } = await send(REGISTER);
    expect(status).toBe(200);
    const preview = registerPreview.parse(json);
    expect(preview).toMatchObject({ read: 3, accepted: 2, left: 1 });
    expect(preview.rejections).toEqual([{ row: 4, reason: '没有项目名称也没有小区名称' }]);
    expect(preview.lists.map(({ path, added }) => [path, added])).toEqual([
      ['lexicon/estates.yaml', ['金桂雅苑', '银杏公馆']],
      ['lexicon/projects.yaml', ['金桂二期', '银杏里']],
      ['lexicon/developers.yaml', ['某市云上置业有限公司']],
    ]);
    expect((await server.deps.rulebook.drafts.list()).length).toBe(0);
  });

  it('becomes a draft by the texts shown, and in force changes nothing when it comes again', async () => {
    const { lists } = registerPreview.parse((await send(REGISTER)).json);
    const edits = lists.map(({ path, text }) => ({ kind: 'file', path, text }));
    const body = { title: '导入登记表', reason: '2026 年新项目', edits };
    const made = draftDetail.parse((await server.call('POST', '/api/rule-drafts', { cookie: analyst, body })).json);
    expect(made.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const act = (row: number, name: string, cookie: string) =>
      server.call('POST', `/api/rule-drafts/${made.draft.draftId}/${name}`, {
        cookie,
        body: name === 'publish' ? { row, reason: '核对过' } : { row },
      });
    const proposed = draftDetail.parse((await act(made.row, 'propose', analyst)).json);
    const own = await act(proposed.row, 'publish', analyst);
    expect(own.status).toBeGreaterThanOrEqual(400);
    const other = await act(proposed.row, 'publish', await server.loginAs('analyst'));
    expect(other.status).toBe(200);
    const again = registerPreview.parse((await send(REGISTER)).json);
    expect(again).toMatchObject({ accepted: 2, lists: [] });
    const moved = registerPreview.parse((await send(REGISTER.replace('金桂雅苑', '金桂雅苑、金桂花园'))).json);
    expect(moved.lists.map(({ name, added, changed }) => [name, added, changed])).toEqual([['小区', [], ['金桂雅苑']]]);
  });

  it.each([
    ['no table at all', '今天天气很好', '没有找到登记表的表头'],
    ['an empty file', '', ''],
    ['a broken workbook', Buffer.from('PK\u0003\u0004 and then nothing', 'latin1'), ''],
  ])('that is %s is refused in words that name the file', async (_, content, words) => {
    const { status, text } = await send(content, '坏的.xlsx');
    expect(status).toBe(400);
    expect(text).toContain('坏的.xlsx');
    expect(text).toContain(words);
    expect(text).not.toContain('yuqing-upload-');
  });

  it('is not for those who may not draft rules', async () => {
    const { status } = await send(REGISTER, 'a.csv', await server.loginAs('duty'));
    expect(status).toBe(403);
  });
});
