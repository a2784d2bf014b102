import { readConfig } from '../../pipeline/config.ts';
import { openEngine } from '../../pipeline/engine.ts';
import { plainText } from '../../pipeline/notify/content.ts';
import type { Notifier } from '../../pipeline/notify/notifier.ts';
import { createOutbox } from '../../pipeline/notify/outbox.ts';
import { utf8Bytes } from '../../pipeline/notify/split-text.ts';
import { SILENT_LOG } from './samples.ts';

/**
 * Delivers what is due in a store to an address, over and over, until it is told to stop (a line on standard input):
 * `outbox-child.ts FOLDER ADDRESS COUNT_A_SECOND`.
 */
const [folder = '', address = '', perSecond = '1'] = process.argv.slice(2);
const engine = await openEngine({ ...readConfig({}), dataDir: folder }, { now: Date.now, log: SILENT_LOG });
const robot: Notifier = {
  channel: 'wecom',
  shape: {
    addressOf: null,
    rates: [{ count: Number(perSecond), perMs: 1_000 }],
    limit: 4_096,
    measure: utf8Bytes,
    render: plainText,
  },
  async send({ key, text }) {
    const answer = await fetch(address, { method: 'POST', headers: { 'x-key': key }, body: text });
    return { answer: String(answer.status) };
  },
};
const deps = { store: engine.store, notifiers: [robot], now: Date.now, random: Math.random, log: SILENT_LOG };
const outbox = createOutbox(deps);
let stopped = false;
process.stdin.once('data', () => {
  stopped = true;
});
while (!stopped) {
  await outbox.deliver();
  await new Promise((resolve) => setTimeout(resolve, 10));
}
await engine.close();
process.exit(0);
