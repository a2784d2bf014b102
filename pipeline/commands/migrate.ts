import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../config.ts';
import { distributedSettings } from '../distributed-settings.ts';
import { DATABASE_FILE, openEngine } from '../engine.ts';
import { ConfigError } from '../errors.ts';
import { createLogger } from '../log.ts';
import { ENGINES, type EngineName, readMark, removeMark } from '../migrate/mark.ts';
import { type MigrationSide, migrate as migrateRecords } from '../migrate/migrate.ts';
import type { KindResult, Verified } from '../migrate/verify.ts';
import { RECORD_SHAPES } from '../store/records.ts';
import { type Command, EXIT, type Terminal, UsageError } from './command.ts';
import { withPipeline } from './with-pipeline.ts';

export const migrate: Command = {
  usage: 'migrate --to distributed|embedded [--json] · migrate --cancel',
  about:
    '把全部记录从一个引擎搬到另一个，逐类核对条数和哈希；先停下全部进程，断了再运行一次即从断处继续；--cancel 放弃迁移，继续用原来的数据',
  async run(args, terminal) {
    const options = { to: { type: 'string' }, json: { type: 'boolean' }, cancel: { type: 'boolean' } } as const;
    const { to, json = false, cancel = false } = parseArgs({ args: [...args], options }).values;
    const config = readConfig(terminal.env);
    if (cancel) return cancelMigration(config, terminal);
    if (to !== 'distributed' && to !== 'embedded')
      throw new UsageError('要写明迁到哪个引擎：--to distributed 或 --to embedded');
    const result = await migrateTo(to, config);
    terminal.out(json ? `${JSON.stringify({ to, ...result })}\n` : table(to, result));
    for (const line of complaints(result)) terminal.err(`${line}\n`);
    if (result.ok && !json) terminal.err(`${afterwards(to, config).join('\n')}\n`);
    return result.ok && result.kinds.every(({ unreadable }) => unreadable === 0) ? EXIT.done : EXIT.no;
  },
};

async function migrateTo(to: EngineName, config: Config): Promise<Verified> {
  const fromConfig: Config = { ...config, engine: to === 'embedded' ? 'distributed' : 'embedded' };
  const toConfig: Config = { ...config, engine: to };
  // Every setting that is missing is told before anything is opened, and no empty database is made.
  distributedSettings(config);
  const file = join(config.dataDir, DATABASE_FILE);
  if (to === 'distributed' && !existsSync(file)) {
    throw new ConfigError([{ where: 'YUQING_DATA', message: `没有数据库文件 ${file}`, hint: '数据目录是否写对了？' }]);
  }
  const log = createLogger('warn', 'stderr');
  const deps = { now: Date.now, log };
  const from = await openEngine(fromConfig, deps);
  try {
    const target = await openEngine(toConfig, deps);
    try {
      return await migrateRecords({
        from: { ...from, ...sideOf(fromConfig) },
        to: { ...target, ...sideOf(toConfig) },
        drain: () => withPipeline(fromConfig, log, async () => {}),
        now: Date.now,
        newId: randomUUID,
        onProgress: progressOn(process.stderr),
      });
    } finally {
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
      await target.close();
    }
  } finally {
    await from.close();
  }
}

function sideOf({ engine, dataDir, elasticPrefix, kafkaPrefix }: Config): Pick<MigrationSide, 'engine' | 'place'> {
  if (engine === 'embedded') {
    const file = join(dataDir, DATABASE_FILE);
    return { engine, place: { setting: 'YUQING_DATA', whenTaken: `把 ${file} 移到别处，或换一个数据目录` } };
  }
  const whenTaken = `换一个前缀（YUQING_ELASTIC_PREFIX 现为 ${elasticPrefix}，YUQING_KAFKA_PREFIX 现为 ${kafkaPrefix}），或删去这些索引和主题`;
  return { engine, place: { setting: 'YUQING_ELASTIC_PREFIX', whenTaken } };
}

