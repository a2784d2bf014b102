import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Config, readConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { startSystem } from '../main.ts';
import type { RoleName } from '../roles.ts';
import { type Command, type Terminal, UsageError } from './command.ts';
import { runUntilSignal } from './run-until-signal.ts';

export const start: Command = {
  usage: 'start [--role all|crawl|work|serve] [--stateful] [--engine embedded|distributed] [--port N]',
  about:
    '启动系统，采集来源目录中的公开信息；SIGTERM 后收尾退出。分布式引擎可按角色分成几个进程，work --stateful 管事件和预警',
  async run(args, terminal) {
    const { flags, role } = flagsOf(args);
    const config = readConfig(terminal.env, flags);
    if (config.engine === 'embedded' && role !== 'all') {
      throw new UsageError(`单机引擎只有一个角色 all，不能用 --role ${role}；分角色运行请用 --engine distributed`);
    }
    const log = createLogger(config.logLevel, 'stdout');
    return runUntilSignal(log, async (onFatal) => {
      const system = await startSystem({ config, log, now: Date.now, role, onFatal });
      if (system.address === null) terminal.out(`已启动：${role}\n`);
      else greet(terminal, system.address, system.firstAccount);
      return system;
    });
  },
};

function flagsOf(args: readonly string[]): { flags: Partial<Config>; role: RoleName } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      role: { type: 'string', default: 'all' },
      stateful: { type: 'boolean', default: false },
      engine: { type: 'string' },
      port: { type: 'string' },
    },
  });
  const engine = z.enum(['embedded', 'distributed']).optional().safeParse(values.engine);
  if (!engine.success) throw new UsageError(`没有引擎「${values.engine}」，可用：embedded、distributed`);
  const flags = {
    ...(engine.data === undefined ? {} : { engine: engine.data }),
    ...(values.port === undefined ? {} : { port: portOf(values.port) }),
  };
  return { flags, role: roleOf(values.role, values.stateful) };
}

function roleOf(name: string, stateful: boolean): RoleName {
  if (stateful && name !== 'work') throw new UsageError('--stateful 只和 --role work 一起用');
  const role = z.enum(['all', 'crawl', 'work', 'serve']).safeParse(name);
  if (!role.success) throw new UsageError(`没有角色「${name}」，可用：all、crawl、work、serve`);
  return stateful ? 'work --stateful' : role.data;
}

export function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new UsageError(`端口应是 0 到 65535 的整数，得到「${text}」`);
  return port;
}

/** The first thing a newcomer sees: where, and how to get in. */
export function greet(
  terminal: Terminal,
  address: string | null,
  first: { account: string; password: string } | null,
): void {
  if (address !== null) terminal.out(`看板：${address}\n`);
  if (first) {
    terminal.out(`首次登录：账号 ${first.account}　密码 ${first.password}（只显示这一次，登录后请修改）\n`);
  }
}
