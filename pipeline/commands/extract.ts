import { parseArgs } from 'node:util';
import { CrawlError } from '../../crawlers/crawl-reasons.ts';
import type { ExtractedPage } from '../../crawlers/extract/extract-page.ts';
import { createExtractor } from '../../crawlers/extract/extractor.ts';
import { decodeBytes } from '../../crawlers/import/decode.ts';
import { ConfigError } from '../errors.ts';
import { type Command, EXIT, UsageError } from './command.ts';
import { readBytes, requireUrl } from './input-file.ts';

export const extract: Command = {
  usage: 'extract FILE.html --url URL',
  about: '采集器会从这个网页取到什么：类型、标题、作者、时间、正文、链接',
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { url: { type: 'string' }, json: { type: 'boolean' } },
    });
    const [file, ...rest] = positionals;
    if (file === undefined || rest.length > 0 || values.url === undefined) throw new UsageError('需要一个文件和 --url');
    const url = requireUrl(values.url);
    const { text: markup } = decodeBytes(await readBytes(file), { html: true });
    const { kind, title, author, publishedAt, text, links, html, ...more } = await readPage(file, markup, url);
    terminal.out(`${JSON.stringify({ kind, title, author, publishedAt, text, links, ...more })}\n`);
    return EXIT.done;
  },
};

/** In a thread with a time limit, as when crawling. */
async function readPage(file: string, html: string, url: string): Promise<ExtractedPage> {
  const extractor = createExtractor();
  try {
    return await extractor.extract(html, url, Date.now());
  } catch (error) {
    if (error instanceof CrawlError) throw new ConfigError([{ where: file, message: error.message }], { cause: error });
    throw error;
  } finally {
    await extractor.close();
  }
}
