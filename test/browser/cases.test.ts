import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountChanged } from '../../dashboards/account-contract.ts';
import { type CaseDetail, type CaseRow, caseDetail, casePage } from '../../dashboards/case-contract.ts';
import { carryOut } from '../support/carry-out.ts';
import { findChromium, openChromium } from '../support/chromium.ts';
import { type DemoProcess, startDemo } from '../support/demo-process.ts';
import { goOn } from '../support/go-on.ts';
import { looks } from '../support/page-looks.ts';
import { signIn } from '../support/sign-in.ts';
import { until } from '../support/waiting.ts';

const OUTPUT = fileURLToPath(new URL('../output/', import.meta.url));
const executable = findChromium();
const PATIENCE = 150_000;
const TEXT = '我局已责成相关单位三日内整改，整改结果将在局门户网站公布。';

/** A case of the running demo from 待研判 to 已归档: 人事科, the lead department and the leaders each in a browser of their own. */
describe.skipIf(executable === null)(
  'a case in the browser',
  () => {
    let demo: DemoProcess;
    let browser: Browser;
    let admin: Page;
    let hr: Page;
    let lead: Page;
    let chief: Page;
    let subject: CaseRow;
    const problems: string[] = [];

    const open = (account: string, password: string): Promise<Page> =>
      signIn(browser, { address: demo.address, account, password, problems, expected: /401|404|409/ });
    async function enrol(name: string, role: string, department: string) {
      const account = `u${Math.random().toString(36).slice(2, 10)}`;
      const data = { account, name, role, department };
      const made = await admin.request.post(`${demo.address}/api/accounts`, { data });
      return { account, password: accountChanged.parse(await made.json()).password ?? '' };
    }
    async function join(name: string, role: string, department: string): Promise<Page> {
      const { account, password } = await enrol(name, role, department);
      return open(account, password);
    }
    /** A further log-in that does nothing but sign. */
    async function signAs(post: string): Promise<void> {
      const [department = ''] = post.split(':');
      const data = await enrol(`${department}负责人`, 'leader', department);
      const context = await browser.newContext();
      expect((await context.request.post(`${demo.address}/api/session`, { data })).status()).toBe(200);
      const address = `${demo.address}/api/cases/${subject.caseId}/actions`;
      expect((await context.request.post(address, { data: { kind: 'sign', post } })).ok()).toBe(true);
      await context.close();
      const signed = async () => slotsOf(await detailNow()).find((slot) => slot.post === post)?.signature ?? null;
      await expect.poll(signed, { timeout: 60_000 }).not.toBe(null);
    }
    const slotsOf = (detail: CaseDetail) => detail.case.sheets[0]?.slots ?? [];
    const toCase = async (page: Page) => {
      await page.goto(`${demo.address}/cases/${subject.caseId}`);
      await page.locator('[data-testid=case-state]').waitFor();
    };
    const stateOf = (page: Page) => page.locator('[data-testid=case-state]').innerText();
    const press = (page: Page, kind: string) => page.locator(`[data-testid=case-${kind}]`).first().click();
    const dialog = (page: Page) => page.getByRole('dialog');
    const agree = (page: Page, name: string) =>
      dialog(page)
        .getByRole('button', { name: `确认${name}` })
        .click();
    const detailNow = async () => {
      const answer = await admin.request.get(`${demo.address}/api/cases/${subject.caseId}`);
      return caseDetail.parse(await answer.json());
    };
    const becomes = (page: Page, state: string) =>
      expect.poll(() => stateOf(page), { timeout: 30_000 }).toContain(state);
    const shows = (page: Page, name: string) => looks(page, `case-${name}`, { folder: OUTPUT });

    beforeAll(async () => {
      await mkdir(OUTPUT, { recursive: true });
      [demo, browser] = await Promise.all([startDemo(), openChromium(executable ?? '')]);
      admin = await open(demo.account, demo.password);
      const grave = async () => {
        const page = await admin.request.get(`${demo.address}/api/cases?scope=all&level=${encodeURIComponent('橙')}`);
        return casePage.parse(await page.json()).items.find((row) => row.lead !== '人事科' && row.lead !== '新闻中心');
      };
      const found = await until(grave, (row) => row !== undefined, PATIENCE);
      if (found === undefined) throw new Error('no orange alert became a case');
      subject = found;
      hr = await join('王人事', 'liaison', '人事科');
      lead = await join('赵承办', 'liaison', subject.lead);
      chief = await join('周局长', 'leader', '局领导');
    }, PATIENCE + 60_000);
    afterAll(async () => {
      await browser?.close();
      await demo?.stop();
    });

    it('is reached from the alert and stands in the list of those whose turn it is', async () => {
      await hr.goto(`${demo.address}/cases`);
      await hr.locator('[data-testid=case-row]').first().waitFor();
      await shows(hr, 'list');
      const title = encodeURIComponent(subject.title);
      const link = (page: Page) => page.locator(`a[href="/cases/${encodeURIComponent(subject.caseId)}"]`);
      await hr.goto(`${demo.address}/cases?q=${title}`);
      await goOn(hr, () => link(hr).click());
      await becomes(hr, '待研判');
      await goOn(hr, () =>
        hr
          .getByRole('link', { name: /^事件页/ })
          .first()
          .click(),
      );
      await goOn(hr, () => link(hr).click());
      await becomes(hr, '待研判');
      await lead.goto(`${demo.address}/cases?scope=department&q=${title}`);
      await link(lead).waitFor();
    });

    it('is graded; what may not be done says why', async () => {
      await press(hr, 'grade');
      await dialog(hr).getByText('较大', { exact: true }).click();
      await agree(hr, '研判定级');
      await dialog(hr).getByText('请写明理由').waitFor();
      await dialog(hr).getByLabel('理由（必填）').fill('多户反映，有扩散苗头');
      await carryOut(hr, '确认研判定级');
      await becomes(hr, '已定级');
      await hr.getByText(/现在不能办的 \d+ 项/).click();
      await hr.getByText(`“接办”由牵头的${subject.lead}办理`).waitFor();
      await shows(hr, 'graded');
    });

    it('two at once: the second keeps what was typed, sees what the first did, and sends again', async () => {
      await press(hr, 'grade');
      await dialog(hr).getByText('重大', { exact: true }).click();
      await dialog(hr).getByLabel('理由（必填）').fill('出现人员聚集');
      await toCase(lead);
      await press(lead, 'accept');
      await carryOut(lead, '确认接办');
      await becomes(lead, '处置中');
      await agree(hr, '研判定级');
      await dialog(hr).getByText(`赵承办（${subject.lead}）接办`).waitFor();
      expect(await dialog(hr).getByLabel('理由（必填）').inputValue()).toBe('出现人员聚集');
      await hr.screenshot({ path: `${OUTPUT}case-conflict-1440.png` });
      await carryOut(hr, '确认研判定级');
      await hr.getByText('等级：重大').waitFor();
    });

    it('a response is drafted, signed side by side, by the leader last, and published', async () => {
      // The page must have seen the new grade, or the text would be about a case that has changed.
      await lead.getByText('等级：重大').waitFor();
      await press(lead, 'draft');
      await dialog(lead).getByLabel('回应内容').fill(TEXT);
      await dialog(lead).getByLabel('拟在哪里发布').fill('局门户网站');
      await carryOut(lead, '确认拟稿报审');
      await becomes(lead, '待审签');
      const heads = slotsOf(await detailNow())
        .filter(({ stage }) => stage === 1)
        .map(({ post }) => post);
      expect(heads).toContain('新闻中心:科室负责人');
      await lead.getByText('或由局领导代签').waitFor();
      for (const post of heads) await signAs(post);
      await toCase(chief);
      await shows(chief, 'signing');
      await press(chief, 'sign');
      await dialog(chief).getByLabel('审签意见（可不填）').fill('同意发布');
      await carryOut(chief, '确认审签');
      const sheetState = () => lead.locator('[data-testid=sheet-state]').innerText();
      await expect.poll(sheetState, { timeout: 30_000 }).toBe('已签发，待发布');
      await press(lead, 'publish');
      await dialog(lead).getByLabel('网址（没有可不填）').fill('javascript:alert(1)');
      await agree(lead, '登记发布');
      await dialog(lead).getByText('网址须以').waitFor();
      await dialog(lead).getByLabel('网址（没有可不填）').fill('https://example.gov.cn/news/1');
      await carryOut(lead, '确认登记发布');
      await becomes(lead, '已回应');
      await shows(lead, 'responded');
    });

    it('the sheet can be printed after the form of the bureau', async () => {
      await goOn(lead, () => lead.getByRole('link', { name: '打印审批单' }).click());
      const paper = lead.getByTestId('paper');
      await paper.getByText('同意发布').waitFor();
      await paper.getByText(TEXT).waitFor();
      await shows(lead, 'paper');
      await lead.emulateMedia({ media: 'print' });
      expect(await lead.getByRole('navigation').isVisible()).toBe(false);
      await lead.pdf({ path: `${OUTPUT}case-paper.pdf`, format: 'A4', preferCSSPageSize: true });
      await lead.emulateMedia({ media: null });
    });

    it('is evaluated and, being grave, archived by two', async () => {
      await toCase(hr);
      await press(hr, 'await-evaluation');
      await dialog(hr).getByLabel('理由（必填）').fill('观察一周，无新增');
      await carryOut(hr, '确认转入评估');
      await becomes(hr, '待评估');
      await press(hr, 'evaluate');
      await dialog(hr).getByText('有效', { exact: true }).click();
      await dialog(hr).getByLabel('评估意见（必填）').fill('按时回应，关注回落');
      await carryOut(hr, '确认填写评估');
      await press(hr, 'archive');
      await dialog(hr).getByLabel('理由（必填）').fill('办结');
      await carryOut(hr, '确认办结归档');
      await hr.getByTestId('waiting-for').getByText('等另一人复核').waitFor();
      expect(await stateOf(hr)).toContain('待评估');
      await toCase(chief);
      await press(chief, 'confirm');
      await carryOut(chief, '确认复核同意');
      await becomes(chief, '已归档（办结）');
      await becomes(hr, '已归档（办结）');
      await shows(hr, 'archived');
      expect(problems).toEqual([]);
    });
  },
  300_000,
);
