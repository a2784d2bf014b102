import { describe, expect, it } from 'vitest';
import { groundOf } from '../../../pipeline/case/ground-of.ts';
import type { CaseGround } from '../../../pipeline/model/case-action.ts';
import type { WarningLevel } from '../../../pipeline/model/levels.ts';
import { readShippedYears } from '../../../pipeline/working-days/chinese-days.ts';
import { createWorkingDays } from '../../../pipeline/working-days/working-days.ts';
import type { CallSpec } from '../../../rules/call-schema.ts';
import { startCase } from '../../support/cases.ts';
import { sampleAlert } from '../../support/samples.ts';

const DAYS = createWorkingDays(readShippedYears());
const CALLS: CallSpec[] = [
  {
    clocks: ['handle'],
    remind: [
      { workingDaysBefore: 2, receivers: ['desks'] },
      { passed: 50, receivers: ['lead:科室负责人'] },
    ],
    overdue: [{ workingDaysAfter: 1, receivers: ['局领导:分管领导'] }],
  },
];

/** Monday, 2 March 2026, nine o'clock; handled within 10, 5 and 3 working days, red within 24 hours. */
function ground(level: WarningLevel = '黄', more: Partial<CaseGround> = {}, detectedAt?: string): CaseGround {
  const alert = sampleAlert({ level, deadlines: [], ...(detectedAt === undefined ? {} : { detectedAt }) });
  const handling = { 蓝: { workingDays: 10 }, 黄: { workingDays: 5 }, 橙: { workingDays: 3 }, 红: { hours: 24 } };
  const policies = { [alert.route.policy]: { levels: {}, handling } };
  const decided = { by: '测试', on: '2026-01-01', reason: '测试' };
  return { ...groundOf(alert, { escalation: { policies, calls: CALLS, decided }, workingDays: DAYS }), ...more };
}
const handles = (flow: ReturnType<typeof startCase>) =>
  flow.now.deadlines
    .filter(({ kind }) => kind === 'handle')
    .map(({ dueAt, cause, ended }) => [dueAt?.slice(0, 16), cause, ended?.why ?? null]);

describe('the limit of handling', () => {
  it('follows level, then grade, and every limit that ever held stays with its cause', () => {
    const flow = startCase(ground());
    expect(handles(flow)).toEqual([['2026-03-09T23:59', '预警为黄色', null]]);
    expect(flow.now.deadlines[0]).toMatchObject({ anchor: 'detected', calendar: DAYS.version, problem: null });
    flow.do('grade', 'hr', { grade: '较大' });
    expect(handles(flow)).toEqual([
      ['2026-03-09T23:59', '预警为黄色', '时限已另行计算'],
      ['2026-03-05T23:59', '定级为较大', null],
    ]);
    expect(flow.now.dueAt?.slice(0, 16)).toBe('2026-03-05T23:59');
    flow.do('grade', 'hr', { grade: '一般' }).do('confirm', 'chief', {});
    expect(handles(flow).at(-1)).toEqual(['2026-03-09T23:59', '定级为一般', null]);
  });

  it('is that of red for 重大 and 特别重大, in hours from the alert and not from grading', () => {
    const flow = startCase(ground()).do('grade', 'hr', { grade: '特别重大' });
    expect(handles(flow).at(-1)).toEqual(['2026-03-03T09:00', '定级为特别重大', null]);
  });

  it('of a graver alert comes earlier, never later', () => {
    const flow = startCase(ground()).to('handling');
    const before = handles(flow).length;
    flow.do('raise', 'system', { ground: ground('红', { alertId: 'a_2' }, '2026-03-02T12:00:00+08:00') });
    expect(handles(flow).slice(before)).toEqual([['2026-03-03T09:00', '预警升为红色', null]]);
  });

  it('ends with the answer, runs again when work goes on, and ends with the case', () => {
    const flow = startCase(ground()).to('responded');
    expect(handles(flow).at(-1)?.[2]).toBe('处置完毕，已回应');
    expect(flow.now).toMatchObject({ dueAt: null, nextCallAt: null });
    flow.do('continue', 'hr', {});
    expect(handles(flow).at(-1)?.[2]).toBeNull();
    flow.to('archived');
    expect(handles(flow).at(-1)?.[2]).toBe('处置完毕，已回应');
  });

  it('is not computable where no holidays are published, and says so', () => {
    const late = startCase(ground('蓝', {}, '2031-05-01T09:00:00+08:00'));
    expect(late.now.deadlines[0]).toMatchObject({ dueAt: null, calls: [] });
    expect(late.now.deadlines[0]?.problem).toContain('2031 年放假安排');
    expect(late.now).toMatchObject({ dueAt: null, nextCallAt: null });
  });

  it('merging keeps the earlier limit', () => {
    const [into, from] = [
      startCase(ground('黄'), 'c_1'),
      startCase(ground('橙', { eventId: 'e_2', alertId: 'a_2' }), 'c_2'),
    ];
    from.do('grade', 'hr', { grade: '较大' });
    const merged = from.send(
      {
        ...from.log[0]!,
        actionId: 'm',
        kind: 'merge',
        intoCaseId: 'c_1',
        by: from.log[1]!.by,
        reason: '同一事项',
        at: from.now.updatedAt,
      },
      into.now,
    );
    const taking = merged.cases[1];
    expect(taking?.deadlines.filter(({ ended }) => ended === null).map(({ dueAt }) => dueAt?.slice(0, 16))).toEqual([
      '2026-03-05T23:59',
    ]);
  });
});

