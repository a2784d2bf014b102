import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../config.ts';
import { EGRESS_FILE } from '../outbound/egress-log.ts';
import { checkEgress } from '../outbound/gate.ts';
import { countEgress, readEgressLog } from '../outbound/read-egress-log.ts';
import { allowedPairs } from '../outbound/setup.ts';
import { type Command, EXIT, type Terminal, UsageError } from './command.ts';

export const egress: Command = {
  usage: 'egress URL… | egress --log [--count] [--host H] [--purpose crawl|robots|browser|webhook] [--problems]',
  about: '出站闸门是否放行这些地址（只解析域名，不连接），有拒绝的退出码为 1；--log 查出站记录，--count 计数',
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        log: { type: 'boolean' },
        count: { type: 'boolean' },
        host: { type: 'string' },
        purpose: { type: 'string' },
        problems: { type: 'boolean' },
        json: { type: 'boolean' },
      },
    });
    const config = readConfig(terminal.env);
    if (values.log) {
      const lines = readEgressLog(join(config.dataDir, EGRESS_FILE), values);
      for await (const line of values.count ? await countEgress(lines) : lines) print(terminal, line);
      return EXIT.done;
    }
    if (positionals.length === 0) throw new UsageError('请给出至少一个地址，或用 --log 查出站记录');
    return ask(positionals, config, terminal);
  },
};

async function ask(urls: readonly string[], config: Config, terminal: Terminal): Promise<number> {
  let all = true;
  for (const url of urls) {
    const answer = await checkEgress(url, { allow: allowedPairs(config) });
    all &&= answer.allowed;
    print(terminal, answer);
  }
  return all ? EXIT.done : EXIT.no;
}

function print(terminal: Terminal, value: object): void {
  terminal.out(`${JSON.stringify(value)}\n`);
}
