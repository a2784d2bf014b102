import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadCatalogue } from '../../crawlers/catalogue.ts';
import { browserProblem, findChromium } from '../../crawlers/chromium.ts';
import { loadRules } from '../../rules/load.ts';
import type { Learned } from '../../rules/rule-set.ts';
import { type Config, readConfig } from '../config.ts';
import { mustHaveRoom } from '../disk-room.ts';
import { DATABASE_FILE, openEngine } from '../engine.ts';
import { checkLiveness } from '../heartbeat.ts';
import { lagTroubles } from '../lag-watch.ts';
import { createLogger } from '../log.ts';
import { logState } from '../log-keeping.ts';
import { toShanghai } from '../model/calendar.ts';
import { NOTICE_CHANNELS, type NoticeChannel } from '../model/notice.ts';
import { channelsOf, contactsOf } from '../notifiers.ts';
import { catalogueOf, rulesDirOf } from '../paths.ts';
import { createJieba } from '../segment/jieba.ts';
import { HOPS } from '../topology.ts';
import { openWorkingDays } from '../working-days/open-working-days.ts';
import { statutoryDeadline } from '../working-days/statutory-clock.ts';
import { createWriteProbe } from '../write-probe.ts';
import { type Command, EXIT, UsageError } from './command.ts';

interface Check {
  name: string;
  /** Detail in words; throws what is wrong. */
  run(config: Config): Promise<string>;
}

const NEEDED_NODE = 24;
const NEEDED_BYTES = 1024 ** 3;
/** Built before this the clock cannot be right. */
const OLDEST_NOW = Date.parse('2026-01-01T00:00:00+08:00');

const CHECKS: readonly Check[] = [
  { name: '运行环境', run: async () => runtime() },
  { name: '设置', run: async (config) => `数据目录 ${config.dataDir}，引擎 ${config.engine}` },
  { name: '磁盘', run: disk },
  { name: '数据库', run: database },
  { name: '写入', run: writing },
  { name: '规则', run: rules },
  { name: '分词', run: segmentation },
  { name: '来源目录', run: catalogue },
  { name: '浏览器', run: browser },
  { name: '看板页面', run: async () => page() },
  { name: '时钟', run: async () => clock() },
  { name: '通知', run: notification },
  { name: '预警时限', run: liveness },
  { name: '积压', run: backlog },
  { name: '消息日志', run: keptLog },
  { name: '工作日历', run: async (config) => workingDays(config) },
];

export const doctor: Command = {
  usage: 'doctor [--only 项目]',
  about:
    '检查运行环境、数据库、规则、来源、页面、预警时限、积压、消息日志和时钟；每项一行，有问题退出码为 1；--only 数据库 只看一项',
  async run(args, terminal) {
    const config = readConfig(terminal.env);
    let well = true;
    for (const { name, run } of chosen(args)) {
      const line = await run(config).then(
        (detail) => ({ check: name, ok: true, detail }),
        (error: unknown) => ({
          check: name,
          ok: false,
          detail: error instanceof Error ? error.message : String(error),
        }),
      );
      well &&= line.ok;
      terminal.out(`${JSON.stringify(line)}\n`);
    }
    return well ? EXIT.done : EXIT.no;
  },
};

function chosen(args: readonly string[]): readonly Check[] {
  const options = { only: { type: 'string' }, json: { type: 'boolean' } } as const;
  const { only } = parseArgs({ args: [...args], options }).values;
  const checks = CHECKS.filter(({ name }) => only === undefined || name === only);
  if (checks.length > 0) return checks;
  throw new UsageError(`没有检查项「${only}」，可用：${CHECKS.map(({ name }) => name).join('、')}`);
}

function runtime(): string {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < NEEDED_NODE)
    throw new Error(`Node ${process.version} 太旧，需要 ${NEEDED_NODE}：请用 npm run 启动，它会用自带的 Node`);
  return `Node ${process.version}，SQLite ${process.versions.sqlite ?? '未知'}`;
}

/** That every open alert has a future deadline, and that a running system has said so lately. */
async function liveness(config: Config): Promise<string> {
  if (!existsSync(join(config.dataDir, DATABASE_FILE))) return '还没有预警';
  const engine = await openEngine(config, { now: Date.now, log: createLogger('silent', 'stderr') });
  try {
    return await checkLiveness(engine.store, config.dataDir, Date.now());
  } finally {
    await engine.close();
  }
}

/** Whether what waits grows, or stands still, by what the running system noted each minute. */
async function backlog(config: Config): Promise<string> {
  if (config.engine === 'embedded' && !existsSync(join(config.dataDir, DATABASE_FILE))) return '没有积压';
  const engine = await openEngine(config, { now: Date.now, log: createLogger('silent', 'stderr') });
  try {
    const { waiting, troubles } = await lagTroubles(engine.bus, engine.store, Date.now());
    if (troubles.length > 0) throw new Error(troubles.join('；'));
    return `待处理：${waiting}`;
  } finally {
    await engine.close();
  }
}

/** How much the log holds, how long, and whether Kafka could lose any of it. */
async function keptLog(config: Config): Promise<string> {
  if (config.engine === 'embedded' && !existsSync(join(config.dataDir, DATABASE_FILE))) return '还没有消息';
  const engine = await openEngine(config, { now: Date.now, log: createLogger('silent', 'stderr') });
  try {
    const { told, troubles } = await logState(engine.bus, engine.store, { ...config, now: Date.now() });
    if (troubles.length > 0) throw new Error(troubles.join('；'));
    return told;
  } finally {
    await engine.close();
  }
}

