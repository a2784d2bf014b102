import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyCaseAction, otherCaseOf } from '../../../pipeline/case/apply-case-action.ts';
import { currentSheet, slotsInTurn } from '../../../pipeline/case/desks.ts';
import { gradeRank, takesTwoToEnd } from '../../../pipeline/case/grading.ts';
import { CASE_STATES, type Case } from '../../../pipeline/model/case.ts';
import type { CaseAction } from '../../../pipeline/model/case-action.ts';
import { EVENT_GRADES, levelRank, WARNING_LEVELS } from '../../../pipeline/model/levels.ts';
import { DRAFT, PEOPLE, RESPOND_CLOCK, replay, sampleGround } from '../../support/cases.ts';
import { at } from '../../support/engine-samples.ts';

const PERSONS = Object.values(PEOPLE);
const POSTS = ['质监站', '物业科', '新闻中心'].map((name) => `${name}:科室负责人`);
const ARCHIVED = 'archived';

/** The third one is there only once it was opened to follow one that is archived. */
const someCase = fc.nat(15).map((n) => (n === 0 ? 'c_3' : n % 2 === 0 ? 'c_1' : 'c_2'));
const reason = fc.option(fc.constantFrom('理由', ' '), { freq: 8 });
const ground = fc
  .record({ alertId: fc.constantFrom('a_1', 'a_2', 'a_3'), level: fc.constantFrom(...WARNING_LEVELS) })
  .map((given) => sampleGround({ ...given, deadlines: [RESPOND_CLOCK] }));
const assigned = {
  lead: fc.constantFrom('质监站', '物业科'),
  co: fc.subarray(['质监站', '物业科', '新闻中心']),
};
const proposal = fc.constantFrom('p_1', 'p_2').map((responseId) => ({
  ...{ responseId, text: '答复', where: '留言板', url: null, publishedAt: at(1), why: ['同一帖文'] },
}));

/** Weighted so that sequences go far: what moves a case on is drawn more often than what holds it up. */
const wanted = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('grade' as const), grade: fc.constantFrom(...EVENT_GRADES) }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'accept' as const }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'draft' as const, ...DRAFT }) },
  {
    weight: 12,
    arbitrary: fc.record({ kind: fc.constant('sign' as const), post: fc.constantFrom(...POSTS, '局领导:分管领导') }),
  },
  {
    weight: 4,
    arbitrary: fc.constant({ kind: 'publish' as const, where: '网站', url: null, publishedAt: at(0) }),
  },
  ...(['await-evaluation', 'archive', 'confirm'] as const).map((kind) => ({
    ...{ weight: 4, arbitrary: fc.constant({ kind }) },
  })),
  { weight: 4, arbitrary: fc.constant({ kind: 'evaluate' as const, verdict: '有效' as const }) },
  ...(
    ['hand-back', 'object', 'return', 'withdraw', 'continue', 'false-alarm', 'reopen', 'decline', 'comment'] as const
  ).map((kind) => ({ weight: 1, arbitrary: fc.constant({ kind }) })),
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('assign' as const), ...assigned }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('merge' as const), intoCaseId: someCase }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('raise' as const), ground }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('open' as const),
      ground,
      follows: fc.constantFrom('c_1', 'c_2', undefined),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('propose' as const), proposal }) },
  ...(['confirm-response', 'refuse-response'] as const).map((kind) => ({
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant(kind), responseId: fc.constantFrom('p_1', 'p_2') }),
  })),
);

/** Of the people who may, somebody does it four times in five: random people alone get nowhere. */
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
const step = fc.record({ wanted, caseId: someCase, reason, by: fc.nat(), fitting: fc.nat(4), late: fc.nat(9) });

function actionOf(given: Step, n: number, cases: Map<string, Case>): CaseAction {
  const { intoCaseId, follows } = { intoCaseId: undefined, follows: undefined, ...given.wanted };
  const other = cases.get(intoCaseId ?? follows ?? '') ?? null;
  const caseId = follows === undefined ? given.caseId : 'c_3';
  const subject = cases.get(caseId) ?? null;
  const about = {
    ...{ actionId: `act_${n}`, caseId, reason: given.reason, at: at(n - (given.late === 0 ? 5 : 0)) },
    expectedVersion: given.late === 1 ? Math.max(1, (subject?.version ?? 1) - 2) : null,
  };
  const due = given.fitting > 0 && subject !== null ? postInTurn(subject) : null;
  const what = given.wanted.kind === 'sign' && due !== null ? { ...given.wanted, post: due } : given.wanted;
  const by = (person: (typeof PERSONS)[number]): CaseAction => ({ ...about, ...what, by: person });
  const start = given.by % PERSONS.length;
  const turned = [...PERSONS.slice(start), ...PERSONS.slice(0, start)];
  const first = turned[0] ?? PEOPLE.duty;
  if (given.fitting === 0) return by(first);
  return by(turned.find((person) => applyCaseAction(subject, other, by(person)).cases.length > 0) ?? first);
}
function postInTurn(subject: Case): string | null {
  const sheet = currentSheet(subject);
  return sheet === null ? null : (slotsInTurn(sheet)[0]?.post ?? null);
}

