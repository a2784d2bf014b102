import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { CrawlError } from '../../crawlers/crawl-reasons.ts';
import { type Feed, parseFeed } from '../../crawlers/feed.ts';
import { ConfigError } from '../errors.ts';
import { type Command, EXIT, UsageError } from './command.ts';
import { readBytes, requireUrl } from './input-file.ts';

export const feed: Command = {
  usage: 'feed FILE.xml [--url URL]',
  about: '采集器会从这个订阅取到什么（RSS 0.9x–2.0、Atom、JSON Feed）',
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { url: { type: 'string' }, json: { type: 'boolean' } },
    });
    const [file, ...rest] = positionals;
    if (file === undefined || rest.length > 0) throw new UsageError('需要一个文件');
    const url = values.url === undefined ? pathToFileURL(file).href : requireUrl(values.url);
    const { title, items, truncated } = await readFeedFile(file, url);
    const shown = items.map(({ id, url, title, publishedAt, author, text }) => ({
      id,
      // A relative link leads nowhere while nobody says where the feed was.
      url: url?.startsWith('file:') ? null : url,
      title,
      publishedAt,
      author,
      text,
    }));
    terminal.out(`${JSON.stringify({ title, items: shown })}\n`);
    if (truncated) terminal.err(`${file}: 订阅中途断开，只取到断开之前的 ${items.length} 条\n`);
    return EXIT.done;
  },
};

async function readFeedFile(file: string, url: string): Promise<Feed> {
  const bytes = await readBytes(file);
  try {
    return await parseFeed(bytes, url);
  } catch (error) {
    if (error instanceof CrawlError) throw new ConfigError([{ where: file, message: error.message }], { cause: error });
    throw error;
  }
}
