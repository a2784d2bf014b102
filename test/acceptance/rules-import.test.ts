import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runCommand } from '../support/run-command.ts';
import { encodeGb } from '../unit/import/encode.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuqing-rules-import-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const rules = (...args: string[]) => runCommand(['rules', ...args]);

async function file(content: string | Uint8Array): Promise<string> {
  const path = join(folder, 'words.txt');
  await writeFile(path, content);
  return path;
}

const WORDS = '[渗漏]\n漏水\n渗水\n+楼顶\n!演练\n\nmac\n/地库|车库/\n';

describe('rules import', () => {
  it('gives a pack that loads with the rules that are there', async () => {
    const copy = join(folder, 'rules');
    await cp(new URL('../../rules', import.meta.url), copy, { recursive: true });
    const imported = await rules('import', '--from', 'trendradar', await file(WORDS));
    expect(imported).toMatchObject({ code: 0, err: '2 条规则，0 个错误，0 个提醒\n' });
    await writeFile(join(copy, 'packs', 'trendradar.yaml'), imported.out);
    const checked = await rules('check', copy);
    expect(checked).toMatchObject({ code: 0, out: '' });
  });

  it('reads UTF-8 with and without its mark, UTF-16 and GB18030 alike', async () => {
    const plain = await rules('import', '--from', 'trendradar', await file(WORDS));
    const others = [
      `\ufeff${WORDS}`,
      WORDS.replaceAll('\n', '\r\n'),
      Buffer.from(`\ufeff${WORDS}`, 'utf16le'),
      encodeGb(WORDS),
    ];
    for (const content of others) {
      expect((await rules('import', '--from', 'trendradar', await file(content))).out).toBe(plain.out);
    }
  });

  it('ends with 2 and every mistake in its place, and carries over the rest', async () => {
    const path = await file('关键词：小区+(漏水\n\n关键词：停暖\n备注：无');
    const { code, out, err } = await rules('import', '--from', 'stonedt', path);
    expect(code).toBe(2);
    expect(parse(out).rules).toMatchObject([{ expression: '停暖' }]);
    expect(err).toContain(`${path}:1:8: 错误 unclosed-bracket`);
    expect(err).toContain(`${path}:4:1: 错误 unknown-label`);
  });

  it('gives pack and diagnostics as one JSON value', async () => {
    const path = await file('漏水\n@3');
    const { code, out } = await rules('import', '--from', 'trendradar', path, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      pack: { id: 'trendradar', rules: [{ expression: '漏水' }] },
      diagnostics: [{ path, line: 2, column: 1, severity: 'warning', code: 'display-limit' }],
    });
  });

  it('refuses an empty file, a file that is not there and a tool it does not know', async () => {
    expect(await rules('import', '--from', 'trendradar', await file(''))).toMatchObject({ code: 2, out: '' });
    expect(await rules('import', '--from', 'trendradar', join(folder, 'nowhere'))).toMatchObject({ code: 2, out: '' });
    expect(await rules('import', '--from', 'other', await file(WORDS))).toMatchObject({ code: 2, out: '' });
    expect(await rules('import', await file(WORDS))).toMatchObject({ code: 2, out: '' });
    expect(await rules('import', '--from', 'stonedt')).toMatchObject({ code: 2, out: '' });
  });
});
