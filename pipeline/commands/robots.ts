import { parseArgs } from 'node:util';
import { decodeBytes } from '../../crawlers/import/decode.ts';
import { robotsAllows } from '../../crawlers/robots.ts';
import { type Command, EXIT, UsageError } from './command.ts';
import { readBytes, requireUrls } from './input-file.ts';

export const robots: Command = {
  usage: 'robots FILE --agent NAME URL…',
  about: '按 RFC 9309 判断该采集者可否抓取这些地址；有不允许的退出码为 1',
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { agent: { type: 'string' }, json: { type: 'boolean' } },
    });
    const [file, ...urls] = positionals;
    if (file === undefined || values.agent === undefined || urls.length === 0)
      throw new UsageError('需要文件、--agent 和至少一个地址');
    const { text } = decodeBytes(await readBytes(file));
    requireUrls(urls);
    let all = true;
    for (const url of urls) {
      const allowed = robotsAllows(text, values.agent, url);
      all &&= allowed;
      terminal.out(`${JSON.stringify({ url, allowed })}\n`);
    }
    return all ? EXIT.done : EXIT.no;
  },
};
