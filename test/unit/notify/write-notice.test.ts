import { describe, expect, it } from 'vitest';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { composeNotices } from '../../../pipeline/notify/compose.ts';
import { createNoticeWriter } from '../../../pipeline/notify/write-notice.ts';
import { readRules } from '../../../rules/load.ts';
import { type NoticesSpec, noticesSpec } from '../../../rules/schema.ts';
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
