import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRules } from '../../rules/load.ts';
import { verdictMessage } from '../analyse-hop.ts';
import type { Bus } from '../bus/bus.ts';
import { readConfig } from '../config.ts';
import { startCore } from '../core.ts';
import { openEngine } from '../engine.ts';
import { createIngest } from '../ingest.ts';
import { toShanghai } from '../model/calendar.ts';
import { createRawItem, type RawItem } from '../model/raw-item.ts';
import { createLiveFeed } from '../notify/live-feed.ts';
import { rulesDirOf } from '../paths.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';
import { openWorkingDays } from '../working-days/open-working-days.ts';
import { type Benchmark, percentile, round } from './figure.ts';
import { recordNumber } from './records.ts';

const LOG = { info() {}, warn() {}, error() {} };
const A_SECOND = 200;
/** One post in so many raises an alert of its own. */
const EVERY = 10;
/** Posts come in groups, as a crawler brings them. */
const GROUP = 10;
const LIMIT_MS = 250;

/** From the verdict on a post to the notice in the outbox, while posts keep coming: the whole chain in one process. */
export const postToNoticeBench: Benchmark = {
  names: ['post-to-notice-p99'],
  async run({ quick, env }) {
    const seconds = quick ? 3 : 20;
    const dataDir = await mkdtemp(join(tmpdir(), 'yuqing-bench-'));
    const config = { ...readConfig(env), dataDir };
    const engine = await openEngine(config, { now: Date.now, log: LOG });
    const rules = await loadRules(rulesDirOf(config));
    const live = createLiveFeed();
    const accepted = new Map<string, number>();
    const judged = new Map<string, number>();
    const told = new Map<string, number>();
    const bus: Bus = {
      ...engine.bus,
      async publish(topic, messages) {
        if (topic === 'verdict') {
          for (const { value } of messages) judged.set(verdictMessage.parse(value).docId, performance.now());
        }
        return engine.bus.publish(topic, messages);
      },
    };
    live.subscribe(({ kind, ref }) => {
      if (kind === 'alert' && !told.has(ref)) told.set(ref, performance.now());
    });
    const core = await startCore({
      ...engine,
      bus,
      ...{ rules: () => rules, segmenter: segmenterOf(rulesDirOf(config)), secretKey: 'bench-bench-bench', live },
      ...{ notifiers: [], maxAlertAgeDays: config.alertMaxAgeDays, workingDays: openWorkingDays(config) },
      ...{ now: Date.now, random: Math.random, log: LOG },
      onFatal(error) {
        throw error;
      },
    });
    try {
      const ingest = createIngest(engine.bus, engine.store);
      const all = A_SECOND * seconds;
      const begin = performance.now();
      for (let from = 0; from < all; from += GROUP) {
        const wait = begin + (from / A_SECOND) * 1_000 - performance.now();
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        const items = Array.from({ length: GROUP }, (_, k) => postNumber(from + k));
        for (const { rawId } of items) accepted.set(rawId, performance.now());
        await ingest.accept(items);
      }
      await core.drain();
      const took: number[] = [];
      const whole: number[] = [];
      for (const [alertId, at] of told) {
        const alert = await engine.store.alert(alertId);
        const post = alert === null ? undefined : (await engine.store.posts([alert.docId])).get(alert.docId);
        const [since, from] = [judged.get(alert?.docId ?? ''), accepted.get(post?.post.rawId ?? '')];
        if (since === undefined || from === undefined) continue;
        took.push(at - since);
        whole.push(at - from);
      }
      if (took.length === 0) throw new Error('no post raised an alert: the bench measures nothing');
      const [half, high] = [percentile(took, 0.5), percentile(took, 0.99)];
      const note = `从研判完到通知进入发件箱，上限 ${LIMIT_MS} 毫秒；从收下帖文起 ${round(percentile(whole, 0.99), 0)} 毫秒`;
      const figure = { name: 'post-to-notice-p99', ratio: round(high / half, 2), value: round(high, 0), unit: '毫秒' };
      return [{ ...figure, of: '中位数', n: took.length, note: `每秒 ${A_SECOND} 帖；${note}` }];
    } finally {
      await core.close();
      await engine.close();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

/** Ordinary posts, and among them accidents, each of a place of its own. */
function postNumber(i: number): RawItem {
  const at = toShanghai(Date.now());
  const { post } = recordNumber(i);
  const place = `第${i}号院`;
  const grave = {
    title: `${place}工地塔吊倒塌，两人受伤被困`,
    body: `今天上午${place}工地塔吊突然倒塌，有工人受伤被困，消防正在救援，${i}名业主聚集维权。`,
  };
  return createRawItem({
    ...{
      sourceId: 'forum',
      sourceName: '水城论坛',
      channel: 'forum',
      nativeId: String(i),
      url: `http://bbs.example/${i}`,
    },
    ...(i % EVERY === 0 ? grave : { title: post.title, body: post.text }),
    ...{ publishedRaw: at, fetchedAt: at },
  });
}
