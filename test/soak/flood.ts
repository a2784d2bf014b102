import { createBurstWatch, keptBursts } from '../../pipeline/heat/burst-watch.ts';
import { burstWords } from '../../pipeline/model/burst.ts';
import { openChain, rawPost } from '../support/chain.ts';

/**
 * The same words posted many times within a minute, through the whole chain on one machine, and what people are told of it:
 * `npm run soak:flood -- [HOW MANY] [forward|backward|mixed|distinct]`; 300,000 unless said otherwise, some minutes. `backward` has each part earlier than the one before,
 * so that the event gets an earlier first member all the time; `distinct` posts as many texts of their own, to compare with.
 * Exits with 1 when a post is lost, when people are told of it more than once for each step of growth, or when the last parts cost more than twice what the first ones did.
 */
const PART = 10_000;
const MOST_GROWTH = 2;
/** Raised, graver, grown, burst, each for some persons. */
const MOST_NOTICES = 60;
const AUTHORS = 50_000;
const HOUR_MS = 3_600_000;
const [count = '300000', order = 'forward'] = process.argv.slice(2);
const total = Number(count);
const WORDS = '龙湾公馆小区地下车库大面积漏水，墙面多处开裂，多次找开发商和物业都互相推诿，至今没有人来维修。';

/** A stride without common divisor walks through the whole minute in a scattered order. */
const STRIDE = 618_033;
const placeInMinute: Record<string, (n: number) => number> = {
  forward: (n) => total - n,
  backward: (n) => n,
  mixed: (n) => (n * STRIDE) % total,
  distinct: (n) => total - n,
};
const place = placeInMinute[order];
if (place === undefined || !Number.isInteger(total) || total < PART) {
  throw new RangeError(`数目须为不少于 ${PART} 的整数，次序为 ${Object.keys(placeInMinute).join('、')}`);
}

const chain = await openChain();
const post = (n: number, words: string, minutesAgo: number) => {
  return { ...rawPost(`f${n}`, '', words, minutesAgo), author: `作者${n % AUTHORS}` };
};
/** Processor time of each part, in milliseconds a post: what else the machine does must not show. */
const spent: number[] = [];
for (let from = 0; from < total; from += PART) {
  const size = Math.min(PART, total - from);
  const items = Array.from({ length: size }, (_, k) => {
    const n = from + k;
    return post(n, order === 'distinct' ? `${n}号院：${WORDS}` : WORDS, place(n) / total);
  });
  const start = process.cpuUsage();
  await chain.ingest.accept(items);
  await chain.core.drain();
  const { user, system } = process.cpuUsage(start);
  spent.push((user + system) / 1_000 / size);
  const rss = process.memoryUsage().rss / 2 ** 20;
  console.log(`${from + size} 帖　每帖处理器时间 ${spent.at(-1)?.toFixed(2)} 毫秒　常驻内存 ${rss.toFixed(0)} MB`);
}
// What an hour later still grows is told; so is the hour in which it burst.
chain.clock.now += HOUR_MS + 60_000;
await chain.ingest.accept([post(total, WORDS, -60)]);
await chain.core.drain();
const now = () => chain.clock.now;
await createBurstWatch({ ...chain, channels: ['in-app'], now }).round();
const bursts = await keptBursts(chain.store);
const { outcomes } = await chain.queries.totals();
const { items: events } = await chain.queries.findEvents({}, { limit: 10 });
const members = events.reduce((sum, { postCount }) => sum + postCount, 0);
const standing = { states: ['open', 'acknowledged'] as const };
const { items: alerts } = await chain.queries.findAlerts(standing, { limit: 10 });
const { total: notices, items: told } = await chain.queries.findNotices({}, { limit: 200 });
await chain.close();

const few = Math.max(1, Math.min(5, Math.floor(spent.length / 3)));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const growth = mean(spent.slice(-few)) / mean(spent.slice(1, 1 + few));
const counted = outcomes.indexed + outcomes.duplicate;
console.log(`收 ${counted} 帖（其中相同的 ${outcomes.duplicate}），事件 ${events.length} 个、成员 ${members}`);
console.log(`最后 ${few} 批的每帖耗时是开头的 ${growth.toFixed(2)} 倍（上限 ${MOST_GROWTH}）`);
for (const { level, title, postsTold } of alerts) console.log(`${level}色预警：${title}　已告知到 ${postsTold} 帖`);
const reasons = [...Map.groupBy(told, ({ reason }) => reason)].map(([reason, { length }]) => `${reason} ${length}`);
console.log(`通知 ${notices} 条：${reasons.join('、')}`);
for (const burst of bursts) console.log(`突增（${burst.subject.name}）：${burstWords(burst)}`);
const isWhole = counted === total + 1 && (order === 'distinct' || members === total + 1);
// One alert, told again only when it grew graver or much larger; one burst, of the event.
const isCalm = order === 'distinct' || (alerts.length === 1 && notices <= MOST_NOTICES && bursts.length === 1);
process.exitCode = isWhole && isCalm && growth <= MOST_GROWTH ? 0 : 1;
