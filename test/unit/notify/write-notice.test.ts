import { describe, expect, it } from 'vitest';
import { applyCaseAction } from '../../../pipeline/case/apply-case-action.ts';
import { callNotices } from '../../../pipeline/case/call-notices.ts';
import { turnNotices } from '../../../pipeline/case/turn-notices.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { composeNotices } from '../../../pipeline/notify/compose.ts';
import { createNoticeWriter } from '../../../pipeline/notify/write-notice.ts';
import { readRules } from '../../../rules/load.ts';
import { type NoticesSpec, noticesSpec } from '../../../rules/schema.ts';
import { caseActionOf, PEOPLE, RESPOND_CLOCK, startCase } from '../../support/cases.ts';
import { shippedRules } from '../../support/chain.ts';
import { withRuleFolder } from '../../support/rule-folder.ts';
import { MONDAY_NINE, sampleAlert } from '../../support/samples.ts';

const DECIDED = { by: '测试', on: '2026-01-01', reason: '测试' };
const DUE = toShanghai(MONDAY_NINE + 1_800_000);
const clock = {
  kind: 'respond',
  name: '政务舆情回应',
  dueAt: toShanghai(MONDAY_NINE + 48 * 3_600_000),
  anchor: 'detected',
  anchorAt: toShanghai(MONDAY_NINE),
  document: '国办发〔2016〕61号',
  cause: '',
  calendar: null,
  problem: null,
} as const;
const alert = sampleAlert({
  deadlines: [clock],
  nextDueAt: DUE,
  route: {
    lead: '质监站',
    co: [],
    receivers: [],
    path: ['✓ 全部（牵头 办公室）', '　✗ 橙级以上：级别为「蓝」', '　✓ 质量（牵头 质监站）'],
    policy: '常规',
  },
});
const notice = composeNotices({
  alert,
  receivers: ['质监站:联络员'],
  channels: ['email'],
  reason: 'raised',
  round: 0,
  at: toShanghai(MONDAY_NINE),
})[0]!;

function writer(templates: NoticesSpec | null, acknowledge: string | null = 'https://yq/a/t') {
  return createNoticeWriter({
    templates: () => templates,
    acknowledgeUrl: () => acknowledge,
    alertUrl: (id) => `https://yq/alerts/${id}`,
  });
}
const spec = (raised: object) => noticesSpec.parse({ decided: DECIDED, templates: { raised } });

describe('a notice by the shipped templates', () => {
  it('says what, how grave, why this receiver, by when after which document, and where to go', async () => {
    const { notices } = await shippedRules();
    const { title, lines, link, brief } = writer(notices)(notice, alert);
    const text = lines.map((line) => line.text).join('\n');
    expect(title).toBe('【橙】龙湾公馆地下车库漏水');
    expect(text).toContain('风险分：62（房屋渗漏 62）');
    expect(text).toContain('请于 2026-03-02 09:30 前签收');
    expect(text).toContain('政务舆情回应 2026-03-04 09:00（国办发〔2016〕61号）');
    expect(text).toContain('接收人：质监站:联络员；派送：全部 → 质量；策略“常规”');
    expect(text).toContain('协同：无');
    expect(link).toEqual({ label: '查看并签收', url: 'https://yq/a/t' });
    expect(brief).toContain('请于2026-03-02 09:30前签收');
  });

  it('leads to the page where nothing is to be acknowledged', async () => {
    const { link } = writer((await shippedRules()).notices, null)(notice, alert);
    expect(link?.url).toBe('https://yq/alerts/a_1');
  });
});

