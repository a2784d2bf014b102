import { type ActionDeps, actBatch, recordDeadAction } from './action-hop.ts';
import { type AnalyseDeps, analyseBatch, recordDead } from './analyse-hop.ts';
import type { Bus, BusTopic, DeadLetter, Subscription } from './bus/bus.ts';
import { type RespondDeps, respondBatch } from './respond-hop.ts';
import type { StageContext } from './stage.ts';
import type { Store } from './store/store.ts';

export interface Hops {
  analyse?: AnalyseDeps;
  respond?: RespondDeps;
  act?: ActionDeps;
}

export interface TopologyDeps {
  bus: Bus;
  store: Store;
  hops: Hops;
  context: Omit<StageContext, 'signal'>;
  onFatal: (error: unknown) => void;
}

/** Groups of the hops: the name under which progress is kept. */
export const GROUPS = { analyse: 'analyse', respond: 'respond', act: 'act' } as const;

/** What each hop waits for. */
export const HOPS: readonly { topic: BusTopic; group: string; words: string }[] = [
  { topic: 'raw', group: GROUPS.analyse, words: '研判' },
  { topic: 'verdict', group: GROUPS.respond, words: '归并和预警' },
  { topic: 'action', group: GROUPS.act, words: '操作' },
];

/**
 * Which hop reads which topic. A hop on the bus exists only where ordering, scaling or failure differ:
 * `analyse` is stateless, `respond` owns events, `act` is the operators' hand.
 */
export async function startHops(deps: TopologyDeps): Promise<readonly Subscription[]> {
  const { bus, hops, context } = deps;
  const { analyse, respond, act } = hops;
  const onDead = async (letter: DeadLetter) => {
    context.log.error(
      { topic: letter.topic, offset: letter.offset, reason: letter.reason },
      'message moved to the dead letters',
    );
    await recordDead(letter, deps.store);
    await recordDeadAction(letter, deps.store);
  };
  const shared = { onFatal: deps.onFatal, onDead };
  const started: Subscription[] = [];
  if (analyse) {
    started.push(
      await bus.subscribe(
        'raw',
        GROUPS.analyse,
        (batch, signal) => analyseBatch(batch, analyse, { ...context, signal }),
        { ...shared, batchSize: 1_000 },
      ),
    );
  }
  if (respond) {
    started.push(
      await bus.subscribe(
        'verdict',
        GROUPS.respond,
        (batch, signal) => respondBatch(batch, respond, { ...context, signal }),
        { ...shared, batchSize: 400 },
      ),
    );
  }
  if (act) {
    started.push(
      await bus.subscribe('action', GROUPS.act, (batch, signal) => actBatch(batch, act, { ...context, signal }), {
        ...shared,
        batchSize: 1,
      }),
    );
  }
  return started;
}
