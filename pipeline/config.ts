import { z } from 'zod';
import { ConfigError, type Issue } from './errors.ts';
import { type NoticeChannel, noticeChannel } from './model/notice.ts';
import { nearest } from './nearest.ts';
import { parseQuietHours } from './notify/quiet-hours.ts';
import { settingWords } from './setting-words.ts';

/**
 * Every setting: environment name, shape, default, one line for the README. README's table is made from this one.
 */
interface Setting<T> {
  env: string;
  schema: z.ZodType<T>;
  /** Text as it would stand in the environment; undefined = no value. */
  fallback: string | undefined;
  about: string;
  /** Never printed. */
  secret?: boolean;
}

const text = z.string().min(1);
const optionalText = z.string().min(1).optional();
const port = z.coerce.number().int().min(0).max(65_535);
const positive = z.coerce.number().positive();
const threads = z.coerce.number().int().min(0).max(64);
/** Fewer would take away what new posts still belong to. */
const months = z.coerce.number().int().min(3).max(1_200).optional();
/** `host:port,host:port` */
const pairs = z
  .string()
  .optional()
  .transform((text = '') => text.split(/[,，\s]+/).filter((pair) => pair !== ''))
  .pipe(z.array(z.string().regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):\d{1,5}$/, '写成“主机:端口”，多个用逗号分开')));
/** `名称:token,名称:token` */
const senders = z
  .string()
  .optional()
  .transform((text = '') =>
    text
      .split(/[,，\s]+/)
      .filter((part) => part !== '')
      .map((part) => ({ name: part.slice(0, part.indexOf(':')), token: part.slice(part.indexOf(':') + 1) })),
  )
  .pipe(
    z
      .array(
        z.object({
          name: z.string().regex(/^[\p{L}\p{N}._-]{1,40}$/u, '写成“名称:令牌”，名称只用文字、数字、点、连字符'),
          token: z.string().min(24, '令牌不少于 24 个字符'),
        }),
      )
      .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, '名称重复')
      .refine((list) => new Set(list.map(({ token }) => token)).size === list.length, '令牌重复'),
  );
const url = z.url({ protocol: /^https?$/ });

function setting<T>(env: string, schema: z.ZodType<T>, fallback: string | undefined, about: string): Setting<T> {
  return { env, schema, fallback, about };
}

function secret<T>(env: string, schema: z.ZodType<T>, about: string): Setting<T> {
  return { env, schema, fallback: undefined, about, secret: true };
}

const channelList = z
  .string()
  .optional()
  .transform((text = '') => text.split(/[,，\s]+/).filter((name) => name !== ''))
  .pipe(z.array(noticeChannel, `写渠道名，用逗号分开：${noticeChannel.options.join('、')}`));
const quietHours = z
  .string()
  .optional()
  .transform((text, context) => {
    if (text === undefined) return null;
    const parsed = parseQuietHours(text);
    if (parsed === null) context.addIssue({ code: 'custom', message: '写成“22:00-07:00”' });
    return parsed;
  });
const mailServer = z.url({ protocol: /^smtps?$/, error: '写成 smtps://账号:口令@主机:465 或 smtp://主机:587' });
const mailAddress = z.string().regex(/^[^<>@\s]+@[^<>@\s]+$|^[^<>]*<[^<>@\s]+@[^<>@\s]+>$/, '不是邮箱地址');

