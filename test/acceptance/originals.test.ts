import { expect, it } from 'vitest';
import { readConfig } from '../../pipeline/config.ts';
import { openOriginals } from '../../pipeline/originals/open-originals.ts';
import { openChain, rawPost } from '../support/chain.ts';

const ENV = { YUQING_ORIGINAL_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}` };
const PHONE = '13800138000';
const MASKED = rawPost('1', '屋顶漏水', `屋顶漏水没人管，请打我的电话${PHONE}`);
const PLAIN = rawPost('2', '电梯停运', '电梯停了一个月，物业不修');

it('what was masked is kept sealed where the setting says so, once through the chain, and nothing else is', async () => {
  const chain = await openChain({ env: ENV });
  try {
    await chain.ingest.accept([MASKED, PLAIN]);
    await chain.core.drain();
    expect((await chain.store.posts([MASKED.docId])).get(MASKED.docId)?.post.text).not.toContain(PHONE);
    expect([...(await chain.store.states('original')).keys()]).toEqual([MASKED.docId]);
    const book = openOriginals(readConfig(ENV), chain.store, () => chain.clock.now);
    expect((await book.reveal(MASKED.docId, 'wang', '回访')).text).toContain(PHONE);
    const stored = [...(await chain.store.states('original')).values()];
    expect(JSON.stringify(stored)).not.toContain(PHONE);
  } finally {
    await chain.close();
  }
});

it('by default nothing is kept', async () => {
  const chain = await openChain();
  try {
    await chain.ingest.accept([MASKED]);
    await chain.core.drain();
    expect(await chain.store.states('original')).toEqual(new Map());
  } finally {
    await chain.close();
  }
});
