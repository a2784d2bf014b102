import { describe, expect, it } from 'vitest';
import { applyAction } from '../../../pipeline/alert/apply-action.ts';
import { escalate } from '../../../pipeline/alert/escalate.ts';
import { mustRaise, raiseAlert, supersede } from '../../../pipeline/alert/raise.ts';
import { waitEnd } from '../../../pipeline/alert/wait-end.ts';
import { eventOf, substanceOf } from '../../../pipeline/cluster/event-of.ts';
import type { Action } from '../../../pipeline/model/action.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { readShippedYears } from '../../../pipeline/working-days/chinese-days.ts';
import { createWorkingDays } from '../../../pipeline/working-days/working-days.ts';
import { escalationSpec } from '../../../rules/schema.ts';
import { ESCALATION, MONDAY_NINE, SCORING, sampleAlert, sampleAnalysed } from '../../support/samples.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const DAYS = createWorkingDays(readShippedYears());
const risk = { score: 62, level: '橙', parts: [{ name: '渗漏', points: 62, why: '' }] } as const;
const route = { lead: '质监站', co: [], receivers: [], path: [], policy: '常规' };

function raised(now: number) {
  const post = sampleAnalysed({}, { risk: { ...risk, parts: [...risk.parts] } });
  const event = eventOf(substanceOf(post), SCORING, 1).event;
  return raiseAlert(
    { event, post, risk: post.verdict.risk, route, now, maxAgeMs: 30 * DAY, workingDays: DAYS },
    '橙',
    ESCALATION,
  );
}

describe('raiseAlert', () => {
  it('copies the policy and sets each clock with its document', () => {
    const alert = raised(MONDAY_NINE);
    expect(alert.steps.map((step) => step.receivers)).toEqual([['质监站:联络员'], ['质监站:科室负责人']]);
    expect(alert.nextDueAt).toBe('2026-03-02T09:30:00+08:00');
    expect(alert.deadlines.map((deadline) => [deadline.kind, deadline.dueAt])).toEqual([
      ['acknowledge', '2026-03-02T09:30:00+08:00'],
      ['respond', '2026-03-04T09:00:00+08:00'],
    ]);
    expect(alert.deadlines[1]?.document).toContain('61号');
  });

  it.each([
    ['within the published years', '2026-03-02T09:00:00+08:00', '2026-03-30T23:59:59+08:00', null],
    ['where the calendar has no data', '2090-03-02T09:00:00+08:00', null, '不可计算'],
  ])('a post of the message board has twenty working days: %s', (_, published, dueAt, problem) => {
    const now = Date.parse(published) + 3_600_000;
    const post = sampleAnalysed(
      { channel: 'board', publishedAt: toShanghai(Date.parse(published)) },
      { risk: { ...risk, parts: [...risk.parts] } },
    );
    const event = eventOf(substanceOf(post), SCORING, 1).event;
    const clocks = escalationSpec.parse({
      ...ESCALATION,
      clocks: [
        { kind: 'answer-consultation', name: '答复', levels: ['橙'], channels: ['board'], anchor: 'published' },
        { kind: 'respond', name: '回应', levels: ['橙'], channels: ['weibo'], anchor: 'published' },
        { kind: 'publish', name: '发布', levels: ['橙'], anchor: 'graded' },
      ],
    });
    const input = { event, post, risk: post.verdict.risk, route, now, maxAgeMs: 30 * DAY, workingDays: DAYS };
    const [, clock, ...more] = raiseAlert(input, '橙', clocks).deadlines;
    expect(more).toEqual([]);
    expect(clock).toMatchObject({ kind: 'answer-consultation', dueAt, anchor: 'published', cause: '来自领导留言板' });
    expect(clock?.anchorAt).toBe(toShanghai(Date.parse(published)));
    expect(clock?.document).toContain('责任分工表');
    expect(clock?.calendar).toBe(DAYS.version);
    expect(clock?.problem?.slice(0, 4) ?? null).toBe(problem);
  });

  it('files an old event as history: closed, no clock', () => {
    const alert = raised(MONDAY_NINE + 31 * DAY);
    expect(alert).toMatchObject({ state: 'closed', nextDueAt: null, deadlines: [], steps: [] });
    expect(alert.closeReason).toContain('30 天');
  });

  it('gives the same id for the same event and level', () => {
    expect(raised(MONDAY_NINE).alertId).toBe(raised(MONDAY_NINE + MINUTE).alertId);
  });
});

