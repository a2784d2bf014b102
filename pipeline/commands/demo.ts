import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startTown } from '../../crawlers/demo-town/town.ts';
import { readConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { startSystem } from '../main.ts';
import { TOWN_CATALOGUE_FILE } from '../paths.ts';
import { type Command, UsageError } from './command.ts';
import { runUntilSignal } from './run-until-signal.ts';
import { greet, portOf } from './start.ts';

export const demo: Command = {
  usage: 'demo [--port N] [--fast N]',
  about: '用自带的示例小城演示整个系统：本机网站、真实采集、研判、预警、看板',
  async run(args, terminal) {
    const { values } = parseArgs({ args: [...args], options: { port: { type: 'string' }, fast: { type: 'string' } } });
    const hasten = values.fast === undefined ? undefined : timesOf(values.fast);
    const config = readConfig({ YUQING_LOG_LEVEL: 'warn', ...terminal.env });
    const log = createLogger(config.logLevel, 'stdout');
    // A demo leaves nothing behind unless a folder is named.
    const scratch = terminal.env.YUQING_DATA ? null : await mkdtemp(join(tmpdir(), 'yuqing-demo-'));
    const demoConfig = {
      ...config,
      dataDir: scratch ?? config.dataDir,
      ...(values.port === undefined ? {} : { port: portOf(values.port) }),
    };
    return runUntilSignal(log, async (onFatal) => {
      const town = await startTown({ now: Date.now, log });
      try {
        const sources = {
          catalogue: TOWN_CATALOGUE_FILE,
          settings: { town: town.origin },
          allowPrivate: [new URL(town.origin).host],
          startSpreadMs: 2_000,
        };
        const system = await startSystem({
          ...{ config: demoConfig, log, now: Date.now, sources, onFatal },
          ...(hasten === undefined ? {} : { hasten }),
        });
        greet(terminal, system.address, system.firstAccount);
        if (hasten !== undefined) terminal.out(`快时钟：逐级上报的等待时间是平时的 1/${hasten}\n`);
        terminal.out(`示例小城：${town.origin}（仅本机；帖文为编写的示例，会不断增加）\n按 Ctrl+C 结束。\n`);
        return { close: () => closeDemo(system, town, scratch) };
      } catch (error) {
        await town.close();
        if (scratch) await rm(scratch, { recursive: true, force: true });
        throw error;
      }
    });
  },
};

/** `--fast 60`: what takes a quarter of an hour takes a quarter of a minute. */
function timesOf(text: string): number {
  const times = Number(text);
  if (Number.isFinite(times) && times >= 1 && times <= 100) return times;
  throw new UsageError(`--fast 要写 1 到 100 之间的数，写的是“${text}”；--fast 60 就是一分钟当一秒`);
}

async function closeDemo(
  system: { close(): Promise<void> },
  town: { close(): Promise<void> },
  scratch: string | null,
): Promise<void> {
  await system.close();
  await town.close();
  if (scratch) await rm(scratch, { recursive: true, force: true });
}
