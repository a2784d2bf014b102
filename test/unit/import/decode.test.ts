import { describe, expect, it } from 'vitest';
import { decodeBytes, labelOf } from '../../../crawlers/import/decode.ts';
import { encodeBig5, encodeGb } from './encode.ts';

const TEXT = '市住建局：东苑小区三号楼外墙脱落，居民多次反映没有人管，希望有关部门尽快处理。';
const TRADITIONAL = '房屋漏水沒有人處理，請有關部門說明這個問題，謝謝。';

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = Buffer.from(text, 'utf16le');
  return littleEndian ? bytes : Buffer.from(bytes).swap16();
}

describe('decodeBytes', () => {
  it('finds the encoding without being told', () => {
    expect(decodeBytes(Buffer.from(TEXT))).toEqual({ text: TEXT, encoding: 'utf-8', replaced: 0 });
    expect(decodeBytes(encodeGb(TEXT))).toEqual({ text: TEXT, encoding: 'gb18030', replaced: 0 });
    expect(decodeBytes(encodeBig5(TRADITIONAL))).toEqual({ text: TRADITIONAL, encoding: 'big5', replaced: 0 });
    const table = `编号,正文\r\n1,${TEXT}\r\n`;
    expect(decodeBytes(utf16(table, true))).toEqual({ text: table, encoding: 'utf-16le', replaced: 0 });
    expect(decodeBytes(utf16(table, false))).toEqual({ text: table, encoding: 'utf-16be', replaced: 0 });
  });

  it('finds it for ten characters', () => {
    for (const short of [
      '房屋漏水多年无人管理',
      '暖气不热请求尽快解决',
      '物业乱收停车费怎么办',
      '公租房什么时候分配呢',
    ]) {
      expect(decodeBytes(encodeGb(short)).text).toBe(short);
    }
  });

  it('takes the byte order mark before anything else, and leaves it out', () => {
    expect(decodeBytes(Buffer.from(`\ufeff${TEXT}`), { declared: 'gbk' }).text).toBe(TEXT);
    expect(decodeBytes(utf16(`\ufeff${TEXT}`, true)).text).toBe(TEXT);
    expect(decodeBytes(utf16(`\ufeff${TEXT}`, false)).text).toBe(TEXT);
  });

  it('does not believe a declaration that does not fit', () => {
    for (const declared of ['utf-8', 'iso-8859-1', 'text/html; charset=ISO-8859-1', 'none', 'big5', '']) {
      expect(decodeBytes(encodeGb(TEXT), { declared }), declared).toEqual({
        text: TEXT,
        encoding: 'gb18030',
        replaced: 0,
      });
    }
    expect(decodeBytes(Buffer.from(TEXT), { declared: 'gb2312' }).text).toBe(TEXT);
  });

  it('reads the charset a page names', () => {
    const page = encodeGb(`<html><head><meta charset="gb2312"><title>通知</title></head>${TEXT}</html>`);
    expect(decodeBytes(page, { html: true })).toMatchObject({ encoding: 'gb18030', replaced: 0 });
    const latin = Buffer.from('<meta charset=windows-1252>caf\xe9 d\xe9j\xe0 vu', 'latin1');
    expect(decodeBytes(latin, { html: true }).text.length).toBeGreaterThan(0);
  });

  it('keeps UTF-8 with one broken byte as UTF-8, and counts what was lost', () => {
    const bytes = Buffer.concat([Buffer.from(TEXT), Buffer.from([0xff]), Buffer.from(TEXT)]);
    expect(decodeBytes(bytes)).toEqual({ text: `${TEXT}\ufffd${TEXT}`, encoding: 'utf-8', replaced: 1 });
  });

  it('does not count a replacement sign that was in the text', () => {
    expect(decodeBytes(Buffer.from('原文就有\ufffd'))).toEqual({
      text: '原文就有\ufffd',
      encoding: 'utf-8',
      replaced: 0,
    });
  });

  it('takes a stray NUL for what it is', () => {
    expect(decodeBytes(Buffer.from('编号,正文\n1,房屋\0漏水\n')).encoding).toBe('utf-8');
    expect(decodeBytes(Buffer.from('id,text\n1,a\0b\n')).encoding).toBe('utf-8');
  });

  it('never throws', () => {
    const noise = Uint8Array.from({ length: 5_000 }, (_, i) => (i * 7919 + (i >> 3)) % 256);
    for (const bytes of [
      new Uint8Array(),
      noise,
      noise.subarray(0, 1),
      Uint8Array.of(0xff, 0xfe),
      Uint8Array.of(0, 0, 0),
    ]) {
      expect(typeof decodeBytes(bytes, { html: true, declared: 'x-unknown' }).text).toBe('string');
    }
  });

  it('knows labels as servers write them', () => {
    expect(labelOf('text/html; charset="GB2312"')).toBe('gb18030');
    expect(labelOf('utf8')).toBe('utf-8');
    expect(labelOf('GB_18030')).toBe('gb18030');
    expect(labelOf('charset=none')).toBeNull();
  });
});
