import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDictionary } from '../../../pipeline/segment/dictionary.ts';
import { buildDictionaryTables, createTags } from '../../../pipeline/segment/dictionary-tables.ts';
import { createMostProbable } from '../../../pipeline/segment/most-probable.ts';
import { wordsOf } from '../../../pipeline/segment/segmenter.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'dictionary-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}

const GENERAL = '漏 40 v\n水 40 n\n漏水 10 vn\n房屋 10 n\n';

function read(own: string, general = GENERAL) {
  const tables = buildDictionaryTables(readDictionary(file('general', general), file('own', own)));
  const mark = createMostProbable(tables);
  const cut = (text: string) => {
    const boundary = new Uint8Array(text.length + 1);
    mark(text, boundary);
    boundary[text.length] = 1;
    return wordsOf(text, boundary);
  };
  return { cut, tagOf: createTags(tables) };
}

describe('the dictionary', () => {
  it('weighs words by their share', () => {
    const { words, weights, least } = readDictionary(file('general', GENERAL), join(dir, 'none'));
    expect(words).toEqual(['漏', '水', '漏水', '房屋']);
    expect([...weights].map((weight) => Math.round(Math.exp(weight) * 100))).toEqual([40, 40, 10, 10]);
    expect(least).toBe(Math.log(0.1));
  });

  it('prefers what is more probable: two common words to a rare one', () => {
    // 漏 and 水 together have a share of 0.16, 漏水 has 0.1.
    expect(read('').cut('房屋漏水')).toEqual(['房屋', '漏', '水']);
    // The median is 0.4 by then.
    expect(read('漏水').cut('房屋漏水')).toEqual(['房屋', '漏水']);
    expect(read('漏水 5 v').cut('漏水')).toEqual(['漏', '水']);
    expect(read('漏水 90 v').cut('漏水')).toEqual(['漏水']);
  });

  it('reads words with and without tag, frequency, byte order mark, carriage returns and a last line end', () => {
    const { cut, tagOf } = read('\ufeff龙湾公馆 nz\r\n\r\n  水城花园 30 ns  \r\n地下室');
    expect(cut('龙湾公馆水城花园地下室')).toEqual(['龙湾公馆', '水城花园', '地下室']);
    expect(['龙湾公馆', '水城花园', '地下室', '房屋', '龙湾', '漏水', '无'].map(tagOf)).toEqual([
      'nz',
      'ns',
      '',
      'n',
      '',
      'vn',
      '',
    ]);
  });

  it('takes a frequency that is no number for none', () => {
    expect(read('漏水 很多 v').cut('漏水')).toEqual(['漏水']);
  });

  it('knows words with characters beyond the first plane', () => {
    const { cut, tagOf } = read('𠮷野家 nz\n𠮷 x');
    expect(cut('去𠮷野家、𠮷、😀店')).toEqual(['去', '𠮷野家', '、', '𠮷', '、', '😀', '店']);
    expect([tagOf('𠮷野家'), tagOf('𠮷')]).toEqual(['nz', 'x']);
  });

  it('says which line of a broken general dictionary is wrong', () => {
    for (const line of ['漏水', '漏水 v', '漏水 多 v', '漏水 0 v']) {
      expect(() => read('', `房屋 10 n\n${line}\n漏 1 v\n`), line).toThrow(/第 2 行/);
    }
  });
});
