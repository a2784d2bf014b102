import { QueryClient, QueryObserver } from '@tanstack/react-query';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveMessage } from '../../../dashboards/contract.ts';
import { holdRows } from '../../../dashboards/web/components/hold-rows.ts';
import { SHORTCUTS, shortcutFor, shortcutsOn, switchShortcuts } from '../../../dashboards/web/components/shortcuts.ts';
import { windowRows } from '../../../dashboards/web/components/window-rows.ts';
import { createChangeGatherer } from '../../../dashboards/web/data/live-changes.ts';
import {
  type FeedStream,
  type LinkState,
  type LiveNews,
  startLiveLink,
} from '../../../dashboards/web/data/live-link.ts';
import { createServerClock } from '../../../dashboards/web/data/server-clock.ts';

interface Row {
  id: string;
  state?: string;
}
const rows = (...ids: string[]): Row[] => ids.map((id) => ({ id }));
const hold = (shown: readonly Row[], fresh: readonly Row[]) => holdRows(shown, fresh, (row) => row.id);

describe('rows under the pointer', () => {
  it('stay where they are while new ones wait', () => {
    const { rows: held, waiting } = hold(rows('b', 'a'), rows('d', 'c', 'b', 'a'));
    expect(held.map(({ id }) => id)).toEqual(['b', 'a']);
    expect(waiting).toEqual(['d', 'c']);
  });

  it('show what became of them', () => {
    const { rows: held } = hold([{ id: 'a', state: 'open' }], [{ id: 'b' }, { id: 'a', state: 'acknowledged' }]);
    expect(held).toEqual([{ id: 'a', state: 'acknowledged' }]);
  });

  it('stay when they leave the list, and are named', () => {
    const { rows: held, gone } = hold(rows('c', 'b', 'a'), rows('c', 'a'));
    expect(held.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    expect([...gone]).toEqual(['b']);
  });

  it('are followed by those of a further page', () => {
    const { rows: held, waiting } = hold(rows('d', 'c'), rows('e', 'd', 'c', 'b', 'a'));
    expect(held.map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a']);
    expect(waiting).toEqual(['e']);
  });

  it('never move and never hide a new one, whatever arrives', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 0, max: 40 }).map(String), { maxLength: 25 });
    fc.assert(
      fc.property(ids, ids, (before, after) => {
        const { rows: held, waiting } = hold(rows(...before), rows(...after));
        expect(held.slice(0, before.length).map(({ id }) => id)).toEqual(before);
        const seen = new Set([...held.map(({ id }) => id), ...waiting]);
        expect(after.every((id) => seen.has(id))).toBe(true);
        expect(held.length + waiting.length).toBe(seen.size);
      }),
    );
  });
});

describe('the window of a long list', () => {
  it('covers the screen, and its gaps keep the height of the whole', () => {
    const input = fc.record({
      count: fc.integer({ min: 0, max: 100_000 }),
      rowHeight: fc.constantFrom(64, 156),
      listTop: fc.integer({ min: -7_000_000, max: 900 }),
      screenHeight: fc.integer({ min: 300, max: 2_200 }),
    });
    fc.assert(
      fc.property(input, (given) => {
        const { from, to, before, after } = windowRows(given);
        const { count, rowHeight, listTop, screenHeight } = given;
        expect(before + (to - from) * rowHeight + after).toBe(count * rowHeight);
        expect(to - from).toBeLessThanOrEqual(Math.ceil(screenHeight / rowHeight) + 18);
        const firstSeen = Math.max(0, Math.floor(-listTop / rowHeight));
        const lastSeen = Math.min(count - 1, Math.floor((screenHeight - listTop) / rowHeight));
        if (firstSeen <= lastSeen) {
          expect(from).toBeLessThanOrEqual(firstSeen);
          expect(to).toBeGreaterThan(lastSeen);
        }
      }),
    );
  });
});

