import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../pipeline/config.ts';
import { openEngine } from '../../pipeline/engine.ts';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import { createVersions } from '../../pipeline/rulebook/versions.ts';
import { GOOD_RULES, writeRuleFolder } from '../support/rule-folder.ts';
import { runCommand } from '../support/run-command.ts';
import { MONDAY_NINE, SILENT_LOG } from '../support/samples.ts';

let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuqing-published-'));
  await writeRuleFolder(join(folder, 'rules'));
  env = { YUQING_RULES: join(folder, 'rules'), YUQING_DATA: join(folder, 'data') };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** One published version: 质监站 hands its topic over, the list has another estate. */
async function publish(): Promise<void> {
  const engine = await openEngine(readConfig(env), { now: () => MONDAY_NINE, log: SILENT_LOG });
  const routing = (GOOD_RULES['routing.yaml'] ?? '').replaceAll('lead: 质监站', 'lead: 人事科');
  await createVersions(engine.store).publish({
    ...{
      number: 1,
      version: 'abc',
      at: toShanghai(MONDAY_NINE),
      author: 'wang',
      approver: 'li',
      title: '改',
      reason: '改',
    },
    ...{ draftId: null, restores: null, changes: [] },
    edits: [
      { kind: 'file', path: 'routing.yaml', text: routing, base: null },
      { kind: 'file', path: 'lexicon/estates.yaml', text: 'name: 小区\nentries: [新苑]\n', base: null },
    ],
  });
  await engine.close();
}

const leadOf = (out: string) => JSON.parse(out).lead ?? JSON.parse(out).route.lead;
const route = ['rules', 'route', 'topic=工程质量安全'];

it('commands without a store work with the folder, create nothing, and say so when --published has nothing to show', async () => {
  expect(await runCommand(route, env)).toMatchObject({ code: 0, err: '' });
  const none = await runCommand([...route, '--published'], env);
  expect(none.code).toBe(2);
  expect(none.err).toMatch(/没有发布过的规则.*YUQING_DATA/s);
  expect(existsSync(join(folder, 'data'))).toBe(false);
});

it('with --published they work with what the board published, and without it they tell that there is more', async () => {
  await publish();
  const text = join(folder, 'posts.jsonl');
  await writeFile(text, `${JSON.stringify({ title: '新苑房屋漏水', text: '屋顶漏水没人修' })}\n`);
  for (const args of [route, ['analyse', text]]) {
    const folderOnly = await runCommand(args, env);
    expect([folderOnly.code, leadOf(folderOnly.out)]).toEqual([0, '质监站']);
    expect(folderOnly.err).toContain('已发布第 1 版规则');
    const published = await runCommand([...args, '--published'], env);
    expect([published.code, leadOf(published.out), published.err]).toEqual([0, '人事科', '']);
  }
  const hits = async (...more: string[]) =>
    JSON.parse((await runCommand(['rules', 'match', '@小区', text, ...more], env)).out).hit;
  expect([await hits(), await hits('--published')]).toEqual([false, true]);
  const checked = await runCommand(['rules', 'check', '--published'], env);
  expect(checked).toMatchObject({ code: 0, out: expect.stringContaining('conflicting-route') });
}, 240_000);