export const SETTINGS = {
  dataDir: setting('YUQING_DATA', text, 'data', '存放全部数据的目录'),
  host: setting('YUQING_HOST', text, '127.0.0.1', '看板监听的地址；对外服务时放在反向代理之后'),
  port: setting('YUQING_PORT', port, '8080', '看板端口；0 表示任选空闲端口'),
  publicUrl: setting('YUQING_PUBLIC_URL', url.optional(), undefined, '看板对外的网址，用于通知里的链接'),
  engine: setting(
    'YUQING_ENGINE',
    z.enum(['embedded', 'distributed']),
    'embedded',
    '存储引擎：embedded 为单机 SQLite；distributed 为 Kafka 和 Elasticsearch',
  ),
  kafkaBrokers: setting(
    'YUQING_KAFKA_BROKERS',
    pairs,
    undefined,
    '分布式引擎：Kafka 的“主机:端口”，逗号分开，写几个都可以',
  ),
  kafkaPrefix: setting(
    'YUQING_KAFKA_PREFIX',
    z.string().regex(/^[a-zA-Z0-9._-]{1,60}$/, '只用字母、数字、点、下划线、连字符'),
    'yuqing.',
    'Kafka 主题和消费组名称的前缀，几套系统可共用一个集群',
  ),
  kafkaPartitions: setting(
    'YUQING_KAFKA_PARTITIONS',
    z.coerce.number().int().min(1).max(1000),
    '6',
    '新建主题的分区数，也就是最多可有多少个研判进程同时工作',
  ),
  kafkaReplicas: setting(
    'YUQING_KAFKA_REPLICAS',
    z.coerce.number().int().min(-1).max(10),
    '-1',
    '新建主题的副本数；-1 为按 Kafka 集群的默认值',
  ),
  kafkaTls: setting('YUQING_KAFKA_TLS', z.enum(['on', 'off']), 'off', '连接 Kafka 是否加密：on 或 off'),
  kafkaCa: setting('YUQING_KAFKA_CA', optionalText, undefined, '签发 Kafka 证书的机构的证书文件（PEM）'),
  kafkaUser: setting('YUQING_KAFKA_USER', optionalText, undefined, 'Kafka 账号（SASL）；不填则不登录'),
  kafkaPassword: secret('YUQING_KAFKA_PASSWORD', optionalText, 'Kafka 口令'),
  kafkaMechanism: setting(
    'YUQING_KAFKA_MECHANISM',
    z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
    'scram-sha-512',
    'Kafka 登录方式：plain、scram-sha-256 或 scram-sha-512',
  ),
  elasticUrl: setting('YUQING_ELASTIC_URL', url.optional(), undefined, '分布式引擎：Elasticsearch 的网址，含端口'),
  elasticPrefix: setting(
    'YUQING_ELASTIC_PREFIX',
    z.string().regex(/^[a-z0-9][a-z0-9_-]{0,60}$/, '以小写字母或数字开头，只用小写字母、数字、下划线、连字符'),
    'yuqing-',
    'Elasticsearch 索引名称的前缀',
  ),
  elasticUser: setting('YUQING_ELASTIC_USER', optionalText, undefined, 'Elasticsearch 账号；不填则不登录'),
  elasticPassword: secret('YUQING_ELASTIC_PASSWORD', optionalText, 'Elasticsearch 口令'),
  elasticCa: setting('YUQING_ELASTIC_CA', optionalText, undefined, '签发 Elasticsearch 证书的机构的证书文件（PEM）'),
  rulesDir: setting('YUQING_RULES', optionalText, undefined, '规则目录；不填则用自带的 rules/'),
  catalogue: setting(
    'YUQING_CATALOGUE',
    optionalText,
    undefined,
    '来源目录文件；不填则用自带的 crawlers/catalogue.yaml',
  ),
  contact: setting('YUQING_CONTACT', optionalText, undefined, '采集时在 User-Agent 中说明的联系方式（邮箱或网址）'),
  chromium: setting(
    'YUQING_CHROMIUM',
    optionalText,
    undefined,
    'Chromium 程序的路径，用于由脚本生成的页面和网页存证；不填则用系统安装的',
  ),
  allowPrivate: setting(
    'YUQING_ALLOW_PRIVATE',
    pairs,
    undefined,
    '允许访问的内网地址，“主机:端口”，逗号分开；其余内网地址一律不访问',
  ),
  rsshubUrl: setting('YUQING_RSSHUB_URL', url.optional(), undefined, '自建 RSSHub 的网址；不填则相关来源停用'),
  heartbeatUrl: setting(
    'YUQING_HEARTBEAT_URL',
    url.optional(),
    undefined,
    '心跳网址：一切正常时每分钟访问一次；有预警失去时限或系统停了就不再访问，由那边报警',
  ),
  webhookUrl: setting('YUQING_WEBHOOK_URL', url.optional(), undefined, '通知推送（Webhook）网址；不填则只发站内通知'),
  webhookSecret: secret(
    'YUQING_WEBHOOK_SECRET',
    z.string().min(24).optional(),
    '推送签名密钥，不少于 24 个字符（Standard Webhooks）',
  ),
  wecomUrl: secret('YUQING_WECOM_URL', url.optional(), '企业微信消息推送（群机器人）的完整地址，含 key'),
  dingtalkUrl: secret('YUQING_DINGTALK_URL', url.optional(), '钉钉自定义机器人的完整地址，含 access_token'),
  dingtalkSecret: secret(
    'YUQING_DINGTALK_SECRET',
    optionalText,
    '钉钉机器人的加签密钥（SEC 开头）；用关键词或 IP 名单时不填',
  ),
  feishuUrl: secret('YUQING_FEISHU_URL', url.optional(), '飞书自定义机器人的完整地址'),
  feishuSecret: secret('YUQING_FEISHU_SECRET', optionalText, '飞书机器人的签名密钥；用关键词或 IP 名单时不填'),
  smtpUrl: secret(
    'YUQING_SMTP_URL',
    mailServer.optional(),
    '邮件服务器：smtps://账号:口令@主机:465 或 smtp://账号:口令@主机:587',
  ),
  mailFrom: setting(
    'YUQING_MAIL_FROM',
    mailAddress.optional(),
    undefined,
    '发件人，如 住建舆情 <yuqing@example.gov.cn>',
  ),
  smsUrl: secret('YUQING_SMS_URL', url.optional(), '短信网关的地址'),
  smsBody: secret(
    'YUQING_SMS_BODY',
    optionalText,
    '短信网关要的请求内容，JSON 或表单，含 {{手机}}、{{内容}}，可含 {{编号}}',
  ),
  smsHeader: secret(
    'YUQING_SMS_HEADER',
    z
      .string()
      .regex(/^[\w-]+:\s*\S/, '写成“名称: 值”')
      .optional(),
    '短信网关要的请求头，如 Authorization: …',
  ),
  smsTaken: setting('YUQING_SMS_TAKEN', optionalText, undefined, '短信网关接收成功时答复中必有的文字，如 "code":0'),
  contacts: setting(
    'YUQING_CONTACTS',
    optionalText,
    undefined,
    '通讯录与值班表文件（YAML），邮件和短信按它找人；写法见 pipeline/notify/README.md',
  ),
  fallback: setting('YUQING_FALLBACK', channelList, undefined, '只在其他渠道送不到时才用的渠道，按先后，如 sms,email'),
  holidays: setting(
    'YUQING_HOLIDAYS',
    optionalText,
    undefined,
    '放假安排文件（YAML），补上自带日历还没有的年份；写法见 pipeline/notify/README.md',
  ),
  quietHours: setting(
    'YUQING_QUIET_HOURS',
    quietHours,
    undefined,
    '免打扰时段，如 22:00-07:00；红色预警不受限，其余在时段过后合并发出',
  ),
  secretKey: secret(
    'YUQING_SECRET_KEY',
    z.string().min(16).optional(),
    '作者账号假名化的密钥，不少于 16 个字符；不填则首次启动时生成并存入数据目录',
  ),
  originalKeys: secret(
    'YUQING_ORIGINAL_KEYS',
    optionalText,
    '保存遮盖前原文的加密密钥，“编号:32 字节 base64”，逗号分开，第一个加密，其余只解密；或 @文件路径；不填则不保存原文',
  ),
  originalDays: setting('YUQING_ORIGINAL_DAYS', positive, '180', '加密保存的原文过多少天删除'),
  keepMonths: setting(
    'YUQING_KEEP_MONTHS',
    months,
    undefined,
    '帖文保留多少个整月（按事件时间），更早的每天清理；有预警或个案的事件连同帖文永久保留；不填则全部永久保留',
  ),
  logDays: setting(
    'YUQING_LOG_DAYS',
    positive,
    '7',
    '消息日志（帖文遮盖前的样子也在其中）里处理完的消息，发布后保留多少天；没处理完的不删',
  ),
  deadDays: setting('YUQING_DEAD_DAYS', positive, '90', '消息日志里的死信（无法处理的帖文和原因）保留多少天'),
  pushTokens: secret(
    'YUQING_PUSH_TOKENS',
    senders,
    '允许推送帖文（POST /api/push）的系统，“名称:令牌”，逗号分开，令牌不少于 24 个字符；不填则不接受推送',
  ),
  alertMaxAgeDays: setting('YUQING_ALERT_MAX_AGE_DAYS', positive, '30', '事发超过这么多天的事件只归档、不通知'),
  workers: setting(
    'YUQING_WORKERS',
    threads,
    '0',
    '研判另开的线程数，0 至 64；0 为与其余工作同在一个线程。每个线程约占 150 MB 内存',
  ),
  logLevel: setting('YUQING_LOG_LEVEL', z.enum(['debug', 'info', 'warn', 'error', 'silent']), 'info', '日志级别'),
} as const;