/** Time and streams in the hands of the test. */
function bench() {
  const streams: (FeedStream & { readyState: number; closed: boolean; fire(type: string, data?: unknown): void })[] =
    [];
  const tasks: { task: () => void; ms: number; off: boolean }[] = [];
  const states: LinkState[] = [];
  const news: LiveNews[] = [];
  const later = (task: () => void, ms: number) => {
    const entry = { task, ms, off: false };
    tasks.push(entry);
    return () => {
      entry.off = true;
    };
  };
  const open = () => {
    const listeners = new Map<string, ((event: { data?: unknown }) => void)[]>();
    const stream = {
      readyState: 0,
      closed: false,
      addEventListener: (type: string, listener: (event: { data?: unknown }) => void) =>
        void listeners.set(type, [...(listeners.get(type) ?? []), listener]),
      close() {
        stream.closed = true;
      },
      fire: (type: string, data?: unknown) => {
        for (const listener of listeners.get(type) ?? []) listener({ data });
      },
    };
    streams.push(stream);
    return stream;
  };
  const link = startLiveLink({
    open,
    later,
    onNews: (item) => news.push(item),
    onState: (state) => states.push(state),
  });
  return { streams, tasks, states, news, link };
}
const MESSAGE = { id: 7, kind: 'alert', ref: 'a_1', at: '2026-11-23T09:00:00+08:00' } as const;

describe('the live link', () => {
  it('passes changes on and asks for everything when it cannot read one', () => {
    const { streams, news } = bench();
    streams[0]!.fire('open');
    streams[0]!.fire('alert', JSON.stringify(MESSAGE));
    streams[0]!.fire('alert', '{broken');
    streams[0]!.fire('reload', '{}');
    expect(news).toEqual([{ kind: 'changed', message: MESSAGE }, { kind: 'reload' }, { kind: 'reload' }]);
  });

  it('leaves a broken connection to the browser', () => {
    const { streams, tasks, states } = bench();
    streams[0]!.fire('open');
    streams[0]!.fire('error');
    expect(states.at(-1)).toBe('lost');
    expect(tasks).toHaveLength(0);
    streams[0]!.fire('open');
    expect(states.at(-1)).toBe('open');
    expect(streams).toHaveLength(1);
  });

  it('connects anew where the browser gave up, waits longer each time, and then asks for everything', () => {
    const { streams, tasks, news } = bench();
    for (let turn = 0; turn < 8; turn += 1) {
      streams[turn]!.readyState = 2;
      streams[turn]!.fire('error');
      tasks[turn]!.task();
    }
    const waits = tasks.map(({ ms }) => ms);
    expect(waits.slice(0, 3).every((ms, index) => index === 0 || ms > waits[index - 1]!)).toBe(true);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
    expect(streams).toHaveLength(9);
    expect(news).toEqual([]);
    streams[8]!.fire('open');
    expect(news).toEqual([{ kind: 'reload' }]);
  });

  it('stays silent once stopped', () => {
    const { streams, tasks, states, link } = bench();
    link.stop();
    streams[0]!.readyState = 2;
    streams[0]!.fire('error');
    expect(streams[0]!.closed).toBe(true);
    expect(tasks).toEqual([]);
    expect(states).toEqual(['connecting']);
  });
});

