import { describe, expect, it } from 'vitest';
import { toOurs } from '../../../pipeline/bus/kafka/kafka-client.ts';
import { ConfigError, FatalError, PoisonError, RetryableError } from '../../../pipeline/errors.ts';

/** Errors as the client makes them: by name, those of the broker by type as well. */
const made = (name: string, type: string | null, message = name) => Object.assign(new Error(message), { name, type });
const protocol = (type: string) => made('KafkaJSProtocolError', type, type);

describe('errors of Kafka', () => {
  it.each([
    [made('KafkaJSSASLAuthenticationError', null), ConfigError, /不认这个账号或口令/],
    [protocol('UNSUPPORTED_SASL_MECHANISM'), ConfigError, /没有这种登录方式.*scram-sha-512/],
    [protocol('ILLEGAL_SASL_STATE'), ConfigError, /不要求登录.*去掉 YUQING_KAFKA_USER/],
    [protocol('TOPIC_AUTHORIZATION_FAILED'), ConfigError, /账号没有权限/],
    [protocol('UNKNOWN_TOPIC_OR_PARTITION'), ConfigError, /没有需要的主题/],
    [made('KafkaJSServerDoesNotSupportApiKey', null), FatalError, /版本不合用.*请用 2\.5 至 4\.x/],
    [protocol('UNSUPPORTED_VERSION'), FatalError, /版本不合用.*请用 2\.5 至 4\.x/],
    [protocol('MESSAGE_TOO_LARGE'), PoisonError, /大于 Kafka 主题允许的长度/],
    [made('KafkaJSConnectionError', null), RetryableError, /连不上 Kafka/],
    [made('KafkaJSRequestTimeoutError', null), RetryableError, /连不上 Kafka/],
    [protocol('NOT_LEADER_FOR_PARTITION'), RetryableError, /暂时不能完成/],
    [Object.assign(protocol('OUT_OF_ORDER_SEQUENCE_NUMBER'), { retriable: false }), RetryableError, /暂时不能完成/],
    [Object.assign(protocol('INVALID_CONFIG'), { retriable: false }), FatalError, /报错/],
  ])('are named by consequence and in words: %s', (error, kind, words) => {
    const given = ['KafkaJSNumberOfRetriesExceeded', 'KafkaJSNonRetriableError'].map((name) =>
      Object.assign(new Error('gave up'), { name, cause: error, retriable: false }),
    );
    for (const one of [error, ...given]) {
      const ours = toOurs(one, '写入主题 raw');
      expect(ours).toBeInstanceOf(kind);
      expect(ours.message).toMatch(words);
      expect(ours.message).toContain('写入主题 raw');
    }
  });
});
