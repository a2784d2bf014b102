import { afterEach, describe, expect, it } from 'vitest';
import { createKafkaClient } from '../../pipeline/bus/kafka/kafka-client.ts';
import { createLogKeeping, logState } from '../../pipeline/log-keeping.ts';
import { sharedElasticsearch, sharedKafka, withService } from '../services/shared-service.ts';
import { type Chain, GRAVE, openChain, rawPost } from '../support/chain.ts';
import { closeAll, distributedEnv, dropAll } from '../support/distributed-chain.ts';
import { runCommand } from '../support/run-command.ts';
import { SILENT_LOG } from '../support/samples.ts';

const DAY_MS = 86_400_000;
const DAYS = { logDays: 7, deadDays: 90 };

describe('the log between the hops', { timeout: 180_000 }, () => {
  const kafka = withService('Kafka', sharedKafka);
  const elasticsearch = withService('Elasticsearch', sharedElasticsearch);
  const opened: (() => unknown)[] = [];
  afterEach(() => closeAll(opened));

  async function open(engine: string): Promise<{ chain: Chain; env: Record<string, string> }> {
    const distributed = engine === 'embedded' ? null : distributedEnv(kafka().brokers, elasticsearch().url);
    if (distributed !== null) opened.push(() => dropAll(distributed));
    const chain = await openChain({ env: distributed ?? {} });
    opened.push(() => chain.close());
    return { chain, env: { ...distributed, YUQING_DATA: chain.folder } };
  }

  it.each(['embedded', 'distributed'])(
    'loses what was worked on after some days, dead letters later, and never what waits (%s)',
    async (engine) => {
      const { chain, env } = await open(engine);
      const { bus, store } = chain;
      const told: unknown[] = [];
      const log = { ...SILENT_LOG, info: (fields: object) => void told.push(fields) };
      let now = Date.now();
      const keeping = createLogKeeping({ ...DAYS, bus, store, now: () => now, log });
      const counts = async () => {
        const [raw, verdict, dead] = await Promise.all([bus.kept('raw'), bus.kept('verdict'), bus.kept('dead')]);
        return { raw: raw.count, verdict: verdict.count, dead: dead.count };
      };
      await chain.ingest.accept([rawPost('grave', GRAVE.title, GRAVE.body)]);
      await bus.publish('raw', [{ key: 'x', value: { rawId: 'r_x', docId: 'd_x', sourceId: 7 } }]);
      await chain.core.drain();
      expect(await counts()).toEqual({ raw: 2, verdict: 1, dead: 1 });

      now += 6 * DAY_MS;
      await keeping.round();
      expect(await counts()).toEqual({ raw: 2, verdict: 1, dead: 1 });
      now += 2 * DAY_MS;
      // One comes while nobody works: it stays, whatever its age.
      await chain.core.close();
      await chain.ingest.accept([rawPost('waits', '门口新开了一家面馆', '味道不错，推荐大家去尝尝。')]);
      await keeping.round();
      expect(await counts()).toEqual({ raw: 1, verdict: 0, dead: 1 });
      expect(await bus.lag('raw', 'analyse')).toBe(1);
      now += 83 * DAY_MS;
      await keeping.round();
      await keeping.round();
      expect(await counts()).toEqual({ raw: 1, verdict: 0, dead: 0 });
      expect(told).toMatchObject([
        { removed: { raw: 0, verdict: 0, action: 0, dead: 0 } },
        { removed: { raw: 2, verdict: 1 } },
        { removed: { raw: 0, dead: 1 } },
      ]);
      const lines = (await store.audit(0, 100)).filter(({ action }) => action === 'dead.removed');
      expect(lines).toMatchObject([{ object: 'dead', detail: { removed: 1, keptDays: 90 } }]);

      // Far from now, so that the row says the rounds have stopped; by its own clock all is well.
      const stateAt = (at: number) => logState(bus, store, { ...DAYS, now: at });
      expect(await stateAt(now)).toMatchObject({
        told: expect.stringMatching(
          /收到的帖文 1，研判通知 0，操作 0，死信 0；处理完的满 7 天删除，死信满 90 天；上次清理.*删除 1 条/,
        ),
        troubles: [],
      });
      expect((await stateAt(now + 4 * DAY_MS)).troubles).toEqual([expect.stringMatching(/没有清理过：请看/)]);
      const doctor = await runCommand(['doctor', '--only', '消息日志'], env);
      expect([doctor.code, JSON.parse(doctor.out)]).toEqual([0, expect.objectContaining({ ok: true })]);
    },
  );

  it('in Kafka, with a topic that would drop what is unread, is named with the command that mends it', async () => {
    const { chain, env } = await open('distributed');
    const topic = `${env.YUQING_KAFKA_PREFIX}raw`;
    const admin = createKafkaClient({ brokers: kafka().brokers }, { log: SILENT_LOG }).admin();
    await admin.connect();
    opened.push(() => admin.disconnect());
    const entries = (values: Record<string, string>) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [
          { type: 2, name: topic, configEntries: Object.entries(values).map(([name, value]) => ({ name, value })) },
        ],
      });
    await entries({ 'retention.ms': '604800000', 'cleanup.policy': 'compact' });
    const { troubles } = await chain.bus.kept('raw');
    expect(
      troubles.map((one) => /kafka-configs\.sh .* --entity-name (\S+) --add-config (\S+)$/.exec(one)?.slice(1)),
    ).toEqual([
      [topic, 'cleanup.policy=delete'],
      [topic, 'retention.ms=-1'],
      [topic, 'max.message.bytes=10485760'],
    ]);
    const doctor = await runCommand(['doctor', '--only', '消息日志'], env);
    expect([doctor.code, doctor.out]).toEqual([1, expect.stringContaining('还没处理的也删')]);
  });
});