describe('a burst of changes', () => {
  it('costs as much as one', () => {
    const asked: unknown[] = [];
    const tasks: (() => void)[] = [];
    const client = { isFetching: () => 0, invalidateQueries: async (filters?: object) => void asked.push(filters) };
    const gatherer = createChangeGatherer(client, (task) => {
      tasks.push(task);
      return () => {};
    });
    for (let n = 0; n < 50; n += 1) gatherer.take({ kind: 'changed', message: MESSAGE });
    expect(asked).toEqual([]);
    for (const task of tasks) task();
    const keys = asked.map((filters) => JSON.stringify(filters));
    expect(keys).toContain('{"queryKey":["alerts"]}');
    expect(new Set(keys).size).toBe(keys.length);
  });

  /** Pages that are open: each with what it shows, and an answer that comes when the test lets it. */
  function openPages(...keys: readonly (readonly [key: readonly string[], data: unknown])[]) {
    const client = new QueryClient();
    const asked: string[] = [];
    let answer: (() => void)[] = [];
    for (const [queryKey, data] of keys) {
      client.setQueryData(queryKey, data);
      new QueryObserver(client, {
        queryKey,
        staleTime: Number.POSITIVE_INFINITY,
        queryFn: () => {
          asked.push(queryKey.join(' '));
          return new Promise((resolve) => answer.push(() => resolve(data)));
        },
      }).subscribe(() => {});
    }
    const tasks: { task(): void; ms: number }[] = [];
    const gatherer = createChangeGatherer(client, (task, ms) => {
      tasks.push({ task, ms });
      return () => {};
    });
    return {
      asked,
      tasks,
      tell: (message: LiveMessage) => gatherer.take({ kind: 'changed', message }),
      run: () => {
        for (const { task } of tasks.splice(0)) task();
      },
      async answerAll() {
        const waiting = answer;
        answer = [];
        for (const one of waiting) one();
        await new Promise((resolve) => setTimeout(resolve, 0));
      },
    };
  }

  it('asks for a record again only where the change is about it', async () => {
    const pages = openPages(
      [['event', 'e_1'], { event: { eventId: 'e_1' } }],
      [['event', 'e_old', '60'], { event: { eventId: 'e_2' } }],
      [['alert', 'a_1'], { alert: { eventId: 'e_1' } }],
      [['alerts'], {}],
    );
    const { at } = MESSAGE;
    pages.tell({ id: 1, kind: 'event', ref: 'e_3', at });
    pages.run();
    await pages.answerAll();
    expect(pages.asked).toEqual([]);
    pages.tell({ id: 2, kind: 'event', ref: 'e_2', at });
    pages.run();
    expect(pages.asked.splice(0)).toEqual(['event e_old 60']);
    await pages.answerAll();
    pages.tell({ id: 3, kind: 'notice', ref: 'n_9', events: ['e_1'], at });
    pages.run();
    expect(pages.asked.splice(0)).toEqual(['alert a_1', 'event e_1']);
  });

  it('asks for all of them where it is not known what changed', () => {
    const pages = openPages([['event', 'e_1'], {}], [['event', 'e_2'], {}]);
    pages.tell({ ...MESSAGE, kind: 'event', ref: '' });
    pages.run();
    expect(pages.asked).toEqual(['event e_1', 'event e_2']);
  });

  it('lets a slow answer come, and asks once more for what changed meanwhile', async () => {
    const pages = openPages([['alerts'], {}]);
    pages.tell(MESSAGE);
    pages.run();
    for (let n = 0; n < 20; n += 1) {
      pages.tell(MESSAGE);
      pages.run();
    }
    expect(pages.asked).toEqual(['alerts']);
    await pages.answerAll();
    pages.run();
    expect(pages.asked).toEqual(['alerts', 'alerts']);
    await pages.answerAll();
    pages.run();
    expect(pages.asked).toHaveLength(2);
  });
});

describe('the clock of the server', () => {
  it('corrects a local clock that is wrong, to within a second', () => {
    const wrong = 17 * 60_000;
    const server = Date.parse('2026-11-23T09:12:30+08:00');
    const clock = createServerClock(() => server + wrong);
    clock.observe('2026-11-23T09:12:30+08:00', server + wrong - 20, server + wrong + 20);
    expect(Math.abs(clock.now() - server)).toBeLessThanOrEqual(1000);
  });

  it('does not let a slow answer spoil a quick one', () => {
    const server = Date.parse('2026-11-23T09:12:30+08:00');
    const clock = createServerClock(() => server);
    clock.observe('2026-11-23T09:12:30+08:00', server - 10, server + 10);
    const before = clock.now();
    clock.observe('2026-11-23T09:12:30+08:00', server, server + 25_000);
    clock.observe('no time', server, server);
    expect(clock.now()).toBe(before);
  });
});

describe('single keys', () => {
  const press = { key: 'j', ctrlKey: false, metaKey: false, altKey: false, isComposing: false, typing: false };

  it('do what the table says, once each', () => {
    expect(shortcutFor(press)).toBe('next');
    expect(new Set(SHORTCUTS.map(({ key }) => key)).size).toBe(SHORTCUTS.length);
    for (const shortcut of SHORTCUTS) expect(shortcutFor({ ...press, key: shortcut.key })).toBe(shortcut.id);
  });

  it('are dead while typing, composing or with a modifier', () => {
    for (const off of [
      { typing: true },
      { isComposing: true },
      { ctrlKey: true },
      { metaKey: true },
      { altKey: true },
    ]) {
      expect(shortcutFor({ ...press, ...off })).toBeNull();
    }
  });

  it('can be switched off', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    expect(shortcutsOn(storage)).toBe(true);
    switchShortcuts(storage, false);
    expect(shortcutsOn(storage)).toBe(false);
  });
});
