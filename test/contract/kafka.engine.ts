import { randomUUID } from 'node:crypto';
import type { Bus } from '../../pipeline/bus/bus.ts';
import { type KafkaBusOptions, openKafkaBus } from '../../pipeline/bus/kafka/kafka-bus.ts';
import { sharedKafka } from '../services/shared-service.ts';
import { SILENT_LOG } from '../support/samples.ts';
import { createSeverableNetwork } from '../support/severed-network.ts';
import type { BusEngine } from './bus.contract.ts';

/** Topics of their own in the shared cluster; each `open` is like another process. */
export function createKafkaFixture(brokers: readonly string[], layout: { partitions: number }) {
  const prefix = `t-${randomUUID().slice(0, 8)}.`;
  const opened: { bus: Bus; mend(): void }[] = [];
  return {
    prefix,
    async open(options: Partial<KafkaBusOptions> = {}) {
      const network = createSeverableNetwork();
      const bus = await openKafkaBus({
        brokers,
        prefix,
        ...layout,
        replicas: -1,
        log: SILENT_LOG,
        sessionMs: 1_500,
        pollMs: 100,
        socketFactory: network.socketFactory,
        ...options,
      });
      opened.push({ bus, mend: network.mend });
      return { bus, abandon: async () => network.sever() };
    },
    async dispose() {
      for (const { mend } of opened) mend();
      await Promise.all(opened.map(({ bus }) => bus.close()));
    },
  };
}

export const kafkaBusEngine: BusEngine = {
  name: 'kafka',
  find: sharedKafka,
  async create() {
    const found = await sharedKafka();
    if ('missing' in found) throw new Error(found.missing);
    // One partition, because the suite also looks at the order between keys; kafka-bus.test.ts has several.
    return createKafkaFixture(found.service.brokers, { partitions: 1 });
  },
};
