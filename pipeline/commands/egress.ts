import { checkEgress } from '../outbound/gate.ts';
import { type Command, EXIT, UsageError } from './command.ts';

export const egress: Command = {
  usage: 'egress URL…',
  about: '出站闸门是否放行这些地址（只解析域名，不连接）；有拒绝的退出码为 1',
  async run(args, terminal) {
    const urls = args.filter((arg) => arg !== '--json');
    if (urls.length === 0) throw new UsageError('请给出至少一个地址');
    let all = true;
    for (const url of urls) {
      const answer = await checkEgress(url);
      all &&= answer.allowed;
      terminal.out(`${JSON.stringify(answer)}\n`);
    }
    return all ? EXIT.done : EXIT.no;
  },
};