/** Channels and the address book; sends nothing. */
async function notification(config: Config): Promise<string> {
  const { routing } = await loadRules(rulesDirOf(config));
  contactsOf(config, routing);
  const words = (channels: readonly NoticeChannel[]) => channels.map((channel) => NOTICE_CHANNELS[channel]).join('、');
  const fallback = config.fallback.length === 0 ? '' : `；备用：${words(config.fallback)}`;
  return words(channelsOf(config)) + fallback;
}

/** Whether a deadline of twenty working days that begins today can be computed. A year not yet published is no fault. */
function workingDays(config: Config): string {
  const days = openWorkingDays(config);
  const received = { name: 'received', at: toShanghai(Date.now()) } as const;
  const { dueAt, problem } = statutoryDeadline('answer-application', received, days);
  return `${days.version}；今天起 20 个工作日${dueAt === null ? problem : `到 ${dueAt.slice(0, 10)}`}`;
}

async function disk(config: Config): Promise<string> {
  const { bavail, bsize } = await statfs(existsSync(config.dataDir) ? config.dataDir : '.');
  const free = bavail * bsize;
  const words = `可用 ${(free / 1024 ** 3).toFixed(1)} GB`;
  if (free < NEEDED_BYTES) throw new Error(`${words}，少于 1 GB：请清理磁盘或更换 YUQING_DATA`);
  return words;
}

async function database(config: Config): Promise<string> {
  if (config.engine === 'distributed') return services(config);
  const path = join(config.dataDir, DATABASE_FILE);
  if (!existsSync(path)) return `${path} 尚未建立，首次启动时会建立`;
  const engine = await openEngine(config, { now: Date.now, log: createLogger('silent', 'stderr') });
  try {
    const totals = await engine.queries.totals();
    const waiting = await engine.bus.lag('raw', 'analyse');
    return `${path}：帖文 ${totals.posts}，事件 ${totals.events}，待处理 ${waiting}`;
  } finally {
    await engine.close();
  }
}

/** Whether a record can be written: reading goes on from a full disk and from locked indexes. */
async function writing(config: Config): Promise<string> {
  if (config.engine === 'embedded' && !existsSync(join(config.dataDir, DATABASE_FILE))) return '还没有数据库';
  const engine = await openEngine(config, { now: Date.now, log: createLogger('silent', 'stderr') });
  try {
    await createWriteProbe({ store: engine.store, before: () => mustHaveRoom(config.dataDir), now: Date.now })();
    return '可以写入';
  } finally {
    await engine.close();
  }
}

/** Kafka and Elasticsearch: whether they answer, let us in, and how much waits. */
async function services(config: Config): Promise<string> {
  const engine = await openEngine(config, { now: Date.now, log: createLogger('silent', 'stderr') });
  try {
    const totals = await engine.queries.totals();
    const waiting = await Promise.all(
      HOPS.map(async ({ topic, group }) => `${topic} ${await engine.bus.lag(topic, group)}`),
    );
    const kafka = `Kafka ${config.kafkaBrokers.join('、')}：待处理 ${waiting.join('，')}`;
    return `${kafka}；Elasticsearch ${config.elasticUrl}：帖文 ${totals.posts}，事件 ${totals.events}`;
  } finally {
    await engine.close();
  }
}

async function rules(config: Config): Promise<string> {
  const loaded = await loadRules(rulesDirOf(config));
  return `${loaded.packs.length} 个规则包，${loaded.rules.length} 条规则，版本 ${loaded.version}；${learnedWords(loaded.learned)}`;
}

function learnedWords({ model, problem }: Learned): string {
  if (problem !== null) return problem;
  if (model === null) return '没有学习所得';
  return model.inUse ? `学习所得在用（${model.trained.on} 训练）` : '学习所得未启用';
}

async function segmentation(config: Config): Promise<string> {
  const words = createJieba(join(rulesDirOf(config), 'lexicon', 'segmentation.txt')).cut('公租房漏水');
  return words.join('/');
}

async function catalogue(config: Config): Promise<string> {
  const sources = await loadCatalogue(catalogueOf(config), { rsshub: config.rsshubUrl });
  const unverified = sources.filter(({ row }) => row.verified === false).length;
  return `${sources.length} 个来源，其中 ${unverified} 个地址未核实`;
}

async function browser(config: Config): Promise<string> {
  const found = findChromium(config.chromium);
  const problem = found === null ? null : await browserProblem(found);
  if (problem !== null) throw new Error(`${found} ${problem}`);
  if (found !== null) return `${found}，能启动`;
  const needing = (await loadCatalogue(catalogueOf(config), { rsshub: config.rsshubUrl })).filter(
    ({ row, missing }) => row.render !== undefined && row.enabled && missing === null,
  );
  if (config.chromium !== undefined)
    throw new Error(`YUQING_CHROMIUM 指的 ${config.chromium} 不存在：请改成 Chromium 程序的路径`);
  if (needing.length > 0)
    throw new Error(
      `没有 Chromium，${needing.length} 个来源无法采集、网页存证没有截图：请安装，或用 YUQING_CHROMIUM 指明位置`,
    );
  return '未安装；网页存证将没有截图，由脚本生成的页面无法采集';
}

function page(): string {
  if (!existsSync(new URL('../../dashboards/web/dist/index.html', import.meta.url))) {
    throw new Error('看板页面尚未生成：运行 npm ci 或再次启动时会生成');
  }
  return '已生成';
}

function clock(): string {
  const now = Date.now();
  if (now < OLDEST_NOW) throw new Error(`系统时间是 ${toShanghai(now)}，显然不对：请校准时钟`);
  return `北京时间 ${toShanghai(now)}`;
}
