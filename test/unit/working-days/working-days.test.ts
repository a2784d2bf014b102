import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../pipeline/errors.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { readShippedYears } from '../../../pipeline/working-days/chinese-days.ts';
import { parseHolidays } from '../../../pipeline/working-days/read-holidays.ts';
import { STATUTORY_CLOCKS, statutoryDeadline } from '../../../pipeline/working-days/statutory-clock.ts';
import { createWorkingDays, workingDayAfter } from '../../../pipeline/working-days/working-days.ts';

const days = createWorkingDays(readShippedYears());
const lastYear = Math.max(...readShippedYears().map(({ year }) => year));
const at = (text: string) => Date.parse(`${text}+08:00`);

const NEXT = `- year: 2027
  document: 测试文号
  rest: [2026-12-31, 2027-01-01]
  work: [2026-12-27]
`;

describe('working days', () => {
  it.each([
    ['2026-02-13', 'work', 'a Friday'],
    ['2026-02-14', 'work', 'a Saturday worked for the Spring Festival'],
    ['2026-02-16', 'rest', 'a Monday off'],
    ['2026-10-07', 'rest', 'National Day'],
    ['2026-10-10', 'work', 'a Saturday worked for National Day'],
    ['2018-12-29', 'work', 'moved by the notice of the year after'],
    ['2026-11-28', 'rest', 'a plain Saturday'],
  ])('%s: %s (%s)', (day, kind) => {
    expect(days.kindOf(day)).toBe(kind);
  });

  it('do not guess beyond what is published, nor in the last days that the next notice may move', () => {
    expect(days.kindOf(`${lastYear}-12-24`)).not.toBe('unknown');
    expect(days.kindOf(`${lastYear}-12-25`)).toBe('unknown');
    expect(days.kindOf(`${lastYear + 1}-01-04`)).toBe('unknown');
    expect(days.kindOf('1999-01-04')).toBe('unknown');
  });

  it('take the notice that the operator wrote down, for the end of the year before too', () => {
    const shipped = readShippedYears().filter(({ year }) => year <= 2026);
    const more = createWorkingDays([...shipped, ...parseHolidays('h.yaml', NEXT)]);
    expect(['2026-12-27', '2026-12-30', '2026-12-31', '2027-01-01', '2027-01-04'].map(more.kindOf)).toEqual([
      'work',
      'work',
      'rest',
      'rest',
      'work',
    ]);
    expect(more.version).toContain('测试文号（2027）');
    expect(more.version).toContain('2004–2026');
  });

  it('every mistake of that file has its place', () => {
    const wrong = '- year: 2027\n  document: x\n  rest: [2028-01-01, 2027-10-01]\n  work: [2027-10-01, 2027-10-04]\n';
    const issues = problemsOf(() => parseHolidays('h.yaml', wrong));
    expect(issues.map(({ where }) => where)).toEqual(['h.yaml:3:10', 'h.yaml:4:10', 'h.yaml:4:22', 'h.yaml:4:10']);
    expect(problemsOf(() => parseHolidays('h.yaml', '- year: 27\n')).length).toBeGreaterThan(0);
    expect(problemsOf(() => parseHolidays('h.yaml', 'rest: [')).length).toBeGreaterThan(0);
  });
});

describe('counting', () => {
  const instant = fc.integer({ min: at('2005-01-01T00:00:00'), max: at('2026-06-01T00:00:00') });

  it('ends on a working day, with exactly that many working days after the first', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 60 }), (from, count) => {
        const end = workingDayAfter(days, from, count);
        if (!('day' in end)) throw new Error(`not computable: ${end.unknown}`);
        expect(days.kindOf(end.day)).toBe('work');
        let worked = 0;
        for (let day = from + 86_400_000; toShanghai(day).slice(0, 10) <= end.day; day += 86_400_000) {
          if (days.kindOf(toShanghai(day).slice(0, 10)) === 'work') worked += 1;
        }
        expect(worked).toBe(count);
      }),
    );
  });

  it('is later with each day more, and never earlier for a later beginning', () => {
    const dayOf = (from: number, count: number) => {
      const end = workingDayAfter(days, from, count);
      return 'day' in end ? end.day : '9999';
    };
    fc.assert(
      fc.property(
        instant,
        fc.integer({ min: 0, max: 10 * 86_400_000 }),
        fc.integer({ min: 1, max: 30 }),
        (from, more, count) => {
          expect(dayOf(from, count + 1) > dayOf(from, count)).toBe(true);
          expect(dayOf(from + more, count) >= dayOf(from, count)).toBe(true);
        },
      ),
    );
  });

  it('begins with the day in Shanghai, whatever zone the process is in', () => {
    const script = `
      const { createWorkingDays, workingDayAfter } = await import('./pipeline/working-days/working-days.ts');
      const { readShippedYears } = await import('./pipeline/working-days/chinese-days.ts');
      const days = createWorkingDays(readShippedYears());
      console.log(JSON.stringify(['2026-10-07T23:59:59+08:00', '2026-10-08T00:30:00+08:00'].map((t) => workingDayAfter(days, Date.parse(t), 1))));`;
    const root = new URL('../../..', import.meta.url);
    for (const TZ of ['UTC', 'America/Los_Angeles', 'Pacific/Kiritimati']) {
      const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
        cwd: root,
        env: { ...process.env, TZ },
        encoding: 'utf8',
      });
      expect(stdout.trim(), stderr).toBe('[{"day":"2026-10-08"},{"day":"2026-10-09"}]');
    }
  });
});

describe('statutory clocks', () => {
  const anchor = { name: 'detected', at: '2026-02-13T22:00:00+08:00' } as const;

  it.each([
    ['publish', '2026-02-14T03:00:00+08:00', '80号'],
    ['press-conference', '2026-02-14T22:00:00+08:00', '61号'],
    ['respond', '2026-02-15T22:00:00+08:00', '61号'],
  ] as const)('%s runs through night and holiday, and names its document', (kind, dueAt, document) => {
    expect(statutoryDeadline(kind, anchor, days)).toMatchObject({
      dueAt,
      anchor: 'detected',
      anchorAt: anchor.at,
      document: expect.stringContaining(document),
      calendar: null,
      problem: null,
    });
  });

  it('twenty working days over the Spring Festival end with the last day, with the calendar they were counted by', () => {
    const deadline = statutoryDeadline(
      'answer-application',
      { name: 'received', at: '2026-02-13T09:00:00+08:00' },
      days,
    );
    // 02-14 is worked (1), 02-15 to 02-23 off, 02-24 to 02-28 worked (6), 03-02 to 03-13 (16), 03-16 to 03-19 (20).
    expect(deadline).toMatchObject({ dueAt: '2026-03-19T23:59:59+08:00', calendar: days.version });
    expect(STATUTORY_CLOCKS['answer-application'].document).toContain('第三十三条');
  });

  it('is “not computable” and says which notice is missing', () => {
    const received = { name: 'received', at: `${lastYear}-12-10T09:00:00+08:00` } as const;
    expect(statutoryDeadline('answer-application', received, days)).toMatchObject({
      dueAt: null,
      problem: expect.stringMatching(new RegExp(`不可计算.*${lastYear + 1} 年放假安排`)),
      calendar: days.version,
    });
  });
});

function problemsOf(run: () => unknown) {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
  return [];
}
