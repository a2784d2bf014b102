import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseCatalogue } from '../../crawlers/catalogue.ts';
import { createCrawling } from '../../crawlers/crawling.ts';
import { createEvidenceKeeper } from '../../pipeline/evidence/keeper.ts';
import { verifyPackage } from '../../pipeline/evidence/package.ts';
import type { Alert } from '../../pipeline/model/alert.ts';
import { type Chain, openChain } from '../support/chain.ts';
import { findChromium } from '../support/chromium.ts';
import { type LoopbackSite, openSite } from '../support/loopback-site.ts';
import { runCommand } from '../support/run-command.ts';
import { SILENT_LOG, sampleAlert, sampleAnalysed } from '../support/samples.ts';

const executable = findChromium();
let chain: Chain;
let site: LoopbackSite;
let folder: string;
const closers: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  chain = await openChain();
  folder = await mkdtemp(join(tmpdir(), 'yuqing-evidence-'));
  site = await openSite({
    '/robots.txt': 'User-agent: *\nDisallow: /secret',
    '/a/1.html':
      '<meta charset="gbk"><h1>Leak</h1><img src="/p.png"><script>document.body.append("by script")</script>',
  });
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await site.close();
  await chain.close();
  await rm(folder, { recursive: true, force: true });
});

/** An alert about a post of the source `a`, both stored. */
async function alertOn(path: string, more: Partial<Alert> = {}): Promise<string> {
  const alertId = more.alertId ?? 'a_1';
  const post = sampleAnalysed({ docId: `d_${alertId}`, rawId: `r_${alertId}`, sourceId: 'a', url: site.origin + path });
  const alert = sampleAlert({ alertId, docId: post.post.docId, detectedAt: '2026-03-02T09:00:00+08:00', ...more });
  await chain.store.commit({ posts: [post], alerts: [alert] });
  return alertId;
}

function keeperWith(chromium: string, now: () => number = () => Date.parse('2026-03-02T09:01:00+08:00')) {
  const crawling = createCrawling({
    catalogue: parseCatalogue(
      `sources:
  - { id: a, name: 甲, kind: list-page, channel: news, addresses: ["${site.origin}/"], schedule: "0 0 1 1 *", politeness: { delayMs: 0 }, legal: 测试, verified: false }`,
      'test.yaml',
    ),
    accept: async () => ({ accepted: 0, duplicates: 0 }),
    log: SILENT_LOG,
    allowPrivate: [site.pair],
    chromium,
  });
  closers.push(() => crawling.close());
  const { store, queries } = chain;
  return createEvidenceKeeper({
    store,
    queries,
    capture: crawling.capture,
    dataDir: chain.folder,
    now,
    log: SILENT_LOG,
  });
}

async function evidence(...args: string[]): Promise<{ code: number; lines: Record<string, unknown>[] }> {
  const { code, out } = await runCommand(['evidence', ...args], { YUQING_DATA: chain.folder });
  return {
    code,
    lines: out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
}
const stateOf = async (id: string) => (await chain.store.state<Record<string, unknown>>('evidence', id))?.value;

it('what is kept follows from the records: orange and red of the last days, once each', async () => {
  await alertOn('/a/1.html', { alertId: 'a_orange', level: '橙' });
  await alertOn('/a/1.html', { alertId: 'a_yellow', level: '黄' });
  await alertOn('/a/1.html', { alertId: 'a_old', level: '红', detectedAt: '2026-02-20T09:00:00+08:00' });
  await alertOn('/secret/1.html', { alertId: 'a_robots', level: '红' });
  const keeper = keeperWith('/nowhere/chromium');
  expect(await keeper.keep()).toBe(1);
  expect(await keeper.keep()).toBe(0);
  const { lines } = await evidence('list');
  expect(lines).toMatchObject([
    { alertId: 'a_orange', files: ['page.html'], problem: expect.stringContaining('Chromium') },
  ]);
  expect(await stateOf('a_robots')).toMatchObject({
    state: 'waiting',
    attempts: 1,
    problem: expect.stringContaining('robots'),
  });
  expect(site.hits).not.toContain('/secret/1.html');
});

it('a page that cannot be had is tried again, and at last given up with its reason', async () => {
  await alertOn('/a/404.html');
  let now = Date.parse('2026-03-02T09:01:00+08:00');
  const keeper = keeperWith('/nowhere/chromium', () => now);
  for (let minute = 0; minute < 90; minute += 1) {
    await keeper.keep();
    now += 60_000;
  }
  expect(site.hits.filter((path) => path === '/a/404.html')).toHaveLength(6);
  expect(await stateOf('a_1')).toMatchObject({
    state: 'none',
    attempts: 6,
    problem: expect.stringContaining('页面不存在'),
  });
});

describe.skipIf(executable === null)('an evidence package', () => {
  it('holds the page as sent, as shown, and its picture; can be exported and checked without us; betrays every change', async () => {
    const id = await alertOn('/a/1.html');
    expect(await keeperWith(executable ?? '').keep()).toBe(1);
    expect(site.hits).toContain('/p.png');
    const kept = join(chain.folder, 'evidence', id);
    const found = await verifyPackage(kept);
    expect(found).toMatchObject({ ok: true, manifest: { url: `${site.origin}/a/1.html`, status: 200, problem: null } });
    expect(await readFile(join(kept, 'page.html'), 'utf8')).toBe(site.pages['/a/1.html']);
    expect(await readFile(join(kept, 'rendered.html'), 'utf8')).toContain('by script</body>');
    expect((await readFile(join(kept, 'page.png'))).subarray(1, 4).toString()).toBe('PNG');
    expect(await evidence('verify')).toMatchObject({ code: 0, lines: [{ alertId: id, ok: true, problem: null }] });

    const out = join(folder, 'export');
    expect(await evidence('export', id, '--out', out)).toMatchObject({ code: 0 });
    const copy = join(out, id);
    await promisify(execFile)('sha256sum', ['-c', 'SHA256SUMS'], { cwd: copy });
    expect((await evidence('verify', copy)).code).toBe(0);

    await appendFile(join(copy, 'page.html'), ' ');
    expect(await evidence('verify', copy)).toMatchObject({
      code: 1,
      lines: [{ ok: false, problem: 'page.html 与存证时不同' }],
    });
    // Files and manifest changed together agree with each other, but not with the audit chain.
    const manifest = (await readFile(join(kept, 'manifest.json'), 'utf8')).replace('"status": 200', '"status": 201');
    await writeFile(join(kept, 'manifest.json'), manifest);
    expect((await verifyPackage(kept)).ok).toBe(true);
    expect((await evidence('verify')).lines).toMatchObject([
      { ok: false, problem: 'manifest.json 与审计日志中的不同' },
    ]);
    await rm(kept, { recursive: true });
    expect(await evidence('verify')).toMatchObject({ code: 1, lines: [{ ok: false, problem: '存证文件夹缺失' }] });
  });

  it('a crash between the package and its record leaves one package and one record', async () => {
    const id = await alertOn('/a/1.html');
    const keeper = keeperWith(executable ?? '');
    await keeper.keep();
    const before = await readFile(join(chain.folder, 'evidence', id, 'manifest.json'), 'utf8');
    const row = await chain.store.state('evidence', id);
    await chain.store.putState(
      'evidence',
      id,
      { state: 'waiting', attempts: 1, notBefore: 0, problem: null, manifestSha256: null },
      row!.version,
    );
    expect(await keeper.keep()).toBe(1);
    expect(await readFile(join(chain.folder, 'evidence', id, 'manifest.json'), 'utf8')).toBe(before);
    expect((await evidence('verify')).code).toBe(0);
  });
});
