import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../../pipeline/config.ts';
import { distributedSettings } from '../../../pipeline/distributed-settings.ts';
import { FatalError, UnreachableError } from '../../../pipeline/errors.ts';
import { createElastic, type Elastic } from '../../../pipeline/store/elastic/elastic-client.ts';
import { renewSource } from '../../../pipeline/store/elastic/elastic-docs.ts';
import { ensureIndices, rebuildIndices } from '../../../pipeline/store/elastic/elastic-indices.ts';
import { createElasticQueries } from '../../../pipeline/store/elastic/elastic-queries.ts';
import { createElasticStore } from '../../../pipeline/store/elastic/elastic-store.ts';
import { type Certificate, loopbackCertificate } from '../../services/certificate.ts';
import { freePorts } from '../../services/ports.ts';
import { sharedElasticsearch, withService } from '../../services/shared-service.ts';
import { dropIndices } from '../../support/drop-indices.ts';
import { sampleEvent } from '../../support/engine-samples.ts';
import { SILENT_LOG, sampleAlert, sampleAnalysed } from '../../support/samples.ts';

describe('indexes of Elasticsearch', () => {
  const service = withService('Elasticsearch', sharedElasticsearch);
  let elastic: Elastic;
  let prefix: string;
  beforeEach(() => {
    prefix = `t-${randomUUID().slice(0, 8)}-`;
    elastic = createElastic({ url: service().url }, { log: SILENT_LOG });
  });
  afterEach(async () => {
    await dropIndices(service().url, prefix);
    await elastic.close();
  });
  const open = () => {
    const options = { prefix, log: SILENT_LOG };
    return { store: createElasticStore(elastic, options), queries: createElasticQueries(elastic, options) };
  };
  const put = (path: string, body: unknown) =>
    fetch(`${service().url}/${path}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('are rebuilt when their mapping is of another version, and everything is found as before', async () => {
    await ensureIndices(elastic, prefix);
    const before = open();
    await before.store.commit({ posts: [sampleAnalysed({ docId: 'd_1', text: '车库漏水' })], alerts: [sampleAlert()] });
    for (const index of await elastic.indices(`${prefix}*`)) {
      await put(`${index}/_mapping`, { _meta: { version: 0, form: 'older' } });
    }
    await expect(ensureIndices(elastic, prefix)).rejects.toThrow(FatalError);
    await expect(ensureIndices(elastic, prefix)).rejects.toThrow(/映射不是这个程序建立的.*yuqing reindex/);
    const made = await rebuildIndices(elastic, prefix, renewSource);
    expect(made).toHaveLength(4);
    await ensureIndices(elastic, prefix);
    await elastic.refresh(`${prefix}*`);
    const after = open();
    const found = await after.queries.findPosts({ contains: ['漏水'] }, { limit: 10 });
    expect(found.items.map(({ post }) => post.docId)).toEqual(['d_1']);
    expect((await after.store.alert('a_1'))?.alertId).toBe('a_1');
    await after.store.commit({ posts: [sampleAnalysed({ docId: 'd_2', text: '也漏水' })] });
    await elastic.refresh(`${prefix}*`);
    expect((await after.queries.findPosts({ contains: ['漏水'] }, { limit: 10 })).total).toBe(2);
  });

  it('of whole months are dropped; posts of events that stay move to one that is kept, and can be edited there', async () => {
    await ensureIndices(elastic, prefix);
    const { store, queries } = open();
    const times = ['2025-11-30T23:30:00+08:00', '2025-11-30T23:40:00+08:00', '2026-03-02T09:00:00+08:00'];
    const posts = times.map((eventTime, n) => sampleAnalysed({ docId: `d_${n}`, eventTime }));
    await store.commit({
      posts,
      memberships: [{ docId: 'd_1', eventId: 'e_1', at: times[1] ?? '', copyOf: null, trace: '' }],
      events: [sampleEvent({ lastAt: times[1] ?? '' })],
      alerts: [sampleAlert()],
    });
    expect(await store.dropPosts('2026-01-01T00:00:00+08:00')).toEqual([{ month: '2025-11', dropped: 1, kept: 1 }]);
    expect((await elastic.indices(`${prefix}posts-*`)).toSorted()).toEqual([
      `${prefix}posts-2026.03`,
      `${prefix}posts-kept-1`,
    ]);
    await store.commit({
      posts: [sampleAnalysed({ docId: 'd_1', eventTime: times[1] ?? '', rawId: 'r_2', text: '已修好' })],
    });
    await elastic.refresh(`${prefix}*`);
    const found = async () => (await queries.findPosts({}, { limit: 10 })).items.map(({ post }) => post.docId);
    expect(await found()).toEqual(['d_2', 'd_1']);
    await store.dropPosts('2026-01-01T00:00:00+08:00');
    await elastic.refresh(`${prefix}*`);
    expect([await found(), (await store.posts(['d_1'])).get('d_1')?.post.text]).toEqual([['d_2', 'd_1'], '已修好']);
  });

  it('move a post whose time was corrected into its month', async () => {
    await ensureIndices(elastic, prefix);
    const { store, queries } = open();
    await store.commit({ posts: [sampleAnalysed({ docId: 'd', eventTime: '2026-02-28T09:00:00+08:00' })] });
    await store.commit({ posts: [sampleAnalysed({ docId: 'd', eventTime: '2026-03-01T09:00:00+08:00' })] });
    await elastic.refresh(`${prefix}*`);
    expect((await queries.findPosts({}, { limit: 10 })).total).toBe(1);
    expect((await queries.post('d'))?.post.eventTime).toBe('2026-03-01T09:00:00+08:00');
  });

  it('that were changed or deleted under a running system stop it in words, for no record is to blame', async () => {
    await ensureIndices(elastic, prefix);
    const index = `${prefix}cases`;
    const good = { do: 'put', index, id: 'good', source: { kind: 'x', id: 'good', doc: '{}' } } as const;
    const odd = { ...good, id: 'odd', source: { ...good.source, surprise: 1 } };
    await expect(elastic.write([good, odd])).rejects.toThrow(FatalError);
    await expect(elastic.write([good, odd])).rejects.toThrow(/改了映射：odd（strict_dynamic_mapping_exception.*请停下/);
    expect([...(await elastic.get(index, ['good', 'odd'])).keys()]).toEqual(['good']);
    await elastic.dropIndex(`${prefix}cases-1`);
    await expect(elastic.write([good])).rejects.toThrow(/可能被删除.*good（index_not_found_exception/);
  });

  it('with a field of another type, or without one, are named when the system starts', async () => {
    await put(`${prefix}marks-1`, {
      mappings: { _meta: await metaOf(), properties: { kind: { type: 'text' }, doc: { type: 'keyword' } } },
    });
    await expect(ensureIndices(elastic, prefix)).rejects.toThrow(FatalError);
    await expect(ensureIndices(elastic, prefix)).rejects.toThrow(
      /marks-1 的映射被改过：字段 kind 应为 keyword，现在是 text。请/,
    );
  });

  /** What mappings of this version say about themselves. */
  async function metaOf() {
    const other = `${prefix}x-`;
    await ensureIndices(elastic, other);
    return (await elastic.mappings(`${other}marks-1`)).get(`${other}marks-1`)?.meta;
  }

  it('are made over an encrypted connection with an account, as the settings say; what is missing is named', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'yuqing-ca-'));
    const certificate = await loopbackCertificate(folder);
    const file = join(folder, 'ca.pem');
    writeFileSync(file, certificate.pem);
    const account = { username: 'yuqing', password: '口令 with: a colon' };
    const server = await startEncrypted(service().url, certificate, account);
    const env = {
      YUQING_KAFKA_BROKERS: '127.0.0.1:9',
      YUQING_SECRET_KEY: 'a key for tests only',
      YUQING_ELASTIC_URL: server.url,
      YUQING_ELASTIC_CA: file,
      YUQING_ELASTIC_USER: account.username,
      YUQING_ELASTIC_PASSWORD: account.password,
    };
    async function made(changed: Record<string, string>): Promise<void> {
      const client = createElastic(distributedSettings(readConfig({ ...env, ...changed })).elastic, {
        log: SILENT_LOG,
      });
      await ensureIndices(client, prefix).finally(() => client.close());
    }
    await made({});
    expect(await elastic.indices(`${prefix}cases*`)).toEqual([`${prefix}cases-1`]);
    await expect(made({ YUQING_ELASTIC_PASSWORD: 'wrong' })).rejects.toThrow(/不认这个账号或口令.*（401）/);
    await expect(made({ YUQING_ELASTIC_CA: '' })).rejects.toThrow(/YUQING_ELASTIC_CA.*certificate/);
    await server.close();
    rmSync(folder, { recursive: true });
  });

  it('cannot be had from a server that does not answer: the address and what to look at are named', async () => {
    const [port] = await freePorts(1);
    const nobody = createElastic({ url: `http://127.0.0.1:${port}` }, { log: SILENT_LOG });
    await expect(ensureIndices(nobody, prefix)).rejects.toThrow(UnreachableError);
    await expect(ensureIndices(nobody, prefix)).rejects.toThrow(/无法连接 Elasticsearch.*YUQING_ELASTIC_URL/);
    await nobody.close();
  });
});

/** What stands before Elasticsearch where its security is on: TLS, and an account. */
async function startEncrypted(url: string, certificate: Certificate, account: { username: string; password: string }) {
  const { hostname, port } = new URL(url);
  const expected = `Basic ${Buffer.from(`${account.username}:${account.password}`).toString('base64')}`;
  const options = { pfx: readFileSync(certificate.store), passphrase: certificate.password };
  const server = createServer(options, (incoming, outgoing) => {
    const { method, headers, url: path } = incoming;
    if (headers.authorization !== expected) {
      incoming.resume();
      const answer = { error: { type: 'security_exception', reason: 'unable to authenticate user' } };
      outgoing.writeHead(401, { 'x-elastic-product': 'Elasticsearch', 'content-type': 'application/json' });
      outgoing.end(JSON.stringify(answer));
      return;
    }
    const passed = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return {
    url: `https://127.0.0.1:${address.port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