function checkChange(before: Case | null, made: Case, action: CaseAction): void {
  expect(made.version).toBe((before?.version ?? 0) + 1);
  expect(made.log).toHaveLength(made.version);
  if (before === null) return;
  expect(Date.parse(made.updatedAt)).toBeGreaterThanOrEqual(Date.parse(before.updatedAt));
  expect(levelRank(made.level)).toBeGreaterThanOrEqual(levelRank(before.level));
  for (const known of before.deadlines) expect(made.deadlines.some(({ kind }) => kind === known.kind)).toBe(true);
  for (const known of before.events) expect(made.events).toContain(known);
  const ends = before.state !== ARCHIVED && made.state === ARCHIVED && made.ending !== 'merged';
  const lowers = before.grade !== null && made.grade !== null && gradeRank(made.grade) < gradeRank(before.grade);
  if ((ends && takesTwoToEnd(before)) || lowers) {
    expect(action.kind).toBe('confirm');
    expect(before.pending?.by.account).not.toBe(action.by.account);
  }
  if (before.state === ARCHIVED) {
    expect(['comment', 'reopen', 'open', 'propose', 'refuse-response']).toContain(action.kind);
  }
  for (const sheet of made.sheets) {
    const signers = sheet.slots.flatMap(({ signature }) => signature?.account ?? []);
    expect(new Set(signers).size).toBe(signers.length);
    expect(signers).not.toContain(sheet.drafter.account);
    const last = sheet.slots.find(({ stage }) => stage === 2);
    if (last?.signature) expect(signers).toHaveLength(sheet.slots.length);
  }
}

/** Somebody of the bureau can always do something that moves an open case on, and an archived one can be opened again. */
function checkNotStuck(subject: Case): void {
  if (subject.ending === 'merged') return;
  const moves = PERSONS.some((by) =>
    movesOf(subject, by).some((action) => applyCaseAction(subject, null, action).cases.length > 0),
  );
  expect(moves, `nobody can do anything in ${subject.state}`).toBe(true);
}

function movesOf({ caseId, updatedAt }: Case, by: CaseAction['by']): CaseAction[] {
  const about = { actionId: 'x', caseId, at: updatedAt, reason: '理由', expectedVersion: null, by };
  const plain = ['accept', 'withdraw', 'await-evaluation', 'decline', 'reopen'] as const;
  return [
    ...plain.map((kind) => ({ ...about, kind })),
    { ...about, kind: 'grade', grade: '特别重大' },
    { ...about, kind: 'assign', lead: '物业科', co: ['新闻中心'] },
    { ...about, kind: 'draft', ...DRAFT },
    { ...about, kind: 'evaluate', verdict: '有效' },
  ];
}

const seen = new Map<string, number>();
let followed = 0;

it('whatever people do in whatever order: never ended or lowered by one, never stuck, versions rise, replay is equal', () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
  console.info(`seed ${seed}`);
  fc.assert(
    fc.property(fc.array(step, { minLength: 40, maxLength: 120, size: 'max' }), (steps) => {
      const cases = new Map<string, Case>();
      const log: CaseAction[] = [...['c_1', 'c_2'].map((id, n) => openingOf(id, n))];
      for (const one of log) for (const made of applyCaseAction(null, null, one).cases) cases.set(made.caseId, made);
      for (const [n, given] of steps.entries()) {
        const action = actionOf(given, n + 10, cases);
        log.push(action);
        const subject = cases.get(action.caseId) ?? null;
        const other = cases.get(otherCaseOf(action) ?? '') ?? null;
        const applied = applyCaseAction(subject, other, action);
        expect(applied.audit).toHaveLength(Math.max(1, applied.cases.length));
        for (const made of applied.cases) {
          checkChange(cases.get(made.caseId) ?? null, made, action);
          checkNotStuck(made);
          cases.set(made.caseId, made);
          if (action.kind === 'open' && made.follows !== null) followed += 1;
          seen.set(made.state, (seen.get(made.state) ?? 0) + 1);
        }
      }
      expect(replay(JSON.parse(JSON.stringify(log)))).toEqual(cases);
    }),
    { seed, numRuns: Number(process.env.RUNS ?? 1000) },
  );
  // The sequences are worth something only when they go everywhere.
  expect(followed).toBeGreaterThan(20);
  for (const state of Object.keys(CASE_STATES)) expect(seen.get(state) ?? 0, state).toBeGreaterThan(20);
}, 180_000);

function openingOf(id: string, n: number): CaseAction {
  const level = n === 0 ? '橙' : '蓝';
  return {
    ...{
      actionId: `open_${id}`,
      caseId: id,
      kind: 'open',
      by: PEOPLE.system,
      at: at(n),
      reason: null,
      expectedVersion: null,
    },
    ground: sampleGround({ eventId: `e_${id}`, level }),
  };
}
