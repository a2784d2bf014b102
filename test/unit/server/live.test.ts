import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { liveMessage } from '../../../dashboards/contract.ts';
import { type Listening, listen } from '../../../dashboards/server/listen.ts';
import { at, openServer, type TestServer } from './fixture.ts';

let server: TestServer;
let listening: Listening;
let cookie: string;
beforeEach(async () => {
  server = await openServer({ heartbeatMs: 50 });
  listening = await listen(server.app, { host: '127.0.0.1', port: 0 });
  cookie = await server.login();
});
afterEach(async () => {
  await listening.close();
  await server.close();
});

interface Block {
  id: string;
  event: string;
  data: string;
}

/** A reader of the feed over a real socket. */
async function connect(lastId?: string) {
  const stop = new AbortController();
  const headers = { cookie, ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
  const response = await fetch(`${listening.address}/api/live`, { headers, signal: stop.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  async function block(): Promise<string | null> {
    while (!buffer.includes('\n\n')) {
      const { done, value } = await reader.read();
      if (done) return null;
      buffer += value;
    }
    const end = buffer.indexOf('\n\n');
    const found = buffer.slice(0, end);
    buffer = buffer.slice(end + 2);
    return found;
  }
  async function next(): Promise<Block> {
    for (;;) {
      const text = await block();
      if (text === null) throw new Error('the feed has ended');
      const fields = Object.fromEntries(text.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)));
      if (fields.event !== undefined) return fields;
    }
  }
  return { response, block, next, stop: () => stop.abort() };
}
const publish = (ref: string) => server.live.publish({ kind: 'alert', ref, at: at(0) });

describe('the live feed', () => {
  it('tells what happens, numbered, without buffering on the way', async () => {
    const feed = await connect();
    expect(feed.response.headers.get('content-type')).toContain('text/event-stream');
    expect(feed.response.headers.get('x-accel-buffering')).toBe('no');
    expect(feed.response.headers.get('content-encoding')).toBeNull();
    expect((await feed.next()).event).toBe('hello');
    publish('a_1');
    const told = await feed.next();
    expect(told.event).toBe('alert');
    expect(liveMessage.parse(JSON.parse(told.data))).toMatchObject({ id: 1, ref: 'a_1' });
    feed.stop();
  });

  it('gives after a break exactly what was missed, in order', async () => {
    const before = await connect();
    const hello = await before.next();
    before.stop();
    for (const ref of ['a_1', 'a_2', 'a_3']) publish(ref);
    const after = await connect(hello.id);
    const missed = [await after.next(), await after.next(), await after.next()];
    expect(missed.map(({ data }) => JSON.parse(data).ref)).toEqual(['a_1', 'a_2', 'a_3']);
    after.stop();
    const last = await connect(missed[1]!.id);
    expect(JSON.parse((await last.next()).data).ref).toBe('a_3');
    publish('a_4');
    expect(JSON.parse((await last.next()).data).ref).toBe('a_4');
    last.stop();
  });

  it('advises to read all again when too much was missed or the process is another', async () => {
    const first = await connect();
    const hello = await first.next();
    first.stop();
    for (let i = 0; i < 30; i += 1) publish(`a_${i}`);
    for (const id of [hello.id, 'otherprocess.3', 'rubbish']) {
      const feed = await connect(id);
      const events = [(await feed.next()).event, (await feed.next()).event];
      expect([id, ...events]).toEqual([id, 'hello', 'reload']);
      feed.stop();
    }
  });

  it('beats, and ends with its session', async () => {
    const feed = await connect();
    await feed.next();
    expect(await feed.block()).toBe(': still here');
    await server.call('DELETE', '/api/session', { cookie });
    let text: string | null = '';
    while (text !== null) text = await feed.block();
    expect(text).toBeNull();
  });

  it('gives its place back when the page is closed', async () => {
    for (let i = 0; i < 25; i += 1) {
      const feed = await connect();
      expect(feed.response.status).toBe(200);
      await feed.next();
      feed.stop();
      await expect.poll(async () => (await probe()).status).toBe(200);
    }
  });

  it('refuses more connections of one account than anybody needs', async () => {
    const feeds = await Promise.all(Array.from({ length: 20 }, () => connect()));
    expect((await probe()).status).toBe(503);
    for (const feed of feeds) feed.stop();
    await expect.poll(async () => (await probe()).status).toBe(200);
  });

  it('does not hold up the end of the process', async () => {
    const feed = await connect();
    await feed.next();
    const outcome = await Promise.race([
      listening.close().then(() => 'closed'),
      new Promise((resolve) => setTimeout(() => resolve('forced'), 4_000)),
    ]);
    expect(outcome).toBe('closed');
  });
});

async function probe() {
  const stop = new AbortController();
  const response = await fetch(`${listening.address}/api/live`, { headers: { cookie }, signal: stop.signal });
  stop.abort();
  return response;
}
