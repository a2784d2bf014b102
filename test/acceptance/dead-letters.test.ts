import { afterEach, describe, expect, it } from 'vitest';
import { createDeadBook, type DeadBook, type Letter, reasonKind } from '../../pipeline/dead-book.ts';
import { PoisonError } from '../../pipeline/errors.ts';
import { toEpoch, toShanghai } from '../../pipeline/model/calendar.ts';
import { outcome } from '../../pipeline/model/outcome.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { sharedElasticsearch, sharedKafka, withService } from '../services/shared-service.ts';
import { type Chain, GRAVE, openChain, rawPost } from '../support/chain.ts';
import { closeAll, distributedEnv, dropAll } from '../support/distributed-chain.ts';
import { runCommand } from '../support/run-command.ts';

const lines = (out: string) => out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));

async function onlyLetter(book: DeadBook): Promise<Letter> {
  for await (const letter of book.letters()) if ('id' in letter) return letter;
  throw new Error('no letter');
}

describe('yuqing dead', { timeout: 180_000 }, () => {
  const kafka = withService('Kafka', sharedKafka);
  const elasticsearch = withService('Elasticsearch', sharedElasticsearch);
  const opened: (() => unknown)[] = [];
  afterEach(() => closeAll(opened));

  /** A chain whose store cannot take any post until it is mended. */
  async function open(engine: string): Promise<{ chain: Chain; env: Record<string, string>; mend(): void }> {
    const distributed = engine === 'embedded' ? null : distributedEnv(kafka().brokers, elasticsearch().url);
    if (distributed !== null) opened.push(() => dropAll(distributed));
    let broken = true;
    const storeOf = (store: Store): Store => ({
      ...store,
      async commit(unit) {
        if (broken && (unit.posts ?? []).length > 0) throw new PoisonError('正文无法写入');
        return store.commit(unit);
      },
    });
    const chain = await openChain({ env: distributed ?? {}, storeOf });
    opened.push(() => chain.close());
    return {
      chain,
      env: { ...distributed, YUQING_DATA: chain.folder },
      mend() {
        broken = false;
      },
    };
  }

  it.each(['embedded', 'distributed'])(
    'lists what died with reason, position and time, and sends each again once, on the audit log (%s)',
    async (engine) => {
      const { chain, env, mend } = await open(engine);
      const { bus, store, ingest, core } = chain;
      const grave = rawPost('grave', GRAVE.title, `${GRAVE.body}联系电话13812345678`);
      await ingest.accept([grave]);
      await bus.publish('raw', [{ key: 'x', value: { rawId: 'r_x', docId: 'd_x', sourceId: 7 } }]);
      await bus.publish('action', [{ key: 'a', value: { kind: 'nonsense', actionId: 'act_1' } }]);
      await core.drain();
      const [died] = (await store.outcomes([grave.rawId])).values();
      expect(died).toMatchObject({ kind: 'dead', reason: '正文无法写入' });

      const listed = await runCommand(['dead', 'list'], env);
      expect(listed.code, listed.err).toBe(0);
      const letters = lines(listed.out);
      expect(letters).toHaveLength(3);
      const letter = letters.find(({ reason }) => reason === '正文无法写入');
      expect(letter).toMatchObject({ topic: 'raw', position: expect.any(String), retriedAt: null, retriedBy: null });
      expect(Date.parse(letter.at)).not.toBeNaN();
      const counted = lines((await runCommand(['dead', 'count'], env)).out);
      expect(counted).toContainEqual(
        expect.objectContaining({ topic: 'raw', reason: '正文无法写入', count: 1, waiting: 1 }),
      );
      expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(3);

      const shown = await runCommand(['dead', 'show', letter.id], env);
      expect(shown.out).not.toContain('13812345678');
      expect(lines(shown.out)[0]).toMatchObject({ id: letter.id, value: { rawId: grave.rawId, title: GRAVE.title } });

      mend();
      const again = await runCommand(['dead', 'retry', letter.id, '--by', '李运维'], env);
      expect([again.code, lines(again.out)]).toEqual([
        0,
        [{ id: letter.id, topic: 'raw', state: 'sent', problem: null }],
      ]);
      await core.drain();
      expect((await store.outcomes([grave.rawId])).get(grave.rawId)).toMatchObject({ kind: 'indexed', reason: null });
      expect((await store.posts([grave.docId])).size).toBe(1);

      const once = await runCommand(['dead', 'retry', letter.id], env);
      expect(once.code).toBe(1);
      expect(lines(once.out)).toMatchObject([{ state: 'already', problem: expect.stringContaining('李运维') }]);
      const rest = await runCommand(['dead', 'retry', '--all'], env);
      expect(rest.code).toBe(1);
      // The action is never sent again; what has the wrong shape dies once more, as a letter of its own.
      expect(
        lines(rest.out)
          .map(({ topic, state }) => `${topic} ${state}`)
          .sort(),
      ).toEqual(['action refused', 'raw sent']);
      await core.drain();
      const after = lines((await runCommand(['dead', 'list', '--waiting'], env)).out);
      expect(after.map(({ topic }) => topic).sort()).toEqual(['action', 'raw']);
      expect(after.map(({ id }) => id)).not.toContain(letter.id);
      const audit = (await store.audit(0, 1_000)).filter(({ action }) => action === 'dead.retried');
      expect(audit.map(({ actor, object }) => [actor, object])).toContainEqual(['李运维', letter.id]);
      expect(audit).toHaveLength(2);
      // Figures are as the indexes were when last refreshed.
      await expect.poll(async () => (await chain.queries.totals()).outcomes).toMatchObject({ indexed: 1, dead: 0 });
    },
  );

  it('completes what was cut off between the record and the log, and leaves alone what is under way elsewhere', async () => {
    const { chain, mend } = await open('embedded');
    const grave = rawPost('grave', GRAVE.title, GRAVE.body);
    await chain.ingest.accept([grave]);
    await chain.core.drain();
    mend();
    let now = Date.now();
    const cut = { ...chain.bus, publish: () => Promise.reject(new Error('cut off')) };
    const bookOn = (bus: typeof chain.bus) => createDeadBook({ bus, store: chain.store, now: () => now });
    const only = () => onlyLetter(bookOn(chain.bus));
    await expect(bookOn(cut).retry(await only(), '甲')).rejects.toThrow('cut off');
    expect(await bookOn(chain.bus).retry(await only(), '乙')).toMatchObject({ state: 'already' });
    now += 61_000;
    const both = await Promise.all(['乙', '丙'].map(async (by) => bookOn(chain.bus).retry(await only(), by)));
    expect(both.map(({ state }) => state).sort()).toEqual(['already', 'sent']);
    await chain.core.drain();
    expect((await chain.store.outcomes([grave.rawId])).get(grave.rawId)).toMatchObject({ kind: 'indexed' });
    expect(await bookOn(chain.bus).retry(await only(), '丁')).toMatchObject({ state: 'already' });
  });

  it('sends no old version of a post that was edited since, and nothing that ended elsewhere', async () => {
    const { chain, mend } = await open('embedded');
    const old = rawPost('grave', GRAVE.title, GRAVE.body);
    await chain.ingest.accept([old]);
    await chain.core.drain();
    mend();
    const edited = rawPost('grave', GRAVE.title, `${GRAVE.body}补充：已有人受伤。`);
    const later = toShanghai(toEpoch(old.fetchedAt) + 60_000);
    await chain.ingest.accept([{ ...edited, fetchedAt: later }]);
    await chain.core.drain();
    const book = createDeadBook({ ...chain, now: Date.now });
    const letter = await onlyLetter(book);
    expect(await book.retry(letter, '甲')).toMatchObject({
      state: 'refused',
      problem: expect.stringContaining('后来的版本'),
    });
    const done = { ...(await chain.store.outcomes([old.rawId])).get(old.rawId), kind: 'dropped', reason: 'empty-text' };
    await chain.store.commit({ outcomes: [outcome.parse(done)] });
    expect(await book.retry(letter, '甲')).toMatchObject({
      state: 'refused',
      problem: expect.stringContaining('已另行处理'),
    });
    expect((await chain.store.posts([old.docId])).get(old.docId)?.post.rawId).toBe(edited.rawId);
  });

  it('says how it is used, and which letter is not there', async () => {
    const { env } = await open('embedded');
    for (const args of [[], ['retry'], ['show'], ['list', 'x'], ['retry', 'l_1', '--all'], ['forget']])
      expect((await runCommand(['dead', ...args], env)).code, args.join(' ')).toBe(2);
    const missing = await runCommand(['dead', 'retry', 'l_1'], env);
    expect([missing.code, missing.out]).toEqual([1, '']);
    expect(missing.err).toContain('没有编号为 l_1 的死信');
    expect((await runCommand(['dead', 'show', 'l_1'], env)).code).toBe(1);
    const none = await runCommand(['dead', 'count'], env);
    expect([none.code, none.out, none.err]).toEqual([0, '', '没有死信\n']);
  });

  it('counts by the kind of a reason, whatever ids and numbers stand in it', () => {
    const [one, other] = ['raw item at 12 has the wrong shape: ✖', 'raw item at 1:977 has the wrong shape: ✖'];
    expect(reasonKind(one)).toBe(reasonKind(other));
    expect(reasonKind('verdict for d_a1b2, which is not stored\nat x')).toBe('verdict for …, which is not stored');
  });
});
