import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Config } from './config.ts';
import { ConfigError, type Issue } from './errors.ts';

/** What the distributed engine needs to be set, with everything that is missing told at once. */
export function distributedSettings(config: Config) {
  const { kafkaBrokers, elasticUrl } = config;
  const issues = missing(config);
  const kafkaCa = certificate('YUQING_KAFKA_CA', config.kafkaCa, issues);
  const elasticCa = certificate('YUQING_ELASTIC_CA', config.elasticCa, issues);
  if (issues.length > 0 || elasticUrl === undefined) throw new ConfigError(issues);
  const tls = config.kafkaTls === 'on' ? { tls: kafkaCa === null ? {} : { ca: kafkaCa } } : {};
  return {
    prefix: config.elasticPrefix,
    elastic: {
      url: elasticUrl,
      ...accountOf('account', config.elasticUser, config.elasticPassword),
      ...(elasticCa === null ? {} : { ca: elasticCa }),
    },
    kafka: {
      brokers: kafkaBrokers,
      prefix: config.kafkaPrefix,
      partitions: config.kafkaPartitions,
      replicas: config.kafkaReplicas,
      ...tls,
      ...(config.kafkaUser === undefined
        ? {}
        : {
            account: {
              mechanism: config.kafkaMechanism,
              username: config.kafkaUser,
              password: config.kafkaPassword ?? '',
            },
          }),
    },
  };
}

function accountOf(name: 'account', username: string | undefined, password = '') {
  return username === undefined ? {} : { [name]: { username, password } };
}

function missing(config: Config): Issue[] {
  const hint = '分布式引擎需要它；或改用 YUQING_ENGINE=embedded';
  const issues: Issue[] = [];
  if (config.kafkaBrokers.length === 0)
    issues.push({ where: 'YUQING_KAFKA_BROKERS', message: '没有写 Kafka 的地址', hint });
  if (config.elasticUrl === undefined) {
    issues.push({ where: 'YUQING_ELASTIC_URL', message: '没有写 Elasticsearch 的网址', hint });
  }
  if (config.secretKey === undefined) {
    const message = '各进程必须用同一个密钥，否则同一作者会有几个假名';
    issues.push({ where: 'YUQING_SECRET_KEY', message, hint: '写一个不少于 16 个字符的密钥，每个进程都一样' });
  }
  return issues;
}

function certificate(where: string, file: string | undefined, issues: Issue[]): string | null {
  if (file === undefined) return null;
  try {
    const text = readFileSync(file, 'utf8');
    if (isCertificate(text)) return text;
    issues.push({ where, message: `${file} 不是 PEM 格式的证书`, hint: '文件应含 -----BEGIN CERTIFICATE-----' });
  } catch (error) {
    issues.push({ where, message: `证书文件读不出：${error instanceof Error ? error.message : String(error)}` });
  }
  return null;
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).subject !== undefined;
  } catch {
    return false;
  }
}
