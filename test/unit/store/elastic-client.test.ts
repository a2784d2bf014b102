import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError, FatalError, PoisonError, RetryableError } from '../../../pipeline/errors.ts';
import { createElastic } from '../../../pipeline/store/elastic/elastic-client.ts';
import { ensureIndices } from '../../../pipeline/store/elastic/elastic-indices.ts';
import { SILENT_LOG } from '../../support/samples.ts';

/** Servers that are no healthy Elasticsearch 8, and what is told of them. */
describe('an Elasticsearch that does not do', () => {
  const opened: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });

  async function answering(status: number, body: unknown, product: string | null = 'Elasticsearch') {
    const server = createServer((incoming, outgoing) => {
      incoming.resume();
      const headers = { 'content-type': 'application/json', ...(product && { 'x-elastic-product': product }) };
      outgoing.writeHead(status, headers).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    opened.push(
      () => server.closeAllConnections(),
      () => new Promise((resolve) => server.close(resolve)),
    );
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const account = { username: 'yuqing', password: 'wrong' };
    const elastic = createElastic({ url: `http://127.0.0.1:${port}`, account }, { log: SILENT_LOG });
    opened.push(() => elastic.close());
    return elastic;
  }
  const failure = (type: string, reason: string) => ({ error: { type, reason } });

  it.each([
    [401, 'security_exception', ConfigError, /不认这个账号或口令.*（401）.*YUQING_ELASTIC_PASSWORD/],
    [403, 'security_exception', ConfigError, /没有权限（403）.*请管理员授权/],
    [406, 'media_type_header_exception', FatalError, /服务器版本不合用.*请用 Elasticsearch 8\.x/],
    [429, 'circuit_breaking_exception', RetryableError, /暂时忙不过来，稍后再试/],
    [503, 'cluster_not_ready', RetryableError, /暂时忙不过来，稍后再试/],
    [403, 'cluster_block_exception', RetryableError, /只读.*磁盘.*腾出/],
    [400, 'parsing_exception', PoisonError, /parsing_exception/],
    [404, 'index_not_found_exception', FatalError, /索引被删除.*快照/],
  ])('that answers %i %s is told in words, with what to do', async (status, type, kind, words) => {
    const elastic = await answering(status, failure(type, 'why'));
    const asking = elastic.health();
    await expect(asking).rejects.toThrow(kind);
    await expect(asking).rejects.toThrow(words);
  });

  it('because the account is wrong names the settings to look at, at the start', async () => {
    const elastic = await answering(401, failure('security_exception', 'unable to authenticate user [yuqing]'));
    await expect(ensureIndices(elastic, 'x-')).rejects.toMatchObject({
      issues: [{ where: 'YUQING_ELASTIC_USER', hint: expect.stringContaining('YUQING_ELASTIC_PASSWORD') }],
    });
  });

  it('because it is another product, or older than those that name themselves', async () => {
    const elastic = await answering(200, { version: { number: '7.10.2', distribution: 'opensearch' } }, null);
    await expect(elastic.health()).rejects.toThrow(FatalError);
    await expect(elastic.health()).rejects.toThrow(/不是 Elasticsearch.*请用 Elasticsearch 8\.x/);
  });
});
