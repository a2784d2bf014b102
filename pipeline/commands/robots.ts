import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { robotsAllows } from '../../crawlers/robots.ts';
import { ConfigError } from '../errors.ts';
import { type Command, EXIT, UsageError } from './command.ts';

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
    const text = await readText(file);
    const wrong = urls.filter((url) => !URL.canParse(url));
    if (wrong.length > 0)
      throw new ConfigError(
        wrong.map((url) => ({ where: url, message: '不是完整的网址', hint: '以 http:// 或 https:// 开头' })),
      );
    let all = true;
    for (const url of urls) {
      const allowed = robotsAllows(text, values.agent, url);
      all &&= allowed;
      terminal.out(`${JSON.stringify({ url, allowed })}\n`);
    }
    return all ? EXIT.done : EXIT.no;
  },
};

/** A file named on the command line; what is wrong with it is told as a wrong input. */
export async function readText(path: string): Promise<string> {
  return (await readBytes(path)).toString('utf8');
}

export async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError([{ where: path, message: `读不出这个文件：${message}` }], { cause });
  }
}
