import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { readExpectedPages } from '../../../pipeline/evaluate/extraction/expected-pages.ts';
import { extraction } from '../../../pipeline/evaluate/extraction.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

it('counts only what is there, and says what came instead', async () => {
  const [page, other] = readExpectedPages();
  if (!page || !other) throw new TypeError('no expected pages');
  const data = mkdtempSync(join(tmpdir(), 'yuqing-extraction-'));
  folders.push(data);
  mkdirSync(join(data, 'pages'));
  const [date, clock = '08:00'] = (page.time ?? '').split(' ');
  writeFileSync(
    join(data, 'pages', page.file),
    `<html><head><title>${page.title}</title></head><body><h1>${page.title}</h1><p>发布时间：${date} ${clock}</p><div id="zoom"><p>${page.first}，这里是我们自己写的一句话，不长也不短，只是为了有一点正文。</p><p>第二段也是如此，末尾几个字应当相符：${page.last}</p></div></body></html>`,
  );
  writeFileSync(join(data, 'pages', other.file), '<html><body><p>另一个网页</p></body></html>');
  for (const evaluation of extraction) {
    const { figures, misjudged } = await evaluation.run({ data, rulesDir: '', seed: 1 });
    expect(figures).toMatchObject([{ name: evaluation.names[0], value: 0.5, n: 2 }]);
    expect(misjudged).toMatchObject([{ file: `pages/${other.file}` }]);
  }
});