describe('calls about it', () => {
  it('come in the morning of working days, and by share of the span', () => {
    const { deadlines, nextCallAt } = startCase(ground()).now;
    expect(deadlines[0]?.calls.map(({ kind, name, at }) => [kind, name, at.slice(0, 16)])).toEqual([
      ['reminder', '还剩 2 个工作日', '2026-03-05T09:00'],
      ['reminder', '时限已过 50%', '2026-03-06T04:30'],
      ['overdue', '已过期 1 个工作日', '2026-03-10T09:00'],
    ]);
    expect(nextCallAt).toBe('2026-03-05T09:00:00+08:00');
  });

  it('that would come before the clock began are left out', () => {
    const flow = startCase(ground()).do('grade', 'hr', { grade: '重大' });
    expect(flow.now.deadlines.at(-1)?.calls.map(({ name }) => name)).toEqual(['时限已过 50%', '已过期 1 个工作日']);
  });

  it('are not told before their time, nor twice', () => {
    const flow = startCase(ground());
    const call = (at: string) => ({ ...flow.log[0]!, actionId: `call ${at}`, kind: 'call' as const, at });
    expect(flow.send(call('2026-03-05T08:59:59+08:00')).result.refusal).toBe('nothing-due');
    expect(flow.send(call('2026-03-05T09:00:00+08:00')).result.state).toBe('applied');
    expect(flow.send(call('2026-03-05T09:00:00+08:00')).result.refusal).toBe('nothing-due');
    expect(flow.now.nextCallAt).toBe('2026-03-06T04:30:00+08:00');
    expect(flow.now.log.at(-1)?.details).toEqual([expect.stringContaining('还剩 2 个工作日，通知人事科:联络员')]);
  });

  it('told about a limit are not told again when the case comes back to it', () => {
    const flow = startCase(ground());
    flow.send({ ...flow.log[0]!, actionId: 'c', kind: 'call', at: '2026-03-06T10:00:00+08:00' });
    flow.do('grade', 'hr', { grade: '较大' }).do('grade', 'hr', { grade: '一般' }).do('confirm', 'chief', {});
    expect(flow.now.nextCallAt).toBe('2026-03-10T09:00:00+08:00');
  });
});
