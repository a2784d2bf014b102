import { Client } from '@elastic/elasticsearch';
import type { ElasticSettings } from './elastic-client.ts';
import type { Source } from './elastic-write.ts';

export interface BareBulk {
  /** One request for each batch of so many; throws when a single document is refused. */
  write(index: string, documents: readonly { id: string; source: Source }[], batch: number): Promise<void>;
  close(): Promise<void>;
}

/** The yardstick of the store benchmark: documents that are ready, sent by the client package as they are, and nothing else. */
export function createBareBulk({ url, account, ca }: ElasticSettings): BareBulk {
  const client = new Client({
    node: url,
    ...(account === undefined ? {} : { auth: account }),
    ...(ca === undefined ? {} : { tls: { ca } }),
  });
  return {
    async write(index, documents, batch) {
      for (let at = 0; at < documents.length; at += batch) {
        const operations = documents
          .slice(at, at + batch)
          .flatMap(({ id, source }) => [{ index: { _index: index, _id: id } }, source]);
        const { errors } = await client.bulk({ operations });
        if (errors) throw new Error('Elasticsearch refused documents of the benchmark');
      }
    },
    close: () => client.close(),
  };
}
