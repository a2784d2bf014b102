import { setTimeout as sleep } from 'node:timers/promises';
import { type ChainProcesses, type Lags, startChain } from '../../pipeline/bench/chain-processes.ts';
import { madeUpItem } from '../../pipeline/bench/corpus.ts';
import { engineServices } from '../services/engine-services.ts';
import { setup } from '../services/global-setup.ts';
import { slopeOf } from './growth.ts';

/**
 * The distributed chain at 80 % of its top rate for five minutes: `npm run soak:chain [-- SECONDS]`. First the top rate is
 * measured, with more waiting than can be done; then posts come evenly, and every five seconds it prints what waits before
 * each hop. Exits with 1 when that grows somewhere: when a straight line through the second half of the samples rises, over
 * the whole run, by more than comes in five seconds.
 */
const SECONDS = Number(process.argv[2] ?? 300);
const SHARE = 0.8;
const WARM_UP = 300;
const TOP = 5_000;
const SAMPLE_S = 5;
const PORTION_MS = 250;
const HOPS = { raw: '研判前', verdict: '事件前' } as const satisfies Record<keyof Lags, string>;

interface Look extends Lags {
  at: number;
}

const stop = setup();
try {
  const chain = await startChain({ ...process.env, ...(await engineServices()) }, 2);
  try {
    const top = await topRate(chain);
    const rate = SHARE * top;
    console.log(`最高 ${top.toFixed(0)} 帖/秒；以 ${rate.toFixed(0)} 帖/秒持续 ${SECONDS} 秒`);
    process.exitCode = isBounded(await feed(chain, rate), rate) ? 0 : 1;
  } finally {
    await chain.close();
  }
} finally {
  await stop();
}

function posts(from: number, count: number) {
  return Array.from({ length: count }, (_, i) => madeUpItem(from + i));
}

async function topRate({ publish, caughtUp }: ChainProcesses): Promise<number> {
  await publish(posts(0, WARM_UP));
  await caughtUp();
  const start = performance.now();
  await publish(posts(WARM_UP, TOP));
  await caughtUp();
  return (TOP * 1_000) / (performance.now() - start);
}

async function feed({ publish, lags }: ChainProcesses, rate: number): Promise<Look[]> {
  const looks: Look[] = [];
  const start = performance.now();
  const passed = () => (performance.now() - start) / 1_000;
  let sent = 0;
  while (passed() < SECONDS) {
    const due = Math.floor(passed() * rate) - sent;
    await publish(posts(WARM_UP + TOP + sent, due));
    sent += due;
    if (passed() >= (looks.length + 1) * SAMPLE_S) {
      const look = { at: passed(), ...(await lags()) };
      looks.push(look);
      console.log(
        `${look.at.toFixed(0).padStart(4)} 秒　已发 ${sent}　${HOPS.raw} ${look.raw}　${HOPS.verdict} ${look.verdict}`,
      );
    }
    await sleep(PORTION_MS);
  }
  return looks;
}

function isBounded(looks: readonly Look[], rate: number): boolean {
  const late = looks.slice(looks.length >> 1);
  const most = rate * SAMPLE_S;
  const grown = Object.entries(HOPS).map(([hop, name]) => {
    const growth =
      slopeOf(late.map((look) => ({ at: look.at, value: hop === 'raw' ? look.raw : look.verdict }))) * SECONDS;
    console.log(
      `${name}：按后一半的趋势，全程增加 ${growth.toFixed(0)} 帖（上限 ${most.toFixed(0)}）${growth > most ? '，在增长' : ''}`,
    );
    return growth;
  });
  return grown.every((growth) => growth <= most);
}
