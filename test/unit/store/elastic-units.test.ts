import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PoisonError, RetryableError } from '../../../pipeline/errors.ts';
import { verifyAudit } from '../../../pipeline/store/audit-chain.ts';
import { createElastic, type Elastic } from '../../../pipeline/store/elastic/elastic-client.ts';
import { ensureIndices } from '../../../pipeline/store/elastic/elastic-indices.ts';
import { createElasticStore } from '../../../pipeline/store/elastic/elastic-store.ts';
import type { Write } from '../../../pipeline/store/elastic/elastic-write.ts';
import type { Store } from '../../../pipeline/store/store.ts';
import { sharedElasticsearch, withService } from '../../services/shared-service.ts';
import { dropIndices } from '../../support/drop-indices.ts';
import { sampleEntry, sampleEvent, sampleNotice } from '../../support/engine-samples.ts';
import { createRandom, testSeed } from '../../support/random.ts';
import { SILENT_LOG, sampleAlert, sampleAnalysed } from '../../support/samples.ts';
import { gate, pause } from '../../support/waiting.ts';

describe('units of work in Elasticsearch', () => {
  const service = withService('Elasticsearch', sharedElasticsearch);
  let elastic: Elastic;
  let prefix: string;
  let store: Store;
  beforeEach(async () => {
    prefix = `t-${randomUUID().slice(0, 8)}-`;
    elastic = createElastic({ url: service().url }, { log: SILENT_LOG });
    await ensureIndices(elastic, prefix);
    store = open();
  });
  afterEach(async () => {
    await dropIndices(service().url, prefix);
    await elastic.close();
  });
  const open = (client: Elastic = elastic) => createElasticStore(client, { prefix, log: SILENT_LOG });
  const at = '2026-03-02T09:00:00+08:00';
  const member = (docId: string, eventId: string) => ({ docId, eventId, at, copyOf: null, trace: '' });

  /** Halts before it writes what `where` tells of, until it is woken. */
  function sleeper(where: (write: Write) => boolean) {
    const [asleep, woken] = [gate(), gate()];
    const client: Elastic = {
      ...elastic,
      async write(given) {
        const writes = [...given];
        if (writes.some(where)) {
          asleep.open();
          await woken.passed;
        }
        return elastic.write(writes);
      },
    };
    return { store: open(client), asleep: asleep.passed, wake: woken.open };
  }
  const applies = (write: Write) => write.do === 'put' && write.version !== undefined;
  const commits = (write: Write) => 'source' in write && write.source.kind === 'head';

  it('a writer that sleeps through later units changes nothing when it wakes', async () => {
    await store.commit({ events: [sampleEvent({ eventId: 'a' }), sampleEvent({ eventId: 'b' })] });
    const late = sleeper(applies);
    const writing = late.store.commit({
      memberships: [member('x', 'a'), member('y', 'a')],
      events: [sampleEvent({ eventId: 'a', version: 2 }), sampleEvent({ eventId: 'c' })],
      notices: [sampleNotice()],
      alerts: [sampleAlert({ eventId: 'a' })],
      audit: [sampleEntry()],
    });
    await late.asleep;
    // Whoever comes next applies what the sleeper has committed, and goes on from there.
    expect(await store.alert('a_1')).toMatchObject({ version: 1 });
    await store.commit({
      merged: [{ from: 'a', into: 'b', version: 2 }],
      memberships: [member('x', 'c')],
      departed: ['y'],
      events: [sampleEvent({ eventId: 'b', version: 2 })],
      alerts: [sampleAlert({ eventId: 'a', version: 2, state: 'closed', nextDueAt: null })],
      audit: [sampleEntry({ action: 'alert.closed' })],
    });
    await store.commit({ merged: [{ from: 'c', into: 'b', version: 1 }] });
    await store.settleNotices([sampleNotice({ state: 'sent', sentAt: at, nextAttemptAt: null })]);
    const before = await look();
    late.wake();
    await writing;
    expect(await look()).toEqual(before);
    expect(before.alert).toMatchObject({ version: 2, state: 'closed' });
    expect(before.events).toMatchObject([{ eventId: 'b' }, { eventId: 'b' }, { eventId: 'b' }]);
    expect(before.places).toEqual([['x', 'b']]);
    expect(before.notice?.state).toBe('sent');
    expect(before.lines.map(({ action }) => action)).toEqual(['alert.raised', 'alert.closed']);
  });

  async function look() {
    return {
      events: await Promise.all(['a', 'b', 'c'].map((id) => store.event(id))),
      places: [...(await store.memberships(['x', 'y']))].map(([docId, { eventId }]) => [docId, eventId]),
      members: await store.membersOf('b'),
      alert: await store.alert('a_1'),
      notice: await store.notice('n_1'),
      lines: await store.audit(0, 100),
    };
  }

  it('a writer that sleeps before it commits finds what others did meanwhile, and writes nothing', async () => {
    const late = sleeper(commits);
    const writing = late.store.commit({ alerts: [sampleAlert({ title: '晚到的' })], audit: [sampleEntry()] });
    await late.asleep;
    await store.commit({ alerts: [sampleAlert()], audit: [sampleEntry({ actor: 'zhang' })] });
    late.wake();
    await expect(writing).rejects.toThrow(/came too late/);
    expect((await store.audit(0, 10)).map(({ actor }) => actor)).toEqual(['zhang']);
    expect((await store.alert('a_1'))?.title).not.toBe('晚到的');
  });

  it('what can never be written is told to who asked for it, and keeps neither the rest nor later units', async () => {
    const damaged = (write: Write): Write =>
      'source' in write && write.source.id === 'odd'
        ? { ...write, source: { ...write.source, level: '不是数' } }
        : write;
    const odd = sampleEvent({ eventId: 'odd' });
    const damaging = open({ ...elastic, write: (writes) => elastic.write([...writes].map(damaged)) });
    const writing = damaging.commit({ events: [odd, sampleEvent({ eventId: 'good' })], audit: [sampleEntry()] });
    await expect(writing).rejects.toThrow(PoisonError);
    await expect(writing).rejects.toThrow(/不收这些记录：event:odd/);
    expect(await store.event('good')).not.toBeNull();
    await store.commit({ events: [sampleEvent({ eventId: 'next' })], audit: [sampleEntry()] });
    expect(await open().event('next')).not.toBeNull();
    expect(await store.audit(0, 10)).toHaveLength(2);
  });

  it('of many posts in two requests at once, a failure of one is told when the other is done', async () => {
    const posts = Array.from({ length: 500 }, (_, i) => sampleAnalysed({ docId: `d_${i}` }));
    const rest = gate();
    const client: Elastic = {
      ...elastic,
      async write(given) {
        const writes = [...given];
        if (writes.some((write) => 'id' in write && write.id === 'd_0')) throw new RetryableError('away');
        await rest.passed;
        return elastic.write(writes);
      },
    };
    let told = false;
    const writing = open(client)
      .commit({ posts })
      .catch((error: unknown) => {
        told = true;
        return error;
      });
    await pause(100);
    expect(told).toBe(false);
    rest.open();
    expect(await writing).toMatchObject({ name: 'RetryableError', message: 'away' });
    expect([...(await store.posts(['d_0', 'd_499'])).keys()]).toEqual(['d_499']);
    await store.commit({ posts });
    expect((await store.posts(posts.map(({ post }) => post.docId))).size).toBe(500);
  });

  it('many processes that write at once leave each unit once and whole, in one chain', async () => {
    const seed = testSeed();
    console.log(`TEST_SEED=${seed}`);
    const random = createRandom(seed);
    const writers = Array.from({ length: 5 }, () => open());
    const won: string[] = [];
    await store.commit({ events: [sampleEvent({ eventId: 'one' }), sampleEvent({ eventId: 'two' })] });
    await Promise.all(
      writers.map(async (writer, w) => {
        for (let n = 0; n < 12; n += 1) {
          const eventId = random() < 0.5 ? 'one' : 'two';
          const stored = await writer.event(eventId);
          const name = `${w}.${n}`;
          const version = (stored?.version ?? 0) + 1;
          const event = sampleEvent({ eventId, title: name, version });
          const unit = {
            events: [event],
            alerts: [sampleAlert({ alertId: name })],
            audit: [sampleEntry({ object: name })],
          };
          await writer.commit(unit).then(
            () => won.push(name),
            (error: unknown) => expect(error).toMatchObject({ name: 'ConflictError' }),
          );
        }
      }),
    );
    const lines = await store.audit(0, 1_000);
    expect(verifyAudit(lines)).toMatchObject({ ok: true, rows: won.length });
    expect(lines.map(({ object }) => object).toSorted()).toEqual(won.toSorted());
    const versions = (await store.event('one'))?.version ?? 0;
    expect(versions + ((await store.event('two'))?.version ?? 0)).toBe(won.length + 2);
    for (let w = 0; w < writers.length; w += 1) {
      for (let n = 0; n < 12; n += 1) {
        expect((await store.alert(`${w}.${n}`)) !== null).toBe(won.includes(`${w}.${n}`));
      }
    }
  });
});
