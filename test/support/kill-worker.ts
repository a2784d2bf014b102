import type { Bus, Delivered } from '../../pipeline/bus/bus.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { at } from './engine-samples.ts';
import { sampleAnalysed } from './samples.ts';

export function numberOf(message: Delivered): number {
  const { value } = message;
  if (typeof value === 'object' && value !== null && 'n' in value && typeof value.n === 'number') return value.n;
  throw new Error(`not a numbered message: ${JSON.stringify(value)}`);
}

/**
 * The chain in small. `index` writes posts and outcomes batch by batch and passes them on; `raise` writes one unit a
 * message, with an audit line that must be there exactly once.
 */
export async function startWork(bus: Bus, store: Store): Promise<void> {
  await bus.subscribe(
    'raw',
    'index',
    async (batch) => {
      const numbers = batch.map(numberOf);
      await store.claimContent(numbers.map((n) => ({ contentHash: `h${n}`, docId: `d${n}` })));
      await store.commit({
        posts: numbers.map((n) => sampleAnalysed({ docId: `d${n}`, eventTime: at(n % 1000) })),
        outcomes: numbers.map((n) => ({
          rawId: `r${n}`,
          docId: `d${n}`,
          sourceId: 's',
          kind: 'indexed' as const,
          duplicateOf: null,
          reason: null,
          at: at(0),
        })),
      });
      await bus.publish(
        'verdict',
        numbers.map((n) => ({ key: `k${n % 5}`, value: { n } })),
      );
    },
    { batchSize: 20 },
  );
  await bus.subscribe('verdict', 'raise', async (batch) => {
    for (const n of batch.map(numberOf)) {
      await store.commit({
        actionResults: [{ actionId: `x${n}`, alertId: `a${n}`, state: 'applied', problem: null, at: at(0) }],
        audit: [{ at: at(0), actor: 'system', action: 'raised', object: `a${n}`, detail: { n } }],
      });
    }
  });
}
