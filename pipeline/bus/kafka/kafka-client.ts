import { type ISocketFactory, Kafka, logLevel, Partitioners } from 'kafkajs';
import { connectionAdvice } from '../../connection-advice.ts';
import { ConfigError, ConflictError, FatalError, PoisonError, RetryableError, UnreachableError } from '../../errors.ts';
import type { Logger } from '../../stage.ts';
import { quietRequestQueues } from './quiet-queue.ts';

quietRequestQueues();

/**
 * The only file that knows the client package (besides `quiet-queue.ts`, which mends it): what it offers is told in our words,
 * and its errors become ours. kafkajs is little maintained; another client is a change of this file and of the three that use
 * these types.
 */
export interface KafkaSettings {
  /** `host:port`; any of them leads to the others. */
  brokers: readonly string[];
  /** Encrypt connections; the certificate authority in PEM where the system does not know it. */
  tls?: { ca?: string };
  account?: { mechanism: KafkaMechanism; username: string; password: string };
}

export const KAFKA_MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
export type KafkaMechanism = (typeof KAFKA_MECHANISMS)[number];

/** Opens a connection; tests put a failing network in its place. */
export type SocketFactory = ISocketFactory;

export type KafkaClient = ReturnType<typeof createKafkaClient>;
export type KafkaAdmin = ReturnType<KafkaClient['admin']>;
export type KafkaProducer = ReturnType<KafkaClient['producer']>;
export type KafkaConsumer = ReturnType<KafkaClient['consumer']>;

const REQUEST_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 5_000;

export function createKafkaClient(settings: KafkaSettings, deps: { log: Logger; socketFactory?: SocketFactory }) {
  const { brokers, tls, account } = settings;
  const kafka = new Kafka({
    clientId: 'yuqing',
    brokers: [...brokers],
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Some ten seconds: long enough for a new leader. What lasts longer is told and tried again by us.
    retry: { initialRetryTime: 100, retries: 7, maxRetryTime: 3_000 },
    ...(tls === undefined ? {} : { ssl: tls.ca === undefined ? true : { ca: [tls.ca] } }),
    ...(account === undefined ? {} : { sasl: saslOf(account) }),
    ...(deps.socketFactory === undefined ? {} : { socketFactory: deps.socketFactory }),
    logLevel: logLevel.ERROR,
    // Its errors reach us as exceptions and events as well: here they are only a trace for the log.
    logCreator: () => (entry) => deps.log.warn({ client: entry.namespace, ...entry.log }, 'Kafka client'),
  });
  return {
    admin: () => kafka.admin(),
    producer: () =>
      kafka.producer({
        idempotent: true,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        createPartitioner: Partitioners.DefaultPartitioner,
      }),
    consumer: (group: string, timing: { sessionMs: number; pollMs: number }) =>
      kafka.consumer({
        groupId: group,
        sessionTimeout: timing.sessionMs,
        // At every look for messages and whenever we say so. The client reckons an interval by the clock of the system: set
        // back by hours, it would not be heard of for hours.
        heartbeatInterval: Number.NEGATIVE_INFINITY,
        maxWaitTimeInMs: timing.pollMs,
        allowAutoTopicCreation: false,
      }),
  };
}

/** Of the protocol. The package's name for it cannot be imported by name outside of a bundler. */
const TOPIC_RESOURCE = 2;

/** Settings of a topic in force, also those that it has from the server. */
export async function topicConfig(
  admin: KafkaAdmin,
  topic: string,
  configNames: string[],
): Promise<ReadonlyMap<string, string>> {
  const resource = { type: TOPIC_RESOURCE, name: topic, configNames };
  const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false });
  const entries = resources.flatMap(({ configEntries }) => configEntries);
  return new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
}

function saslOf({ mechanism, username, password }: NonNullable<KafkaSettings['account']>) {
  switch (mechanism) {
    case 'plain':
      return { mechanism, username, password } as const;
    case 'scram-sha-256':
      return { mechanism, username, password } as const;
    case 'scram-sha-512':
      return { mechanism, username, password } as const;
  }
}

/** The member does not own its partitions any more, or will not in a moment: what it has in hand comes again elsewhere. */
export function isTurnOver(error: unknown): 'lost' | 'rebalancing' | null {
  const type = fact(error, 'type');
  if (type === 'UNKNOWN_MEMBER_ID' || type === 'ILLEGAL_GENERATION' || type === 'FENCED_INSTANCE_ID') return 'lost';
  if (type === 'REBALANCE_IN_PROGRESS' || type === 'NOT_COORDINATOR_FOR_GROUP') return 'rebalancing';
  return null;
}

/** The broker that a group's member reports to has left the cluster. The client keeps asking for it until the member joins anew. */
export function isCoordinatorGone(error: unknown): boolean {
  return fact(rootOf(error), 'name') === 'KafkaJSBrokerNotFound';
}

/** Who coordinates a group is not settled, or has not read yet what the group acknowledged: a matter of seconds. */
export function isCoordinatorMoving(error: unknown): boolean {
  return /^(?:NOT_COORDINATOR_FOR_GROUP|GROUP_LOAD_IN_PROGRESS|GROUP_COORDINATOR_NOT_AVAILABLE)$/.test(
    fact(rootOf(error), 'type') ?? '',
  );
}

/** Read by the client as its own: it looks for the coordinator of the group and joins again. */
class CoordinatorGone extends Error {
  override readonly name = 'CoordinatorGone';
  readonly type = 'NOT_COORDINATOR_FOR_GROUP';
}

/** What makes the client join the group again, whatever was the cause. */
export function rejoin(cause: unknown): unknown {
  return isTurnOver(cause) === null ? new CoordinatorGone('the coordinator was not reached', { cause }) : cause;
}

