import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountRole } from '../../dashboards/account-contract.ts';
import { type Listening, listen } from '../../dashboards/server/listen.ts';
import { ensureBuilt } from '../../dashboards/web/build.ts';
import { createRawItem } from '../../pipeline/model/raw-item.ts';
import { createOriginalBook, type OriginalBook } from '../../pipeline/originals/original-book.ts';
import type { SealKey } from '../../pipeline/originals/seal.ts';
import { findChromium, openChromium } from '../support/chromium.ts';
import { looks } from '../support/page-looks.ts';
import { sampleAnalysed } from '../support/samples.ts';
import { signIn } from '../support/sign-in.ts';
import { openServer, type TestServer } from '../unit/server/fixture.ts';

const OUTPUT = fileURLToPath(new URL('../output/', import.meta.url));
const executable = findChromium();
const PATIENCE = 40_000;
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;
const PHONE = '00012345678';
const keyOf = (id: string, byte: number): SealKey => ({ id, key: new Uint8Array(32).fill(byte) });
const OPENER = '看遮盖前的原文…';

/** The window in which a leader reads one post before masking, and every reason for which there is nothing to read. */
describe.skipIf(executable === null)('texts before masking in a browser', () => {
  let server: TestServer;
  let listening: Listening;
  let browser: Browser;
  let leader: Page;
  let book: OriginalBook;
  const problems: string[] = [];

  const bookWith = (...keys: SealKey[]) =>
    createOriginalBook({ store: server.store, keys, keptDays: KEPT_DAYS, now: () => server.clock.now });
  const unmasked = async () => (await server.store.audit(0, 1_000)).filter(({ action }) => action === 'post.unmasked');

  async function open(role: AccountRole): Promise<Page> {
    const { password } = await server.accounts.create({ account: role, name: '王某', role, department: '局领导' });
    const { address } = listening;
    return signIn(browser, { address, account: role, password, problems, expected: /401|409/, timeout: PATIENCE });
  }
  /** Asks for the text with a reason; what the window then says instead of it. */
  async function refusal(): Promise<string> {
    await leader.getByRole('button', { name: OPENER }).click();
    const dialog = leader.getByRole('dialog');
    await dialog.getByLabel('理由').fill('电话回访');
    await dialog.getByRole('button', { name: '查看', exact: true }).click();
    const said = await dialog.getByRole('alert').innerText();
    expect(await leader.getByTestId('original').count()).toBe(0);
    return said;
  }
  async function closeDialog(): Promise<void> {
    await leader.getByRole('dialog').getByRole('button', { name: '取消' }).click();
    await leader.getByRole('dialog').waitFor({ state: 'detached' });
  }

  beforeAll(async () => {
    await mkdir(OUTPUT, { recursive: true });
    const webRoot = await ensureBuilt({ log: console.info });
    server = await openServer({}, { webRoot, originals: { reveal: (...asked) => book.reveal(...asked) } });
    server.clock.now = Date.now();
    const item = createRawItem({
      ...{ sourceId: 'forum', sourceName: '论坛', channel: 'forum', url: 'http://127.0.0.1/1', nativeId: '1' },
      ...{
        title: '楼上漏水',
        body: `物业不管，联系电话 ${PHONE}`,
        format: 'text',
        fetchedAt: '2026-03-02T09:00:00+08:00',
      },
    });
    const { docId, rawId } = item;
    const text = '物业不管，联系电话 ***********';
    const kept = sampleAnalysed({ docId, rawId, title: '楼上漏水', text, masked: ['phone'], contentHash: 'one' });
    const never = sampleAnalysed({
      docId: 'd_never',
      title: '从没保存过',
      text,
      masked: ['phone'],
      contentHash: 'two',
    });
    await server.store.commit({ posts: [kept, never] });
    book = bookWith(keyOf('k1', 1));
    await book.keep([item]);
    [listening, browser] = await Promise.all([
      listen(server.app, { host: '127.0.0.1', port: 0 }),
      openChromium(executable ?? ''),
    ]);
    leader = await open('leader');
    await leader.goto(`${listening.address}/posts/${docId}`);
  }, 3 * PATIENCE);
  afterAll(async () => {
    await browser?.close();
    await listening?.close();
    await server?.close();
  });

  it('asks for a reason, puts it on the audit log, and shows the text until the window is closed', async () => {
    await leader.getByRole('button', { name: OPENER }).click();
    const dialog = leader.getByRole('dialog');
    await dialog.getByText('记入审计').waitFor();
    await looks(leader, 'original-asked', { folder: OUTPUT, fullPage: false });
    await dialog.getByRole('button', { name: '查看', exact: true }).click();
    await dialog.getByText('请写明理由').waitFor();
    expect(await unmasked()).toEqual([]);
    await dialog.getByLabel('理由').fill('电话回访');
    await dialog.getByRole('button', { name: '查看', exact: true }).click();
    await leader.getByTestId('original').getByText(PHONE).waitFor();
    await looks(leader, 'original-open', { folder: OUTPUT, fullPage: false });
    expect((await unmasked()).map(({ actor, detail }) => [actor, detail.reason])).toEqual([['leader', '电话回访']]);
    await leader.keyboard.press('Escape');
    await leader.getByTestId('original').waitFor({ state: 'detached' });
    expect(await leader.content()).not.toContain(PHONE);
  });

  it('asks anew the next time', async () => {
    await leader.getByRole('button', { name: OPENER }).click();
    await leader.getByRole('dialog').getByLabel('理由').waitFor();
    expect(await leader.getByRole('dialog').getByLabel('理由').inputValue()).toBe('');
    expect(await leader.getByTestId('original').count()).toBe(0);
    await closeDialog();
  });

  it.each([
    { what: 'the key is not here', keys: [keyOf('k2', 2)], says: ['原文由密钥 k1 加密', '加回 YUQING_ORIGINAL_KEYS'] },
    { what: 'another key has its name', keys: [keyOf('k1', 9)], says: ['密钥 k1 打不开这份原文', '联系系统管理员'] },
    { what: 'the setting is off since', keys: [], says: ['原文由密钥 k1 加密', '加回 YUQING_ORIGINAL_KEYS'] },
  ])('says so where $what', async ({ keys, says }) => {
    book = bookWith(...keys);
    const said = await refusal();
    for (const words of says) expect(said).toContain(words);
    if (keys[0]?.id === 'k1') await looks(leader, 'original-wrong-key', { folder: OUTPUT, fullPage: false });
    await closeDialog();
  });

  it('says so where it has been deleted when due, and where it was never kept', async () => {
    book = bookWith(keyOf('k1', 1));
    server.clock.now += (KEPT_DAYS + 1) * DAY_MS;
    expect(await book.forget()).toBe(1);
    server.clock.now -= (KEPT_DAYS + 1) * DAY_MS;
    expect(await refusal()).toContain('没有保存这条帖文遮盖前的原文');
    await closeDialog();
    await leader.goto(`${listening.address}/posts/d_never`);
    expect(await refusal()).toContain('到期删除');
    await looks(leader, 'original-none', { folder: OUTPUT, fullPage: false });
    await closeDialog();
  });

  it('is not offered to who has no right, who is told so', async () => {
    const duty = await open('duty');
    await duty.goto(`${listening.address}/posts/d_never`);
    await duty.getByText('您的角色不能看遮盖前的原文').waitFor();
    expect(await duty.getByRole('button', { name: OPENER }).count()).toBe(0);
    await looks(duty, 'original-no-right', { folder: OUTPUT, fullPage: false });
    expect(problems).toEqual([]);
  });
});