describe('mustRaise', () => {
  const event = { ...eventOf(substanceOf(sampleAnalysed()), SCORING, 1).event, level: '橙' as const };
  it.each([
    [[], true],
    [[sampleAlert({ level: '蓝' })], true],
    [[sampleAlert({ level: '橙' })], false],
    [[sampleAlert({ level: '红' })], false],
  ])('%#', (alerts, expected) => {
    expect(mustRaise(event, alerts)).toBe(expected);
  });
});

const calm = (now: number) => ({ now, workingDays: DAYS, muted: null, posts: 1 });

describe('escalate', () => {
  it('climbs, then repeats the last rung: an open alert always has a future deadline', () => {
    const first = escalate(sampleAlert(), calm(MONDAY_NINE));
    expect(first.receivers).toEqual(['质监站:科室负责人']);
    expect(first.alert).toMatchObject({ step: 1, nextDueAt: toShanghai(MONDAY_NINE + 20 * MINUTE), version: 2 });
    const again = escalate(first.alert, calm(MONDAY_NINE + 20 * MINUTE));
    expect(again.receivers).toEqual(['质监站:科室负责人']);
    expect(again.what).toContain('再次通知');
    expect(again.alert.nextDueAt).toBe(toShanghai(MONDAY_NINE + 40 * MINUTE));
  });
});

describe('waitEnd', () => {
  const step = { receivers: ['质监站:联络员'], waitMinutes: 480, nextWorkingDay: '12:00', repeatFrom: null };
  it.each([
    ['on a Friday before a worked Saturday', '2026-02-13T16:00:00', '2026-02-14T12:00:00+08:00'],
    ['before a long holiday', '2026-02-14T16:00:00', '2026-02-24T12:00:00+08:00'],
    ['in the small hours of a working day', '2026-03-02T00:30:00', '2026-03-03T12:00:00+08:00'],
  ])('%s: the next working day', (_, from, expected) => {
    const { at, calendar, problem } = waitEnd(step, Date.parse(`${from}+08:00`), DAYS);
    expect([toShanghai(at), calendar, problem]).toEqual([expected, DAYS.version, null]);
  });

  it('where the calendar does not know: the minutes, and a sentence that says so', () => {
    const now = Date.parse('2100-03-01T09:00:00+08:00');
    const { at, problem } = waitEnd(step, now, DAYS);
    expect(at).toBe(now + 480 * MINUTE);
    expect(problem).toContain('不可计算');
  });
});

describe('applyAction', () => {
  const by = { account: 'wang', name: '王值班', role: '值班员', department: '办公室' };
  const act = (more: Partial<Action>): Action => ({
    actionId: 'x_1',
    kind: 'acknowledge',
    alertId: 'a_1',
    by,
    at: toShanghai(MONDAY_NINE),
    reason: null,
    expectedVersion: 1,
    ...more,
  });
  const at = toShanghai(MONDAY_NINE);

  it('acknowledges and ends the clock', () => {
    const { alert, result, audit } = applyAction(sampleAlert(), act({}), at);
    expect(alert).toMatchObject({ state: 'acknowledged', acknowledgedBy: '王值班', nextDueAt: null, version: 2 });
    expect(result.state).toBe('applied');
    expect(audit).toMatchObject({
      action: 'alert.acknowledge',
      actor: 'wang',
      detail: { from: 'open', to: 'acknowledged' },
    });
  });

  it.each([
    ['an older view', sampleAlert({ version: 2 }), act({}), '刚刚有了变化'],
    ['a second acknowledgement', sampleAlert({ state: 'acknowledged' }), act({}), '不必再签收'],
    ['closing without a reason', sampleAlert(), act({ kind: 'close', reason: ' ' }), '请写明理由'],
    ['closing an orange one alone', sampleAlert(), act({ kind: 'close', reason: '误报' }), '随个案办结'],
    ['closing twice', sampleAlert({ state: 'closed' }), act({ kind: 'close', reason: '误报' }), '已经办结'],
    ['an unknown alert', null, act({}), '没有这条预警'],
  ])('refuses %s in words, and records it', (_name, alert, action, words) => {
    const applied = applyAction(alert, action, at);
    expect(applied.alert).toBeNull();
    expect(applied.result).toMatchObject({ state: 'refused', problem: expect.stringContaining(words) });
    expect(applied.audit.action).toMatch(/refused$/);
  });

  it('a graver alert takes over from the open one', () => {
    const before = sampleAlert({ level: '蓝' });
    expect(supersede(before, sampleAlert({ level: '红' }), MONDAY_NINE)).toMatchObject({
      state: 'closed',
      nextDueAt: null,
      version: 2,
    });
  });
});