type Settings = typeof SETTINGS;
export type Config = { readonly [K in keyof Settings]: z.infer<Settings[K]['schema']> };

/**
 * Reads `YUQING_*` from the environment; flags given on the command line win. All problems are reported at once;
 * an unknown `YUQING_` name is a problem too, with the nearest known name. Empty text counts as not set.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, flags: Partial<Config> = {}): Config {
  const issues: Issue[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const given = env[setting.env];
    const value = given === undefined || given === '' ? setting.fallback : given;
    const parsed = setting.schema.safeParse(value, { error: settingWords });
    if (parsed.success) values[name] = parsed.data;
    else issues.push({ where: setting.env, message: problemOf(parsed.error), hint: setting.about });
  }
  issues.push(...unknownNames(env));
  if (env.YUQING_WEBHOOK_URL && !env.YUQING_WEBHOOK_SECRET) {
    issues.push({
      where: 'YUQING_WEBHOOK_SECRET',
      message: '设置了推送网址，就必须设置签名密钥',
      hint: '不少于 24 个字符',
    });
  }
  issues.push(...channelIssues(env, values.fallback));
  if (issues.length > 0) throw new ConfigError(issues);
  return complete({ ...values, ...flags });
}

const whole: z.ZodType<Config> = z.custom<Config>((value) => typeof value === 'object' && value !== null);
const complete = (values: object): Config => whole.parse(values);

function problemOf(error: z.ZodError): string {
  return `值不合要求：${error.issues.map((issue) => issue.message).join('；')}`;
}

function unknownNames(env: Readonly<Record<string, string | undefined>>): Issue[] {
  const known = Object.values(SETTINGS).map((setting) => setting.env);
  return Object.keys(env)
    .filter((name) => name.startsWith('YUQING_') && !known.some((other) => other === name))
    .map((name) => ({ where: name, message: '没有这个设置', hint: `是否想写 ${nearest(name, known)}？` }));
}

/** Settings of a channel that need one another. */
const NEEDS: readonly (readonly [set: string, needed: string, why: string])[] = [
  ['YUQING_SMTP_URL', 'YUQING_MAIL_FROM', '设置了邮件服务器，就必须写明发件人'],
  ['YUQING_SMTP_URL', 'YUQING_CONTACTS', '邮件要按通讯录找人'],
  ['YUQING_SMS_URL', 'YUQING_SMS_BODY', '设置了短信网关，就必须写明请求内容'],
  ['YUQING_SMS_URL', 'YUQING_CONTACTS', '短信要按通讯录找人'],
  ['YUQING_DINGTALK_SECRET', 'YUQING_DINGTALK_URL', '设置了加签密钥，却没有钉钉机器人的地址'],
  ['YUQING_FEISHU_SECRET', 'YUQING_FEISHU_URL', '设置了签名密钥，却没有飞书机器人的地址'],
];

