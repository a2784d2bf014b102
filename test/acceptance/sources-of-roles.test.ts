import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../pipeline/config.ts';
import { startSystem } from '../../pipeline/main.ts';
import type { RoleName } from '../../pipeline/roles.ts';
import { sharedElasticsearch, sharedKafka, withService } from '../services/shared-service.ts';
import { distributedEnv, dropAll } from '../support/distributed-chain.ts';
import { openSite } from '../support/loopback-site.ts';
import { SILENT_LOG } from '../support/samples.ts';
import { until } from '../support/waiting.ts';

const CATALOGUE = new URL('../fixtures/silent-catalogue.yaml', import.meta.url).pathname;
const FEED = `<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><link>/</link><description>d</description>
<item><title>锦绣华府电梯停运三天</title><link>/1.html</link><description>电梯坏了三天没有人修，老人上不了楼。</description>
<pubDate>Mon, 02 Mar 2026 08:00:00 +0800</pubDate></item></channel></rss>`;
const listed = z.object({
  items: z.array(z.object({ sourceId: z.string(), state: z.string(), lastSuccessAt: z.string().nullable() })),
});

describe('a source changed on the page of one process', { timeout: 240_000 }, () => {
  const kafka = withService('Kafka', sharedKafka);
  const elasticsearch = withService('Elasticsearch', sharedElasticsearch);
  const opened: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });

  it('is collected, and left alone again, by the process that crawls; the page shows what came of it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'yuqing-roles-'));
    opened.push(() => rm(folder, { recursive: true, force: true }));
    const site = await openSite({ '/feed.xml': FEED, '/robots.txt': 'User-agent: *\nAllow: /\n' });
    opened.push(() => site.close());
    const env = distributedEnv(kafka().brokers, elasticsearch().url);
    opened.push(() => dropAll(env));
    const config = readConfig({
      ...env,
      YUQING_DATA: folder,
      YUQING_PORT: '0',
      YUQING_CATALOGUE: CATALOGUE,
      YUQING_ALLOW_PRIVATE: site.pair,
    });
    const start = async (role: RoleName) => {
      const system = await startSystem({ config, log: SILENT_LOG, now: Date.now, role, onFatal: () => {} });
      opened.push(() => system.close());
      return system;
    };
    const serve = await start('serve');
    await start('crawl');

    const call = caller(serve.address ?? '');
    await call('/api/session', { account: serve.firstAccount?.account, password: serve.firstAccount?.password });
    const row = `id: late\nname: 后加的来源\nkind: feed\nchannel: news\naddresses: ["${site.origin}/feed.xml"]\nschedule: "0 0 1 1 *"\nlegal: 测试\nverified: false\n`;
    expect(await call('/api/sources', { text: row })).toEqual({ sourceId: 'late', issues: [] });
    const state = async () => {
      const { items } = listed.parse(await call('/api/sources'));
      return items.find(({ sourceId }) => sourceId === 'late');
    };
    // The process that serves never collects by itself: only the other one can have done this.
    await until(state, (late) => late?.state === 'ok', 120_000);
    expect(site.hits).toContain('/feed.xml');

    const before = (await state())?.lastSuccessAt;
    await call('/api/sources/late/enabled', { enabled: false });
    await until(state, (late) => late?.state === 'off', 30_000);
    expect((await state())?.lastSuccessAt).toBe(before);
  });
});

function caller(address: string) {
  let cookie = '';
  return async (path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${address}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { cookie, origin: address, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    const answer: unknown = await response.json();
    expect([path, response.status < 300 ? 'ok' : answer]).toEqual([path, 'ok']);
    return answer;
  };
}
