import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createAnalyser } from '../../../pipeline/analyser.ts';
import { type Analysis, createLocalAnalysis } from '../../../pipeline/analysis/analysis.ts';
import { type AnalysisPoolOptions, createAnalysisPool } from '../../../pipeline/analysis/analysis-pool.ts';
import { FatalError, PoisonError } from '../../../pipeline/errors.ts';
import { barePost } from '../../../pipeline/match/bare-post.ts';
import type { Post } from '../../../pipeline/model/post.ts';
import { RULES_DIR } from '../../../pipeline/paths.ts';
import { segmenterOf } from '../../../pipeline/segment/segmenter-of.ts';
import { shippedRules } from '../../support/chain.ts';
import { createRandom, testSeed } from '../../support/random.ts';
import { SILENT_LOG } from '../../support/samples.ts';

const DYING = new URL('../../support/dying-thread.ts', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'yuqing-pool-'));
const open: Analysis[] = [];

function pool(more: Partial<AnalysisPoolOptions> = {}) {
  const local: Analysis = { analyse: () => Promise.reject(new Error('not here')), async close() {} };
  const rules = () => ({ version: '1', rules: [], source: { rulesDir: 'any', edits: [] } });
  const opened = createAnalysisPool({ threads: 2, rules, local, log: SILENT_LOG, script: DYING, ...more });
  open.push(opened);
  return opened;
}

const posts = (n: number, special: Record<number, Partial<Post>> = {}): Post[] =>
  Array.from({ length: n }, (_, i) => ({ ...barePost('', `第${i}件`), docId: `d_${i}`, ...special[i] }));
const idsOf = async (analysed: ReturnType<Analysis['analyse']>) => (await analysed).map(({ post }) => post.docId);

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the pool of analysis threads', () => {
  it('gives results in the order of the posts, whoever made them', async () => {
    const { analyse } = pool({ threads: 3 });
    const lists = [posts(1_000), posts(1), [], posts(129)];
    const results = await Promise.all(lists.map((list) => idsOf(analyse(list))));
    expect(results).toEqual(lists.map((list) => list.map(({ docId }) => docId)));
  });

  it('replaces a thread that died, does its posts again, and counts', async () => {
    const threads = pool();
    const given = posts(300, { 200: { title: 'dies once', url: join(folder, 'once') } });
    expect(await idsOf(threads.analyse(given))).toEqual(given.map(({ docId }) => docId));
    expect(threads.restarts()).toBe(1);
  });

  it('finds the one post that ends its thread each time; every other one can still be analysed', async () => {
    const threads = pool({ threads: 1 });
    const given = posts(140, { 137: { title: 'dies' } });
    await expect(threads.analyse(given)).rejects.toThrow(PoisonError);
    await expect(threads.analyse(given)).rejects.toThrow('d_137');
    const others = given.filter(({ title }) => title !== 'dies');
    expect(await idsOf(threads.analyse(others))).toEqual(others.map(({ docId }) => docId));
  });

  it('passes an error of the analysis on and goes on', async () => {
    const threads = pool({ threads: 1 });
    await expect(threads.analyse(posts(1, { 0: { title: 'fails' } }))).rejects.toThrow('cannot be analysed');
    expect(await threads.analyse(posts(3))).toHaveLength(3);
    expect(threads.restarts()).toBe(0);
  });

  it('stops with the reason when threads cannot start at all', async () => {
    const threads = pool({ rules: () => ({ version: '1', rules: [], source: { rulesDir: 'dies', edits: [] } }) });
    await expect(threads.analyse(posts(3))).rejects.toThrow(FatalError);
    await expect(threads.analyse(posts(3))).rejects.toThrow('未能启动');
  });

  it('leaves posts to the main thread when a thread cannot have the rules in force', async () => {
    const asked: number[] = [];
    const local: Analysis = {
      async analyse(given) {
        asked.push(given.length);
        return [];
      },
      async close() {},
    };
    const source = { rulesDir: 'any', edits: [] };
    await pool({ local, rules: () => ({ version: '2', rules: [], source }) }).analyse(posts(130));
    expect(asked.reduce((sum, count) => sum + count)).toBe(130);
  });

  it('after closing takes nothing, and what was under way is done', async () => {
    const threads = pool({ threads: 1 });
    const underway = threads.analyse(posts(12));
    await threads.close();
    expect(await underway).toHaveLength(12);
    await expect(threads.analyse(posts(1))).rejects.toThrow('研判已停止');
  });

  it('says the same as the analysis in the main thread', async () => {
    const rules = await shippedRules();
    const local = createLocalAnalysis(
      (
        (analyser) => () =>
          analyser
      )(createAnalyser(rules, segmenterOf(RULES_DIR))),
    );
    const inForce = { version: rules.version, rules: rules.rules, source: { rulesDir: RULES_DIR, edits: [] } };
    const threads = pool({
      script: new URL('../../../pipeline/analysis/thread.ts', import.meta.url),
      rules: () => inForce,
    });
    const matters = [
      '水城花园3号楼漏水三个月没人管，',
      '感谢物业。',
      '拖欠农民工工资，再不给就去上访！',
      '😀\ud83d',
      '',
      '请问公租房怎么申请？',
      'A市B区ＡＢ公馆　漏 水\n',
      '漏水'.repeat(300),
    ];
    const seed = testSeed();
    const random = createRandom(seed);
    const any = () => matters[Math.floor(random() * matters.length)] ?? '';
    const given = posts(300, { 150: { text: '楼上漏水，物业不管。'.repeat(100_000) } }).map((post) => ({
      ...post,
      ...(post.text.length < 100 ? { title: any(), text: any() + any() + any() } : {}),
      ...{ author: random() < 0.5 ? null : any(), region: random() < 0.5 ? null : any() },
    }));
    expect(await threads.analyse(given), `TEST_SEED=${seed}`).toEqual(await local.analyse(given));
  });
});