describe('a template that does not fit', () => {
  const bare = sampleAlert({
    places: { ...alert.places, district: null, estate: null },
    nextDueAt: DUE,
  });

  it('is told by the missing field, and the notice goes out in the plain form', () => {
    const { lines, title } = writer(spec({ title: '{{小区}}', body: '{{区县}}', short: '{{标题}}' }))(notice, bare);
    expect(title).toBe(notice.title);
    expect(lines.at(-1)?.text).toContain('“小区”“区县”');
    expect(lines.map((line) => line.text).join('\n')).toContain('主题：工程质量安全');
  });

  it('takes the substitute where one is written', () => {
    const { title } = writer(spec({ title: '{{小区|某小区}}', body: '{{标题}}', short: '{{标题}}' }))(notice, bare);
    expect(title).toBe('某小区');
  });

  it('does not fill in what a field itself contains', () => {
    const evil = sampleAlert({ title: '{{摘要}}' });
    expect(writer(spec({ title: '{{标题}}', body: '{{标题}}', short: '{{标题}}' }))(notice, evil).title).toBe(
      '{{摘要}}',
    );
  });

  it('no template and no alert: the plain form', () => {
    expect(writer(null)(notice, alert).title).toBe(notice.title);
    expect(
      writer(spec({ title: '{{标题}}', body: '{{标题}}', short: '{{标题}}' }))(notice, null).lines.length,
    ).toBeGreaterThan(3);
  });
});

it('rules check finds a field that does not exist, at its place', async () => {
  const yaml = `decided: { by: 测试, on: 2026-01-01, reason: 测试 }
templates:
  raised:
    title: '【{{级别}}】{{标提}}'
    body: '{{标题}}'
    short: '{{标题}'
`;
  await withRuleFolder({ 'notices.yaml': yaml }, async (dir) => {
    const { diagnostics, set } = await readRules(dir);
    expect(set).toBeNull();
    expect(diagnostics.map(({ code, line, column }) => [code, line, column])).toEqual([
      ['unknown-field', 4, 21],
      ['bad-placeholder', 6, 12],
    ]);
    expect(diagnostics[0]?.hint).toContain('标题');
  });
});

describe('a notice about a case by the shipped templates', () => {
  const call = (at: string) => ({
    actionId: at,
    caseId: 'c_1',
    by: PEOPLE.system,
    at,
    reason: null,
    expectedVersion: null,
    kind: 'call' as const,
  });
  const asked = {
    kind: 'reminder' as const,
    at: '2026-03-03T09:00:00+08:00',
    name: '时限已过 50%',
    receivers: ['desks'],
    doneAt: null,
  };
  const flow = () => startCase({ deadlines: [{ ...RESPOND_CLOCK, calls: [asked] }] });

  it('says which clock, how far it is, whom the case waits for, and leads to the case', async () => {
    const { notices } = await shippedRules();
    const [before, action] = [flow().now, call('2026-03-03T09:00:00+08:00')];
    const made = applyCaseAction(before, null, action).cases[0]!;
    const [reminder] = callNotices(before, made, action, ['email']);
    const { title, lines, link, brief } = writer(notices)(reminder!, null);
    const text = lines.map((line) => line.text).join('\n');
    expect(title).toBe('【提醒】龙湾公馆地下车库漏水：政务舆情回应（48 小时内），时限已过 50%');
    expect(text).toContain('2026-03-04 09:00 到期');
    expect(text).toContain('等待统筹办理');
    expect(text).toContain('依据：国办发〔2016〕61号');
    expect(text).toContain('接收人：人事科:联络员');
    expect(brief).toContain('时限已过 50%');
    expect(link).toEqual({ label: '打开个案', url: 'https://yq/alerts/case:c_1' });
    expect([title, text, brief].join('')).not.toMatch(/[{}]|undefined|null/);
  });

  it('tells whose turn it is, who did what and why; a template that asks for what is not there gives the plain form', async () => {
    const { notices } = await shippedRules();
    const before = flow().now;
    const action = caseActionOf('grade', PEOPLE.hr, { grade: '较大', reason: '已核实' });
    const made = applyCaseAction(before, null, action).cases[0]!;
    const [turn] = turnNotices(before, made, action, ['email']);
    const text = writer(notices)(turn!, null)
      .lines.map((line) => line.text)
      .join('\n');
    expect(text).toContain('人事联络（人事科）研判定级，现在是“已定级”，请办理');
    expect(text).toContain('理由：已核实');
    const needing = noticesSpec.parse({
      decided: DECIDED,
      templates: { 'case-turn': { title: 't', body: '{{进度}}', short: 's' } },
    });
    const plain = writer(needing)(turn!, null);
    expect(plain.title).toBe('【个案】龙湾公馆地下车库漏水');
    expect(plain.lines.at(-1)?.text).toBe('（通知写法“case-turn”需要的“进度”这里没有，已改用简式）');
  });
});
