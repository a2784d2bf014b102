import { sharedElasticsearch, sharedKafka } from './shared-service.ts';

/**
 * Settings of the distributed engine with a Kafka and an Elasticsearch to measure on; empty where the environment names
 * services already, and where none can be had, which it says.
 */
export async function engineServices(): Promise<Record<string, string>> {
  if (process.env.YUQING_KAFKA_BROKERS !== undefined || process.env.YUQING_ELASTIC_URL !== undefined) return {};
  process.stderr.write('启动测速用的 Kafka 和 Elasticsearch……\n');
  const [kafka, elasticsearch] = await Promise.all([sharedKafka('steady'), sharedElasticsearch('steady')]);
  if ('missing' in kafka || 'missing' in elasticsearch) {
    const why = [kafka, elasticsearch].flatMap((found) => ('missing' in found ? [found.missing] : []));
    process.stderr.write(`没有 Kafka 或 Elasticsearch，分布式引擎的指标不测：${why.join('；')}\n`);
    return {};
  }
  return { YUQING_KAFKA_BROKERS: kafka.service.brokers.join(), YUQING_ELASTIC_URL: elasticsearch.service.url };
}
