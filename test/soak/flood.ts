import { openChain, rawPost } from '../support/chain.ts';

/**
 * The same words posted a million times within a minute, through the whole chain on one machine:
 * `npm run soak:flood -- [HOW MANY] [forward|backward|mixed|distinct]`. `backward` has each part earlier than the one before,
 * so that the event gets an earlier first member all the time; `distinct` posts as many texts of their own, to compare with.
 * Exits with 1 when a post is lost, or when the last parts cost more than twice what the first ones did.
 */
const PART = 10_000;
const MOST_GROWTH = 2;
const [count = '1000000', order = 'forward'] = process.argv.slice(2);
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
/** Processor time of each part, in milliseconds a post: what else the machine does must not show. */
const spent: number[] = [];
for (let from = 0; from < total; from += PART) {
  const size = Math.min(PART, total - from);
  const items = Array.from({ length: size }, (_, k) => {
    const n = from + k;
    return rawPost(`f${n}`, '', order === 'distinct' ? `${n}号院：${WORDS}` : WORDS, place(n) / total);
  });
  const start = process.cpuUsage();
  await chain.ingest.accept(items);
  await chain.core.drain();
  const { user, system } = process.cpuUsage(start);
  spent.push((user + system) / 1_000 / size);
  const rss = process.memoryUsage().rss / 2 ** 20;
  console.log(`${from + size} 帖　每帖处理器时间 ${spent.at(-1)?.toFixed(2)} 毫秒　常驻内存 ${rss.toFixed(0)} MB`);
}
const { outcomes } = await chain.queries.totals();
const { items: events } = await chain.queries.findEvents({}, { limit: 10 });
const members = events.reduce((sum, { postCount }) => sum + postCount, 0);
await chain.close();

const few = Math.max(1, Math.min(5, Math.floor(spent.length / 3)));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const growth = mean(spent.slice(-few)) / mean(spent.slice(1, 1 + few));
const counted = outcomes.indexed + outcomes.duplicate;
console.log(`收 ${counted} 帖（其中相同的 ${outcomes.duplicate}），事件 ${events.length} 个、成员 ${members}`);
console.log(`最后 ${few} 批的每帖耗时是开头的 ${growth.toFixed(2)} 倍（上限 ${MOST_GROWTH}）`);
const isWhole = counted === total && (order === 'distinct' || members === total);
process.exitCode = isWhole && growth <= MOST_GROWTH ? 0 : 1;