export function isUnknownTopic(error: unknown): boolean {
  return fact(rootOf(error), 'type') === 'UNKNOWN_TOPIC_OR_PARTITION';
}

/** Names an error of the client by its consequence. `doing` says in Chinese what was under way. */
export function toOurs(error: unknown, doing: string): Error {
  if (isOurs(error)) return error;
  const root = rootOf(error);
  const said = root instanceof Error ? root.message : String(root);
  const name = fact(root, 'name');
  const type = fact(root, 'type');
  const told = (message: string) => `${doing}：${message}`;
  if (name === 'KafkaJSSASLAuthenticationError' || type === 'SASL_AUTHENTICATION_FAILED') {
    return issue('YUQING_KAFKA_USER', told(`Kafka 不认这个账号或口令（${said}）`), ACCOUNT_HINT, error);
  }
  if (type === 'UNSUPPORTED_SASL_MECHANISM') {
    return issue('YUQING_KAFKA_MECHANISM', told('Kafka 的这个端口没有这种登录方式'), MECHANISM_HINT, error);
  }
  if (type === 'ILLEGAL_SASL_STATE') {
    return issue('YUQING_KAFKA_USER', told('Kafka 的这个端口不要求登录'), NO_ACCOUNT_HINT, error);
  }
  if (type?.endsWith('AUTHORIZATION_FAILED')) {
    return issue('YUQING_KAFKA_USER', told(`账号没有权限（${type}）`), '请 Kafka 管理员授权读写主题和消费组', error);
  }
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION') {
    return issue('YUQING_KAFKA_PREFIX', told('Kafka 中没有需要的主题，可能被删除'), TOPIC_HINT, error);
  }
  if (name === 'KafkaJSServerDoesNotSupportApiKey' || type === 'UNSUPPORTED_VERSION') {
    return new FatalError(told(`Kafka 服务器版本不合用（${said}）：请用 2.5 至 4.x`), { cause: error });
  }
  if (type === 'INVALID_TIMESTAMP') {
    const hint = '请校准各机器的时钟（NTP），校准后自动继续';
    return new RetryableError(told(`本机时钟比 Kafka 服务器快了一小时以上，Kafka 不收：${hint}`), { cause: error });
  }
  if (type === 'MESSAGE_TOO_LARGE' || type === 'RECORD_LIST_TOO_LARGE') {
    return new PoisonError(told('消息大于 Kafka 主题允许的长度（max.message.bytes）'), { cause: error });
  }
  if (isConnectionTrouble(name)) {
    return new RetryableError(told(`连不上 Kafka（${said}），稍后再试`), { cause: error });
  }
  if (root instanceof Error && 'retriable' in root && root.retriable === false && !BROKEN_SEQUENCE.test(type ?? '')) {
    return new FatalError(told(`Kafka 报错 ${said}`), { cause: error });
  }
  return new RetryableError(told(`Kafka 暂时不能完成（${said}），稍后再试`), { cause: error });
}

/** For the first contact: a command that cannot reach its service ends with exit code 3. */
export function atFirstContact(error: unknown, brokers: readonly string[]): Error {
  const ours = toOurs(error, '连接 Kafka');
  if (!(ours instanceof RetryableError)) return ours;
  return new UnreachableError(
    `无法连接 Kafka（${brokers.join('、')}）：${connectionAdvice(ours.message, SETTINGS)}。${ours.message}`,
    { cause: error },
  );
}

const SETTINGS = {
  address: 'YUQING_KAFKA_BROKERS',
  encryption: 'YUQING_KAFKA_TLS',
  authority: 'YUQING_KAFKA_CA',
  account: 'YUQING_KAFKA_USER',
};
const MECHANISM_HINT = '问 Kafka 管理员用 plain、scram-sha-256 还是 scram-sha-512';
const NO_ACCOUNT_HINT = '去掉 YUQING_KAFKA_USER 和 YUQING_KAFKA_PASSWORD，或改用要求登录的端口';
const ACCOUNT_HINT = '核对 YUQING_KAFKA_USER、YUQING_KAFKA_PASSWORD、YUQING_KAFKA_MECHANISM';
const TOPIC_HINT = '重新启动即会建立缺少的主题；账号无权建立时请管理员建立，名称见 yuqing doctor';
const GAVE_UP = /^KafkaJS(?:NumberOfRetriesExceeded|NonRetriableError)$/;
/** After a broker lost its memory of the producer, a new producer goes on. */
const BROKEN_SEQUENCE =
  /^(?:OUT_OF_ORDER_SEQUENCE_NUMBER|UNKNOWN_PRODUCER_ID|INVALID_PRODUCER_EPOCH|INVALID_TXN_STATE)$/;

function issue(where: string, message: string, hint: string, cause: unknown): ConfigError {
  return new ConfigError([{ where, message, hint }], { cause });
}

function isConnectionTrouble(name: string | null): boolean {
  return /^KafkaJS(?:Connection|RequestTimeout|NoBroker|Broker|Timeout|LockTimeout|GroupCoordinator)/.test(name ?? '');
}

function isOurs(error: unknown): error is Error {
  return [RetryableError, PoisonError, FatalError, ConflictError, UnreachableError, ConfigError].some(
    (kind) => error instanceof kind,
  );
}

/** What gave up says only that it gave up, in one of two ways, whatever may be done about its cause. */
function rootOf(error: unknown): unknown {
  if (error instanceof Error && error.cause instanceof Error && GAVE_UP.test(error.name)) return rootOf(error.cause);
  if (error instanceof Error && 'errors' in error && Array.isArray(error.errors) && error.errors.length > 0) {
    return rootOf(error.errors[0]);
  }
  return error;
}

function fact(error: unknown, name: 'name' | 'type'): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : null;
}
