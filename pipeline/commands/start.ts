import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { startSystem } from '../main.ts';
import { type Command, type Terminal, UsageError } from './command.ts';
import { runUntilSignal } from './run-until-signal.ts';

export const start: Command = {
  usage: 'start [--role all] [--engine embedded] [--port N]',
  about: '启动系统，采集来源目录中的公开信息；SIGTERM 后收尾退出',
  async run(args, terminal) {
    const config = readConfig(terminal.env, flagsOf(args));
    const log = createLogger(config.logLevel, 'stdout');
    return runUntilSignal(log, async (onFatal) => {
      const system = await startSystem({ config, log, now: Date.now, onFatal });
      greet(terminal, system.address, system.firstAccount);
      return system;
    });
  },
};

function flagsOf(args: readonly string[]): Partial<Config> {
  const { values } = parseArgs({
    args: [...args],
    options: { role: { type: 'string' }, engine: { type: 'string' }, port: { type: 'string' } },
  });
  if (values.role !== undefined && values.role !== 'all') {
    throw new UsageError(`单机引擎只有一个角色 all，不能用 --role ${values.role}`);
  }
  if (values.engine !== undefined && values.engine !== 'embedded') {
    throw new UsageError(`没有引擎「${values.engine}」，可用：embedded`);
  }
  return values.port === undefined ? {} : { port: portOf(values.port) };
}

export function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new UsageError(`端口应是 0 到 65535 的整数，得到「${text}」`);
  return port;
}

/** The first thing a newcomer sees: where, and how to get in. */
export function greet(terminal: Terminal, address: string, first: { account: string; password: string } | null): void {
  terminal.out(`看板：${address}\n`);
  if (first) {
    terminal.out(`首次登录：账号 ${first.account}　密码 ${first.password}（只显示这一次，登录后请修改）\n`);
  }
}
