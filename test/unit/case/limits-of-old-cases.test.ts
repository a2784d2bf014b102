import { describe, expect, it } from 'vitest';
import { applyCaseAction } from '../../../pipeline/case/apply-case-action.ts';
import { groundOf } from '../../../pipeline/case/ground-of.ts';
import { type Case, caseRecord } from '../../../pipeline/model/case.ts';
import type { CaseGround } from '../../../pipeline/model/case-action.ts';
import type { WarningLevel } from '../../../pipeline/model/levels.ts';
import { readShippedYears } from '../../../pipeline/working-days/chinese-days.ts';
import { createWorkingDays } from '../../../pipeline/working-days/working-days.ts';
import { caseActionOf, PEOPLE, sampleGround, startCase } from '../../support/cases.ts';
import { sampleAlert } from '../../support/samples.ts';

const CAUSE = '立案时系统还没有处置时限，补算';

/** A case as it was kept when there were no limits of handling: the fields are not there. */
function oldCase(more: Partial<Case> = {}, level: WarningLevel = '黄'): Case {
  const { handling: _, handlingLevel: __, gradeCalls: ___, nextCallAt: ____, ...kept } = startCase({ level }).now;
  return caseRecord.parse({ ...kept, ...more });
}
/** Monday, 2 March 2026, nine o'clock; handled within 5 working days, red within 24 hours, blue without a limit. */
function ground(level: WarningLevel = '黄', more: Partial<CaseGround> = {}): CaseGround {
  const alert = sampleAlert({ level, deadlines: [] });
  const policies = { [alert.route.policy]: { levels: {}, handling: { 黄: { workingDays: 5 }, 红: { hours: 24 } } } };
  const decided = { by: '测试', on: '2026-01-01', reason: '测试' };
  const workingDays = createWorkingDays(readShippedYears());
  return { ...groundOf(alert, { escalation: { policies, calls: [], decided }, workingDays }), ...more };
}
function done(subject: Case, action: Parameters<typeof applyCaseAction>[2]): Case {
  const { cases, result } = applyCaseAction(subject, null, action);
  if (cases[0] === undefined) throw new Error(`${result.refusal}: ${result.problem}`);
  return cases[0];
}
const limits = caseActionOf('limit', PEOPLE.system, { limits: ground() });
const running = (subject: Case) =>
  subject.deadlines
    .filter(({ kind, ended }) => kind === 'handle' && ended === null)
    .map(({ dueAt, cause }) => [dueAt?.slice(0, 16), cause]);

describe('a case from before limits of handling', () => {
  it('gets its own, counted from the alert, with the reason, once', () => {
    const made = done(oldCase(), limits);
    expect(running(made)).toEqual([['2026-03-09T23:59', CAUSE]]);
    expect(made.log.at(-1)?.details.join()).toContain(CAUSE);
    expect(made.dueAt).not.toBeNull();
    expect(applyCaseAction(made, null, limits).result.refusal).toBe('no-change');
    expect(applyCaseAction(startCase(ground()).now, null, limits).result.refusal).toBe('no-change');
  });

  it('has that of its grade, also where it was graded in between', () => {
    const graded = done(oldCase(), caseActionOf('grade', PEOPLE.hr, { grade: '重大' }));
    expect(running(graded)).toEqual([]);
    expect(running(done(graded, limits))).toEqual([['2026-03-03T09:00', CAUSE]]);
  });

  it('has that of its own level when a milder alert joins first', () => {
    const joined = done(
      oldCase({}, '红'),
      caseActionOf('raise', PEOPLE.system, { ground: ground('黄', { alertId: 'a_2' }) }),
    );
    expect(running(joined)).toEqual([['2026-03-03T09:00', '黄色预警并入']]);
  });

  it('is told so where the policy has no limit for it, and is not asked again', () => {
    const made = done(oldCase({}, '蓝'), limits);
    expect(running(made)).toEqual([]);
    expect(made.log.at(-1)?.details).toEqual(['按现行派送策略，蓝色没有处置时限']);
    expect(applyCaseAction(made, null, limits).result.refusal).toBe('no-change');
  });

  it('is not touched in the archive, nor by people', () => {
    const archived = oldCase({ state: 'archived', ending: 'done' });
    expect(applyCaseAction(archived, null, limits).cases).toEqual([]);
    const byHand = caseActionOf('limit', PEOPLE.admin, { limits: sampleGround() });
    expect(applyCaseAction(oldCase(), null, byHand).result.refusal).toBe('not-entitled');
  });
});
