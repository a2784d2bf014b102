import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { burstsAnswer } from '../../dashboards/record-contract.ts';
import { pushResult } from '../../dashboards/source-contract.ts';
import { burstFigures } from '../../dashboards/web/text/bursts.ts';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import { findChromium, openChromium } from '../support/chromium.ts';
import { type DemoProcess, startBoard } from '../support/demo-process.ts';
import { goOn } from '../support/go-on.ts';
import { looks } from '../support/page-looks.ts';
import { runCommand } from '../support/run-command.ts';
import { signIn } from '../support/sign-in.ts';

const OUTPUT = fileURLToPath(new URL('../output/', import.meta.url));
const executable = findChromium();
const PATIENCE = 150_000;
const HOUR_MS = 3_600_000;
const TOKEN = 'a-token-of-more-than-24-characters';
/** The last full hour: whatever the time, all that is posted in it has happened. */
const HOUR = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS;
const USUAL_DAYS = 28;
/** `burst.minimum` of the shipped heat.yaml. */
const LEAST = 5;
/** One source that is switched off: nothing is fetched, everything comes by import and push. */
const CATALOGUE = `sources:
  - id: off
    name: 不采集
    kind: feed
    channel: news
    addresses: ["http://127.0.0.1:9/"]
    schedule: "0 0 * * *"
    enabled: false
    legal: 测试
    verified: 2026-11-23
    note: 测试
`;
const SAID = [
  '地下车库顶板一直在漏水，车都不敢停',
  '车库又漏水了，积水到脚脖子',
  '车库渗水把我的车泡了，谁来赔',
  '漏水好几天没有人修，车库成了水塘',
  '物业说管不了，开发商也不来，车库还在漏水',
  '车库墙面渗水，电箱下面都是水，太危险',
  '一下雨车库就漏水，质量太差',
  '车库漏水影响几百户，业主群里都在说',
  '车库的水漏到电梯井里了，电梯停了',
];

/** Four quiet weeks are imported, then a loud hour is pushed: what the watch makes of it reaches the board by itself. */
describe.skipIf(executable === null)('a burst in a browser', () => {
  let folder: string;
  let board: DemoProcess;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    await mkdir(OUTPUT, { recursive: true });
    folder = await mkdtemp(join(tmpdir(), 'yuqing-bursts-'));
    const [catalogue, history] = [join(folder, 'catalogue.yaml'), join(folder, 'history.jsonl')];
    await writeFile(catalogue, CATALOGUE);
    const usual = Array.from({ length: USUAL_DAYS }, (_, day) => ({
      title: `水城花园${day + 1}号楼墙面开裂`,
      text: `水城花园${day + 1}号楼的墙面开裂，已经反映 ${day + 2} 次。`,
      time: toShanghai(HOUR - (day + 1) * 24 * HOUR_MS),
    }));
    await writeFile(history, usual.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const env = { YUQING_DATA: join(folder, 'data'), YUQING_CATALOGUE: catalogue, YUQING_LOG_LEVEL: 'error' };
    const imported = await runCommand(['import', history], env);
    expect(imported.code, imported.err).toBe(0);
    [board, browser] = await Promise.all([
      startBoard(['start'], { ...env, YUQING_PUSH_TOKENS: `热线:${TOKEN}` }),
      openChromium(executable ?? ''),
    ]);
    const { address, account, password } = board;
    page = await signIn(browser, { address, account, password, problems, expected: /401/, timeout: 60_000 });
  }, 2 * PATIENCE);
  afterAll(async () => {
    await browser?.close();
    await board?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function bursts() {
    const answer = await page.request.get(`${board.address}/api/bursts`);
    return burstsAnswer.parse(await answer.json()).items;
  }

  it(
    'stands above the board with its figures, without a reload',
    async () => {
      expect(await bursts()).toEqual([]);
      expect(await page.getByTestId('burst-strip').count()).toBe(0);
      const items = SAID.map((said, i) => ({
        ...{ id: `loud-${i}`, title: `龙湾公馆${said.slice(0, 12)}`, text: `龙湾公馆${said}。`, author: `业主${i}` },
        ...{ publishedAt: toShanghai(HOUR + (i + 1) * 60_000), source: `论坛${i % 3}`, channel: 'forum' },
      }));
      const pushed = await fetch(`${board.address}/api/push`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify({ items }),
      });
      expect(pushResult.parse(await pushed.json()).accepted).toBe(SAID.length);
      await page.getByTestId('burst-strip').waitFor({ timeout: PATIENCE });
      // Which of the two looks at the loud hour first, the watch or the analysis of its last posts, does not matter: the
      // figures stay those at which the burst was found.
      const ofTopic = async () => (await bursts()).find(({ subject }) => subject.kind === 'topic');
      await expect.poll(ofTopic, { timeout: PATIENCE }).toBeDefined();
      const topic = await ofTopic();
      expect(topic?.at).toBe(toShanghai(HOUR));
      expect(topic?.count).toBeGreaterThanOrEqual(LEAST);
      expect(topic?.count).toBeLessThanOrEqual(SAID.length);
      await page.getByTestId('burst-strip').getByText(burstFigures(topic!)).first().waitFor({ timeout: PATIENCE });
      await looks(page, 'burst-board', { folder: OUTPUT });
    },
    2 * PATIENCE,
  );

  it(
    'leads to the figures that it was found by, which say what they were compared with',
    async () => {
      const figures = page.getByTestId('burst-strip').getByRole('link', { name: /看依据/ });
      await goOn(page, () => figures.click());
      const list = page.getByTestId('bursts');
      const burst = (await bursts()).find(({ subject }) => subject.kind === 'topic');
      await list.getByText(`${burst?.count} 帖`).first().waitFor();
      await list.getByText(`此前 ${burst?.compared} 个`).first().waitFor();
      await list.getByText(`公式版本 ${burst?.version}`).first().waitFor();
      await looks(page, 'burst-figures', { folder: OUTPUT });
      await list
        .getByRole('link', { name: `主题“${burst?.subject.name}”` })
        .first()
        .click();
      await page.getByTestId('found-total').waitFor();
      expect(problems).toEqual([]);
    },
    PATIENCE,
  );
});