/** Rewrites one line on a terminal; nothing anywhere else. */
function progressOn(stream: NodeJS.WriteStream) {
  let [last, n] = ['', 0];
  return ({ doing, kind, n: more }: { doing: 'copy' | 'verify'; kind: keyof typeof RECORD_SHAPES; n: number }) => {
    if (!stream.isTTY) return;
    const what = `${doing === 'copy' ? '复制' : '核对'} ${RECORD_SHAPES[kind].words}`;
    n = what === last ? n + more : more;
    last = what;
    stream.write(`\r\u001b[K${what} ${n.toLocaleString('en')}`);
  };
}

function table(to: EngineName, { kinds, audit }: Verified): string {
  const from = to === 'embedded' ? 'distributed' : 'embedded';
  const rows = kinds.map(({ name, source, target, same, hash }) =>
    [name, source, target, same ? `一致 ${hash.slice(0, 16)}` : '不一致'].join('\t'),
  );
  const chain = audit.brokenAt === null ? `完整，${audit.rows} 行` : `第 ${audit.brokenAt} 行断开`;
  return `${[`记录\t${ENGINES[from]}\t${ENGINES[to]}\t核对`, ...rows, `审计链\t\t\t${chain}`].join('\n')}\n`;
}

function complaints({ ok, kinds, audit }: Verified): string[] {
  const differing = kinds.filter(({ same }) => !same).map(differenceOf);
  const unreadable = kinds
    .filter((kind) => kind.unreadable > 0)
    .map(
      ({ name, unreadable: n, firstUnreadable }) =>
        `${name}有 ${n} 条在源库里已经读不出，留在原处：${firstUnreadable.join('、')}${n > firstUnreadable.length ? ' 等' : ''}`,
    );
  const chain =
    audit.brokenInSource === null
      ? []
      : [`审计链在源库里就从第 ${audit.brokenInSource} 行断开，照原样迁移；请查明原因`];
  const failed = ok ? [] : ['两边不一致，迁移没有完成，源库不受影响：再运行一次会从头复制；仍不一致请保留这份输出'];
  return [...differing, ...unreadable, ...chain, ...failed];
}

function differenceOf({ name, source, target, differing }: KindResult): string {
  const ids = differing.length === 0 ? '' : `，最先不同的：${differing.join('、')}`;
  return `${name}：源 ${source} 条，目标 ${target} 条，内容不一致${ids}`;
}

/** What lies beside the records and has to be there on the other side as well. */
function afterwards(to: EngineName, { dataDir, secretKey }: Config): string[] {
  const key =
    secretKey === undefined
      ? `作者假名用的密钥在 ${join(dataDir, 'secret-key')}：不用这个数据目录的进程须把它设为 YUQING_SECRET_KEY，否则同一作者会成为两人`
      : '各进程的 YUQING_SECRET_KEY 须与原来相同';
  return [
    `迁移完成。以后用 YUQING_ENGINE=${to} 启动；原来的数据没有改动，留作备份`,
    key,
    `网页存证、收件目录和出站记录仍在 ${dataDir}：采集和看板的进程须用同一个数据目录`,
  ];
}

async function cancelMigration(config: Config, terminal: Terminal): Promise<number> {
  const engine = await openEngine(config, { now: Date.now, log: createLogger('warn', 'stderr') });
  try {
    const mark = await readMark(engine.store);
    if (mark?.side !== 'source') {
      terminal.err(`${ENGINES[config.engine]}里没有可以放弃的迁移\n`);
      return EXIT.no;
    }
    await removeMark(engine.store);
    terminal.err(
      `已放弃迁移，可以照旧启动${ENGINES[config.engine]}。${ENGINES[mark.other]}里已复制的数据没有删，再次迁移前请先清空它\n`,
    );
    return EXIT.done;
  } finally {
    await engine.close();
  }
}