/** Their messages carry links, which lead nowhere without the address that others know the board by. */
const WITH_LINKS = [
  'YUQING_WECOM_URL',
  'YUQING_DINGTALK_URL',
  'YUQING_FEISHU_URL',
  'YUQING_SMTP_URL',
  'YUQING_SMS_URL',
];

const CHANNEL_ADDRESS: Readonly<Record<NoticeChannel, string | null>> = {
  'in-app': null,
  webhook: 'YUQING_WEBHOOK_URL',
  wecom: 'YUQING_WECOM_URL',
  dingtalk: 'YUQING_DINGTALK_URL',
  feishu: 'YUQING_FEISHU_URL',
  email: 'YUQING_SMTP_URL',
  sms: 'YUQING_SMS_URL',
};

function channelIssues(env: Readonly<Record<string, string | undefined>>, fallback: unknown): Issue[] {
  const needed = NEEDS.filter(([set, other]) => env[set] && !env[other]).map(([set, where, message]) => ({
    where,
    message,
    hint: `由 ${set} 引出`,
  }));
  const linked = WITH_LINKS.filter((set) => env[set] && !env.YUQING_PUBLIC_URL).slice(0, 1);
  const links = linked.map((set) => ({
    where: 'YUQING_PUBLIC_URL',
    message: '通知里的签收链接要用看板对外的网址',
    hint: `由 ${set} 引出`,
  }));
  const placeholders = ['{{手机}}', '{{内容}}'].filter(
    (one) => env.YUQING_SMS_BODY && !env.YUQING_SMS_BODY.includes(one),
  );
  const sms = placeholders.map((one) => ({ where: 'YUQING_SMS_BODY', message: `缺少 ${one}` }));
  const chosen = z.array(noticeChannel).catch([]).parse(fallback);
  const absent = chosen.filter((channel) => !env[CHANNEL_ADDRESS[channel] ?? '']);
  const unset = absent.map((channel) => ({
    where: 'YUQING_FALLBACK',
    message: channel === 'in-app' ? '站内通知总是发送，不能作备用' : `备用渠道 ${channel} 没有配置`,
    hint: CHANNEL_ADDRESS[channel] === null ? '去掉它' : `设置 ${CHANNEL_ADDRESS[channel]}`,
  }));
  return [...needed, ...links, ...sms, ...unset];
}

/** The README's table. */
export function settingsTable(): string {
  const rows = Object.values(SETTINGS).map(
    ({ env, fallback, about }) => `| \`${env}\` | ${fallback === undefined ? '—' : `\`${fallback}\``} | ${about} |`,
  );
  return ['| 设置 | 默认 | 说明 |', '|---|---|---|', ...rows].join('\n');
}
